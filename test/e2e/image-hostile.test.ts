/** Images that nobody honest makes: nothing is lost but what is damaged, and that is named. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hullcheckJson } from '../support/command.js';
import { archiveOf, digestOf, layoutOf, tarOf, type TarMember } from '../support/image-archive.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory } from '../support/tree.js';

const token = secrets.stripe('hostile');
const good: TarMember = { name: 'good.env', content: `KEY=${token}\n` };

interface Told {
  readonly found: readonly string[];
  readonly codes: readonly string[];
  readonly messages: string;
}

function scanFile(path: string): Told {
  const { code, report } = hullcheckJson(['image', path]);
  expect(code).toBe(report.findings.length > 0 ? 1 : report.problems.length > 0 ? 3 : 0);
  expect(report.summary.complete).toBe(report.problems.length === 0);
  return {
    found: report.findings.map(({ location }) => location.path),
    codes: report.problems.map((problem) => problem.code),
    messages: report.problems.map(({ message }) => message).join('\n'),
  };
}

/** Scans the image as an archive on disk and as a stream, which must tell the same. */
async function scan(members: ReadonlyMap<string, Uint8Array>): Promise<Told> {
  const directory = temporaryDirectory();
  const archive = await archiveOf(members);
  writeFileSync(join(directory, 'image.tar'), archive);
  writeFileSync(join(directory, 'image.tar.gz'), gzipSync(archive, { level: 1 }));
  const told = scanFile(join(directory, 'image.tar'));
  const streamed = scanFile(join(directory, 'image.tar.gz'));
  // A stream has passed before it is clear that nothing lists what was in it: that is reported, not lost.
  expect(streamed.found).toEqual(expect.arrayContaining([...told.found]));
  expect(new Set(streamed.codes)).toEqual(new Set(told.codes));
  expect(readdirSync(directory)).toHaveLength(2);
  return told;
}

async function scanLayer(layer: Uint8Array | Promise<Uint8Array>): Promise<Told> {
  return scan(layoutOf({ layers: [await layer] }));
}

/** Writes octal digits over a field of a header and puts its sum right again. */
function withField(header: Buffer, at: number, text: string): Buffer {
  const changed = Buffer.from(header);
  changed.write(text, at, 'latin1');
  changed.write('        ', 148, 'latin1');
  const sum = changed.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  changed.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return changed;
}

describe('entries of a layer', () => {
  test('names that lead outside are told, and nothing is written there', async () => {
    const escape = `escape-${process.pid}`;
    const layer = tarOf([{ name: `../../../../../../../../tmp/${escape}`, content: `KEY=${token}\n` }, good]);
    const { found, codes, messages } = await scanLayer(layer);
    expect(found).toEqual(['good.env', `tmp/${escape}`]);
    expect(codes).toEqual(['corrupt-layer']);
    expect(messages).toContain('lead outside');
    expect(existsSync(join('/tmp', escape))).toBe(false);
  });

  test('absolute names and links to anywhere are only names', async () => {
    const layer = tarOf([
      { name: '/etc/shadow.env', content: `KEY=${token}\n` },
      { name: 'absolute', type: 'symlink', linkname: '/etc/passwd' },
      { name: 'climbing', type: 'symlink', linkname: '../../../../etc/passwd' },
      { name: 'hard', type: 'link', linkname: '/etc/passwd' },
      { name: 'itself', type: 'link', linkname: 'itself' },
      good,
    ]);
    expect(await scanLayer(layer)).toEqual({ found: ['etc/shadow.env', 'good.env'], codes: [], messages: '' });
  });

  test('devices and pipes are passed over', async () => {
    const layer = tarOf([
      { name: 'dev/sda', type: 'block-device', devmajor: 8, devminor: 0 },
      { name: 'dev/tty', type: 'character-device', devmajor: 5, devminor: 0 },
      { name: 'pipe', type: 'fifo' },
      good,
    ]);
    expect(await scanLayer(layer)).toEqual({ found: ['good.env'], codes: [], messages: '' });
  });

  test('an entry of 10 GB that is not there ends the layer, not the scan', async () => {
    const layer = await tarOf([good, { name: 'huge', content: 'x' }]);
    const lying = Buffer.concat([layer.subarray(0, 1024), withField(layer.subarray(1024), 124, '100000000000')]);
    const { found, codes } = await scanLayer(lying);
    expect(found).toEqual(['good.env']);
    expect(codes).toEqual(['corrupt-layer']);
  });

  test('a sparse file of GNU tar has its own name, and its holes cost nothing', async () => {
    const directory = temporaryDirectory();
    execFileSync('truncate', ['--size', '10G', join(directory, 'sparse.env')]);
    execFileSync('bash', ['-c', 'printf "%s" "$TEXT" | dd of=sparse.env bs=1M seek=5000 conv=notrunc status=none'], {
      cwd: directory,
      env: { ...process.env, TEXT: `\nKEY=${token}\n` },
    });
    for (const format of ['--format=posix', '--format=gnu']) {
      execFileSync('tar', ['--sparse', format, '-cf', 'layer.tar', 'sparse.env'], { cwd: directory });
      const { found, codes } = await scanLayer(readFileSync(join(directory, 'layer.tar')));
      expect(found).toEqual(['sparse.env']);
      expect(codes).toEqual([]);
    }
  }, 60_000);

  test('the same name twice: both are found, and the first was overwritten', async () => {
    const other = secrets.stripe('hostile twice');
    const layer = await tarOf([good, { ...good, content: `KEY=${other}\n` }]);
    const told = await scanLayer(layer);
    expect(told.found).toEqual(['good.env', 'good.env']);
  });

  test('extended headers that contradict or loop', async () => {
    const layer = tarOf([
      { name: 'renamed.env', content: `KEY=${token}\n`, pax: { path: 'other.env', 'GNU.sparse.name': '' } },
      { name: 'x'.repeat(3000), content: `KEY=${token}\n` },
      good,
    ]);
    expect((await scanLayer(layer)).found).toEqual(['good.env', 'other.env', 'x'.repeat(3000)]);
    const header = await tarOf([{ name: 'pax', content: '-9 a=b\n-9 a=b\n0 \n9999 path=\n' }, good]);
    const { found } = await scanLayer(
      Buffer.concat([withField(header.subarray(0, 512), 156, 'x'), header.subarray(512)]),
    );
    // Under whatever name they make of it.
    expect(found).toHaveLength(1);
  });
});

describe('layers', () => {
  test('that are cut off: what came before is found', async () => {
    const layer = await tarOf([good, { name: 'big', content: Buffer.alloc(5000, 'x') }]);
    const { found, codes, messages } = await scanLayer(layer.subarray(0, 3000));
    expect(found).toEqual(['good.env']);
    expect(codes).toEqual(['corrupt-layer']);
    expect(messages).toContain('what came before was scanned');
  });

  test('that are cut off within the file that holds the secret', async () => {
    const layer = await tarOf([{ name: 'big.env', content: `KEY=${token}\n${'x'.repeat(50_000)}` }]);
    expect(await scanLayer(layer.subarray(0, 9000))).toMatchObject({ found: ['big.env'], codes: ['corrupt-layer'] });
    const compressed = gzipSync(layer, { level: 0 });
    expect(await scanLayer(compressed.subarray(0, 9000))).toMatchObject({
      found: ['big.env'],
      codes: ['corrupt-layer'],
    });
  });

  test('that are cut off leave the scan incomplete, whatever else is suppressed', async () => {
    const layer = await tarOf([good, { name: 'big', content: Buffer.alloc(5000, 'x') }]);
    const path = join(temporaryDirectory(), 'image.tar');
    writeFileSync(path, await archiveOf(layoutOf({ layers: [layer.subarray(0, 3000)] })));
    expect(hullcheckJson(['image', path, '--only', 'github-classic-pat']).code).toBe(3);
  });

  test('that are no archives, or empty', async () => {
    expect((await scanLayer(Buffer.from('<html>not found</html>'))).codes).toEqual(['corrupt-layer']);
    expect((await scanLayer(Buffer.alloc(1024))).codes).toEqual([]);
  });

  test('that are bombs are given up, and told', async () => {
    const directory = temporaryDirectory();
    const start = await tarOf([good, { name: 'zeros', content: 'x' }]);
    const header = withField(start.subarray(1024, 1536), 124, '40000000000 ');
    writeFileSync(join(directory, 'start'), Buffer.concat([start.subarray(0, 1024), header]));
    execFileSync('bash', ['-c', '(cat start; head -c 1G /dev/zero) | gzip -1 > bomb.gz'], { cwd: directory });
    const layer = readFileSync(join(directory, 'bomb.gz'));
    const { found, codes, messages } = await scanLayer(layer);
    expect(found).toEqual(['good.env']);
    expect(codes).toEqual(['archive-limit']);
    expect(messages).toContain('200 times its size');
  }, 120_000);

  test('with something after the end of the compressed data are told to be damaged', async () => {
    const layer = Buffer.concat([gzipSync(await tarOf([{ name: 'a', content: 'a' }])), Buffer.from('more')]);
    expect(await scanLayer(layer)).toMatchObject({ found: [], codes: ['corrupt-layer'] });
  });
});

describe('lists and digests', () => {
  test('a layer, manifest or configuration that is not there', async () => {
    const layer = await tarOf([good]);
    const members = layoutOf({ layers: [layer, await tarOf([{ name: 'b', content: 'b' }])] });
    const blobs = [...members.keys()].filter((name) => name.startsWith('blobs/'));
    const told = await Promise.all(
      blobs.slice(1).map((name) => scan(new Map([...members].filter(([member]) => member !== name)))),
    );
    expect(told.map(({ codes }) => codes)).toEqual([['missing-blob'], ['missing-blob'], ['missing-blob']]);
    // Without the manifest nobody knows of the layers; without the configuration they are still there.
    expect(told.map(({ found }) => found.length)).toEqual([1, 1, 0]);
  });

  test('a layer or configuration that is not what its digest says', async () => {
    const members = layoutOf({ layers: [await tarOf([{ name: 'a', content: 'a' }])] });
    const [layer = '', config = ''] = [...members.keys()];
    const replaced = await scan(new Map([...members, [layer, await tarOf([good])]]));
    expect(replaced).toMatchObject({ found: ['good.env'], codes: ['wrong-digest'] });
    const text = Buffer.from(members.get(config) ?? '')
      .toString()
      .replace('"os"', `"author":"KEY=${token}","os"`);
    const changed = await scan(new Map([...members, [config, Buffer.from(text)]]));
    expect(changed).toMatchObject({ found: ['configuration'], codes: ['wrong-digest'] });
  });

  test('a diff id that is another layer', async () => {
    const members = layoutOf({ layers: [await tarOf([good])], diffIds: [digestOf(Buffer.from('other'))] });
    expect(await scan(members)).toMatchObject({ found: ['good.env'], codes: ['wrong-digest'] });
  });

  test('a configuration that names other layers than the manifest', async () => {
    const members = layoutOf({ layers: [await tarOf([good])], diffIds: [] });
    expect(await scan(members)).toMatchObject({ found: ['good.env'], codes: ['bad-image'] });
  });

  test('indexes that lead in circles or very deep', async () => {
    let digest = digestOf(Buffer.from('nothing'));
    const members = new Map<string, Uint8Array>();
    for (let depth = 0; depth < 12; depth++) {
      const index = Buffer.from(JSON.stringify({ manifests: [{ mediaType: 'x', digest, size: 1 }] }));
      digest = digestOf(index);
      members.set(`blobs/${digest.replace(':', '/')}`, index);
    }
    members.set('index.json', Buffer.from(JSON.stringify({ manifests: [{ mediaType: 'x', digest, size: 1 }] })));
    expect((await scan(members)).codes).toEqual(['bad-image']);
  });

  test.each([
    ['no JSON', 'not json'],
    ['a list', '[]'],
    ['a path for a digest', JSON.stringify({ manifests: [{ digest: 'sha256:../../../../etc/passwd' }] })],
    ['nothing', JSON.stringify({ manifests: [] })],
  ])('an index that holds %s', async (_, index) => {
    const { codes } = await scan(new Map([['index.json', Buffer.from(index)]]));
    expect(codes.length).toBe(1);
  });

  test('a layer that is kept elsewhere', async () => {
    const layerType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
    const members = layoutOf({ layers: [await tarOf([good])], layerType });
    members.delete([...members.keys()][0] ?? '');
    expect((await scan(members)).codes).toEqual(['foreign-layer']);
  });

  test('an archive that ends before its list', async () => {
    const directory = temporaryDirectory();
    const archive = await archiveOf(layoutOf({ layers: [await tarOf([good])] }));
    const path = join(directory, 'cut.tar');
    writeFileSync(path, archive.subarray(0, 4000));
    expect(scanFile(path).codes).toEqual(['no-image']);
    writeFileSync(`${path}.gz`, gzipSync(archive.subarray(0, 4000)));
    // As a stream the layer has passed before it was clear that it belongs to nothing.
    expect(scanFile(`${path}.gz`).found).toEqual(['good.env']);
  });
});

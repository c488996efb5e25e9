import { createServer } from 'node:http';
import { chmodSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { entriesOf, filesTelling, report } from '../support/cache.js';
import { startHullcheck, type JsonReport } from '../support/command.js';
import { archiveOf, digestOf, layoutOf, tarOf, type TarMember } from '../support/image-archive.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

vi.setConfig({ testTimeout: 120_000 });

const planted = {
  base: secrets.stripe('cached base'),
  own: secrets.github('cached own'),
  told: secrets.slack('cached, told in the history'),
  key: secrets.privateKey('cached key'),
};

/** Of a base with a secret that a later layer hides, and with one that the history tells again. */
async function members(own: string): Promise<Map<string, Uint8Array>> {
  const base = await tarAt([
    { name: 'etc/base.env', content: `STRIPE=${planted.base}\n` },
    { name: 'etc/told.conf', content: `slack: ${planted.told}\n` },
    { name: 'root/.ssh/id_rsa', content: `${planted.key}\n` },
    { name: 'bin/sh', type: 'symlink', linkname: 'busybox' },
    { name: 'etc/hard', type: 'link', linkname: 'etc/told.conf' },
    { name: 'etc/empty', content: '' },
  ]);
  const top = await tarAt([
    { name: 'app/main.js', content: own },
    { name: 'etc/.wh.base.env', content: '' },
  ]);
  const history = [{ created_by: `RUN echo ${planted.told} > /etc/told.conf` }, { created_by: 'COPY app /app' }];
  const diffIds = [digestOf(base), digestOf(top)];
  return layoutOf({ layers: [gzipSync(base), gzipSync(top)], diffIds, config: { history } });
}

/** The same bytes whenever it is made. */
function tarAt(made: readonly TarMember[]): Promise<Buffer> {
  return tarOf(made.map((member) => ({ ...member, mtime: new Date(0) })));
}

async function archive(own: string): Promise<string> {
  const path = join(temporaryDirectory(), 'image.tar');
  writeFileSync(path, await archiveOf(await members(own)));
  return path;
}

/** Long ago, so that a later look at the file is seen. */
function age(file: string): void {
  utimesSync(file, 1000, 1000);
}

describe('an image that is scanned again', () => {
  test('has the same report, byte by byte', async () => {
    const image = await archive(`token = "${planted.own}"\n`);
    const cache = temporaryDirectory();
    const plain = report(['image', image]);
    expect((JSON.parse(plain.stdout) as JsonReport).findings).toHaveLength(6);
    const first = report(['image', image], cache);
    const entries = entriesOf(cache);
    expect(entries).toHaveLength(2);
    for (const entry of entries) age(entry);
    const second = report(['image', image], cache);
    expect(first).toEqual(plain);
    expect(second).toEqual(plain);
    for (const entry of entries) expect(statSync(entry).mtimeMs).toBeGreaterThan(1_000_000);
  });

  test('shares the layers that did not change', async () => {
    const cache = temporaryDirectory();
    report(['image', await archive('let x;\n')], cache);
    const before = entriesOf(cache);
    for (const entry of before) age(entry);
    const changed = await archive(`let y = "${planted.own}";\n`);
    expect(report(['image', changed], cache)).toEqual(report(['image', changed]));
    const used = before.filter((entry) => statSync(entry).mtimeMs > 1_000_000);
    expect(used).toHaveLength(1);
    expect(entriesOf(cache)).toHaveLength(3);
  });

  test('leaves no secret in the cache', async () => {
    const cache = temporaryDirectory();
    const leaky = await archive(`token = "${planted.own}"\n`);
    report(['image', leaky], cache);
    const named = join(temporaryDirectory(), 'named.tar');
    const layer = await tarOf([{ name: `etc/${planted.own}.env`, content: `KEY=${planted.own}\n` }]);
    writeFileSync(named, await archiveOf(layoutOf({ layers: [layer] })));
    expect(report(['image', named], cache)).toEqual(report(['image', named]));
    const lines = planted.key.split('\n').slice(1, -1);
    expect(filesTelling(cache, [planted.base, planted.own, planted.told, ...lines])).toEqual([]);
  });

  test('shows its secrets when they are asked for', async () => {
    const image = await archive(`token = "${planted.own}"\n`);
    const cache = temporaryDirectory();
    report(['image', image], cache);
    const shown = report(['image', image, '--show-secrets'], cache);
    expect(shown.stdout).toContain(planted.base);
    expect(shown).toEqual(report(['image', image, '--show-secrets']));
  });
});

describe('what cannot be trusted is scanned', () => {
  async function scanned(): Promise<{ image: string; cache: string; plain: ReturnType<typeof report> }> {
    const image = await archive(`token = "${planted.own}"\n`);
    const cache = temporaryDirectory();
    const plain = report(['image', image], cache);
    return { image, cache, plain };
  }

  test.each([
    ['a changed entry', (file: string) => flip(file, -20)],
    ['a changed seal', (file: string) => flip(file, 20)],
    ['an entry that is cut short', (file: string) => truncateSync(file, statSync(file).size - 1)],
    ['an empty entry', (file: string) => truncateSync(file, 0)],
  ])('%s', async (_, harm) => {
    const { image, cache, plain } = await scanned();
    for (const entry of entriesOf(cache)) harm(entry);
    const harmed = entriesOf(cache).map((entry) => readFileSync(entry, 'latin1'));
    expect(report(['image', image], cache)).toEqual(plain);
    // And it is whole again.
    for (const [at, entry] of entriesOf(cache).entries()) expect(readFileSync(entry, 'latin1')).not.toBe(harmed[at]);
  });

  test('entries that changed places', async () => {
    const { image, cache, plain } = await scanned();
    const [one = '', two = ''] = entriesOf(cache);
    const [first, second] = [readFileSync(one), readFileSync(two)];
    writeFileSync(one, second);
    writeFileSync(two, first);
    expect(report(['image', image], cache)).toEqual(plain);
  });

  test('entries that were sealed with another key', async () => {
    const { image, cache, plain } = await scanned();
    writeFileSync(join(cache, 'key'), `${'0'.repeat(64)}\n`);
    expect(report(['image', image], cache)).toEqual(plain);
    expect(entriesOf(cache)).toHaveLength(4);
  });

  test('a layer that is not what its digest says', async () => {
    const { cache } = await scanned();
    const swapped = await members('let x;\n');
    const [name = ''] = [...swapped.keys()].filter((member) => member.startsWith('blobs/'));
    swapped.set(name, gzipSync(await tarOf([{ name: 'etc/new.env', content: `KEY=${planted.own}\n` }])));
    const image = tree(Object.fromEntries(swapped));
    const run = report(['image', image], cache);
    expect(run).toEqual(report(['image', image]));
    expect((JSON.parse(run.stdout) as JsonReport).problems.map((problem) => problem.code)).toContain('wrong-digest');
    expect(run.stdout).toContain('etc/new.env');
  });

  test('a cache that others may write to, which is told', async () => {
    const { image, cache, plain } = await scanned();
    chmodSync(cache, 0o777);
    const { code, stdout } = report(['image', image], cache);
    expect(code).toBe(plain.code);
    const { findings, problems } = JSON.parse(stdout) as JsonReport;
    expect(findings).toEqual((JSON.parse(plain.stdout) as JsonReport).findings);
    expect(problems.map((problem) => problem.code)).toEqual(['unusable-cache']);
  });

  test('a cache whose key others may have read', async () => {
    const { image, cache } = await scanned();
    chmodSync(join(cache, 'key'), 0o644);
    const { problems } = JSON.parse(report(['image', image], cache).stdout) as JsonReport;
    expect(problems.map((problem) => problem.code)).toEqual(['unusable-cache']);
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

test('a layer of a registry is not fetched a second time', async () => {
  const all = await members(`token = "${planted.own}"\n`);
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const index = JSON.parse(Buffer.from(all.get('index.json') ?? []).toString()) as {
      manifests: { digest: string }[];
    };
    const digest = url.endsWith('/manifests/1') ? index.manifests[0]?.digest : url.split('/').at(-1);
    const bytes = all.get(`blobs/${digest?.replace(':', '/')}`);
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const cache = temporaryDirectory();
  const args = ['image', `registry:127.0.0.1:${port}/shop:1`, '--format', 'json', '--cache-dir', cache];
  const first = await startHullcheck(args, '/').done;
  expect(asked.filter((url) => url.includes('/blobs/'))).toHaveLength(3);
  asked.length = 0;
  const second = await startHullcheck(args, '/').done;
  expect(second).toEqual(first);
  expect((JSON.parse(second.stdout) as JsonReport).findings).toHaveLength(6);
  // The configuration only.
  expect(asked.filter((url) => url.includes('/blobs/'))).toHaveLength(1);
});

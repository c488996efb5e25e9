/** Archives that are damaged, locked or made to do harm: bounded in time and memory, told, and the rest is found. */

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BIN, environment, hullcheck, hullcheckJson, type JsonReport } from '../support/command.js';
import { hostileZip } from '../support/hostile-zip.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

const token = secrets.github('hostile archive');
const leak = `token = ${token}\n`;

const paths = ({ findings }: JsonReport): string[] => findings.map(({ location }) => location.path);
const codes = ({ problems }: JsonReport): string[] => problems.map(({ code }) => code);

interface Measured {
  readonly report: JsonReport;
  readonly code: number | null;
  /** Of processor time: other tests run meanwhile. */
  readonly seconds: number;
  /** At its peak. */
  readonly megabytes: number;
}

/** Scans a directory in a process that writes down what it took when it ends. */
function measure(root: string): Measured {
  const aside = temporaryDirectory();
  const hook = join(aside, 'hook.mjs');
  writeFileSync(
    hook,
    `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(join(aside, 'usage'))}, JSON.stringify(process.resourceUsage())));`,
  );
  const { status, stdout } = spawnSync(process.execPath, ['--import', hook, BIN, 'scan', '--format', 'json'], {
    cwd: root,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const usage = JSON.parse(readFileSync(join(aside, 'usage'), 'utf8')) as NodeJS.ResourceUsage;
  const seconds = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  return { report: JSON.parse(stdout) as JsonReport, code: status, seconds, megabytes: usage.maxRSS / 1024 };
}

const SECONDS = 45;
const MEGABYTES = 400;

describe('what unpacks to more than there is room for', () => {
  const zeros = Buffer.alloc(100_000_000);

  function nested(levels: number): Buffer {
    let inner = hostileZip([{ name: 'zeros', content: zeros }]);
    for (let level = 0; level < levels; level++) {
      inner = hostileZip(Array.from({ length: 16 }, (_, i) => ({ name: `lib ${i}.zip`, content: inner })));
    }
    return inner;
  }

  test.each([
    ['a gzip of 10 GB', 'bomb.gz', () => Buffer.concat(Array<Buffer>(100).fill(gzipSync(zeros)))],
    [
      'ten thousand members at one place',
      'bomb.zip',
      () => hostileZip([{ name: 'z', content: zeros, listed: 10_000 }]),
    ],
    ['a million zips within zips', 'bomb.zip', () => nested(5)],
  ])('%s', { timeout: 120_000 }, (_, name, make) => {
    const root = tree({ [name]: make(), 'z.env': leak });
    const { report, code, seconds, megabytes } = measure(root);
    expect(codes(report)).toEqual(['archive-limit']);
    expect(report.problems[0]?.message).toMatch(
      /unpacks to more than 100 times its size; the rest of it was not scanned$/,
    );
    expect(paths(report)).toEqual(['z.env']);
    expect(report.summary.complete).toBe(false);
    expect(code).toBe(1);
    expect(seconds).toBeLessThan(SECONDS);
    expect(megabytes).toBeLessThan(MEGABYTES);
  });

  test('bzip2 of zeros, whose blocks are the densest there are', { timeout: 120_000 }, () => {
    const bomb = execFileSync('bzip2', ['-c'], { input: zeros });
    const root = tree({ 'bomb.bz2': Buffer.concat(Array<Buffer>(12).fill(bomb)) });
    const { report, seconds, megabytes } = measure(root);
    expect(codes(report)).toEqual(['archive-limit']);
    expect(seconds).toBeLessThan(SECONDS);
    expect(megabytes).toBeLessThan(MEGABYTES);
  });

  test('xz that asks for half a gigabyte of memory', () => {
    const bomb = execFileSync('xz', ['--lzma2=dict=512MiB', '-c'], { input: 'x'.repeat(1000) });
    const { report, megabytes } = measure(tree({ 'bomb.xz': bomb }));
    expect(report.problems).toMatchObject([
      { code: 'damaged-archive', message: expect.stringContaining('its dictionary is larger than 64 MiB') },
    ]);
    expect(megabytes).toBeLessThan(MEGABYTES);
  });

  test('archives in archives without end: what is in the outer ones is found', () => {
    let inner = hostileZip([{ name: 'deep.env', content: Buffer.from(leak) }]);
    for (let level = 0; level < 12; level++) {
      inner = hostileZip([
        { name: `a${level}.env`, content: Buffer.from(leak) },
        { name: 'z.zip', content: inner },
      ]);
    }
    const { code, report } = hullcheckJson(['scan'], { cwd: tree({ 'a.zip': inner }) });
    expect(paths(report)).toHaveLength(8);
    expect(report.problems).toMatchObject([
      {
        code: 'archive-limit',
        path: `a.zip${'!z.zip'.repeat(8)}`,
        message: expect.stringContaining('inside 8 others'),
      },
    ]);
    expect(code).toBe(1);
  });

  test('10 GB of holes, as tar stores them', () => {
    const root = temporaryDirectory();
    const source = tree({ 'a.img': '', 'b.env': leak });
    truncateSync(join(source, 'a.img'), 10e9);
    execFileSync('tar', ['-C', source, '--sparse', '-cf', join(root, 'holes.tar'), 'a.img', 'b.env']);
    const { report, seconds } = measure(root);
    expect(paths(report)).toEqual(['holes.tar!b.env']);
    expect(report.problems).toEqual([]);
    expect(seconds).toBeLessThan(10);
  });

  test('a tar of 2 GB that is all holes itself', { timeout: 120_000 }, () => {
    const root = temporaryDirectory();
    const file = join(root, 'holes.tar');
    const [large, small] = [tree({ 'a.img': '' }), tree({ 'b.env': leak })];
    truncateSync(join(large, 'a.img'), 2e9);
    // tar writes the first block of the header at once; the rest of the file need not be on the disk.
    const header = execFileSync('sh', ['-c', `tar -C ${large} -cf - a.img | head -c 512`]);
    const rest = execFileSync('tar', ['-C', small, '-cf', '-', 'b.env']);
    const fd = openSync(file, 'w');
    writeSync(fd, header, 0, header.length, 0);
    writeSync(fd, rest, 0, rest.length, 512 + Math.ceil(2e9 / 512) * 512);
    closeSync(fd);
    const { report, seconds, megabytes } = measure(root);
    expect(paths(report)).toEqual(['holes.tar!b.env']);
    expect(report.problems).toEqual([]);
    expect(seconds).toBeLessThan(SECONDS);
    expect(megabytes).toBeLessThan(MEGABYTES);
  });
});

describe('what is damaged', () => {
  const source = (): string => tree({ 'a.env': leak, 'b.bin': randomBytes() });

  function randomBytes(): Buffer {
    return Buffer.concat(Array.from({ length: 20_000 }, (_, i) => createHash('sha256').update(String(i)).digest()));
  }

  test.each([
    ['zip', 'zip -q - a.env b.bin'],
    ['tar', 'tar -cf - a.env b.bin'],
    ['tar.gz', 'tar -czf - a.env b.bin'],
    ['tar.xz', 'tar -cf - a.env b.bin | xz -c --block-size=16384'],
    ['tar.zst', 'tar -cf - a.env b.bin | zstd -q -c'],
  ])('%s that is cut off: what comes before is found', (ending, command) => {
    const whole = execFileSync('sh', ['-c', command], { cwd: source() });
    const cut = whole.subarray(0, Math.floor(whole.length * 0.7));
    const { code, report } = hullcheckJson(['scan'], { cwd: tree({ [`a.${ending}`]: cut }) });
    expect(paths(report)).toContain(`a.${ending}!a.env`);
    expect(new Set(codes(report))).toEqual(new Set(['damaged-archive']));
    expect([code, report.summary.complete]).toEqual([1, false]);
  });

  test('ends with 3 when nothing is found', () => {
    const cut = gzipSync('nothing to see here\n'.repeat(1000)).subarray(0, 60);
    const { code, report } = hullcheckJson(['scan'], { cwd: tree({ 'a.gz': cut }) });
    expect(codes(report)).toEqual(['damaged-archive']);
    expect(code).toBe(3);
    expect(hullcheck(['scan', '--allow-incomplete'], { cwd: tree({ 'a.gz': cut }) }).code).toBe(0);
  });

  test('one member of a zip: the others are found', () => {
    const bytes = hostileZip(
      ['a.env', 'b.env', 'c.env'].map((name) => ({ name, content: Buffer.from(`${name}\n${leak}`) })),
    );
    // The first byte of the second member's data: a block of a type that does not exist.
    const at = bytes.indexOf('b.env') + 'b.env'.length;
    bytes[at] = 0xff;
    const { report } = hullcheckJson(['scan'], { cwd: tree({ 'a.zip': bytes }) });
    expect(paths(report)).toEqual(['a.zip!a.env', 'a.zip!c.env']);
    expect(report.problems).toMatchObject([{ code: 'damaged-archive', path: 'a.zip!b.env' }]);
  });

  test('an archive inside a tar: the members after it are found', () => {
    const files = tree({ 'a.gz': gzipSync(randomBytes()).subarray(0, 200), 'b.env': leak });
    const out = temporaryDirectory();
    execFileSync('tar', ['-cf', join(out, 'a.tar'), '--sort=name', '.'], { cwd: files });
    const { report } = hullcheckJson(['scan'], { cwd: out });
    expect(paths(report)).toContain('a.tar!b.env');
    expect(report.problems).toMatchObject([{ code: 'damaged-archive', path: 'a.tar!a.gz' }]);
  });

  test('what only begins like an archive is scanned as it is', () => {
    const fake = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.from(`\n${leak}`)]);
    const { report } = hullcheckJson(['scan'], { cwd: tree({ fake }) });
    expect(paths(report)).toEqual(['fake']);
    expect(codes(report)).toEqual(['damaged-archive']);
  });
});

describe('what is not opened', () => {
  test('encrypted members are told and leave the scan complete: nobody without the password reads them', () => {
    const out = temporaryDirectory();
    execFileSync('zip', ['-qP', 'open sesame', join(out, 'a.zip'), 'a.env'], { cwd: tree({ 'a.env': leak }) });
    const { code, report } = hullcheckJson(['scan'], { cwd: out });
    expect(report.problems).toMatchObject([
      { code: 'encrypted-archive', message: "'a.zip!a.env' is encrypted, so it was not read" },
    ]);
    expect([code, report.summary.complete]).toEqual([0, true]);
  });

  test('other formats and methods are told', () => {
    const deflate64 = hostileZip([{ name: 'a.env', content: Buffer.from(leak) }]);
    for (const at of [8, deflate64.indexOf('PK\u0001\u0002') + 10]) deflate64.writeUInt16LE(9, at);
    const seven = Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4, 0, 0]);
    const { code, report } = hullcheckJson(['scan'], { cwd: tree({ 'a.zip': deflate64, 'b.7z': seven }) });
    expect(report.problems.map(({ code: problem, message }) => [problem, message])).toEqual([
      ['unsupported-archive', expect.stringContaining("'a.zip!a.env' is compressed with zip method 9")],
      ['unsupported-archive', expect.stringContaining("'b.7z' is a 7z archive")],
    ]);
    expect(code).toBe(3);
  });
});

test('names that lead elsewhere are only names, and safe to print', () => {
  const aim = join(temporaryDirectory(), 'written');
  const names = [aim, `../../../../../../../..${aim}`, 'C:\\windows\\a', 'a\u001b[2J\u202e.env', 'x'.repeat(5000)];
  const bytes = hostileZip(names.map((name) => ({ name, content: Buffer.from(leak) })));
  const root = tree({ 'a.zip': bytes });
  const { stdout, code } = hullcheck(['scan'], { cwd: root });
  expect(code).toBe(1);
  expect(stdout).toContain(`a.zip!${aim}\n`);
  expect(stdout).toContain(`a.zip!../../../../../../../..${aim}\n`);
  expect(stdout).toContain('a.zip!a\\x1b[2J\\u202e.env');
  expect(stdout).toContain(`a.zip!${'x'.repeat(1024)}\n`);
  expect(existsSync(aim)).toBe(false);
});

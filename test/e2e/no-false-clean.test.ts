/**
 * Everything that can keep a part of a scan from happening: the exit code is 3 and the report names what is missing. A leak
 * lies beside each fault, to see that the rest is scanned; it is accepted by `--fail-on`, so that only the fault decides.
 * docs/security.md has the table; images, registries and clusters have theirs in image-*.test.ts and cluster-faults.test.ts.
 */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BIN, environment, hullcheck, hullcheckJson, type JsonReport } from '../support/command.js';
import { withFaults, type FileFault } from '../support/faults.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

vi.setConfig({ testTimeout: 120_000 });

const LEAK = `TOKEN=${secrets.slack('beside')}\n`;

/** Nothing here fails the gate: `high` findings do not reach `critical`. */
const LENIENT = ['--fail-on', 'critical'];

interface Expected {
  readonly code: string;
  readonly names: string | RegExp;
}

/** The scan told what is missing, ended with 3, and found the leak beside it all the same. */
function expectTold(run: { code: number | null; report: JsonReport }, { code, names }: Expected): void {
  expect(
    run.report.problems
      .filter((one) => one.code === code)
      .map(({ message }) => message)
      .join('\n'),
  ).toMatch(names);
  expect(run.report.summary.complete).toBe(false);
  expect(run.code).toBe(3);
}

function foundBeside({ report }: { report: JsonReport }): boolean {
  return report.findings.some(({ location }) => location.path.includes('beside'));
}

describe('files that cannot be read', () => {
  const files = (): string => tree({ 'beside.env': LEAK, 'lost.env': `TOKEN=${secrets.slack('lost')}\n`, 'd/x': 'x' });

  test.each<[string, FileFault, Expected]>([
    [
      'an input/output error',
      { call: 'read', path: 'lost.env', code: 'EIO' },
      { code: 'unreadable', names: /lost\.env.*input\/output/ },
    ],
    [
      'no permission',
      { call: 'open', path: 'lost.env', code: 'EACCES' },
      { code: 'unreadable', names: /lost\.env.*permission denied/ },
    ],
    [
      'no descriptor left',
      { call: 'open', path: 'lost.env', code: 'EMFILE' },
      { code: 'unreadable', names: /lost\.env.*too many open files/ },
    ],
    [
      'gone between the walk and the read',
      { call: 'open', path: 'lost.env', code: 'ENOENT' },
      { code: 'changed-while-reading', names: /lost\.env.*vanished/ },
    ],
    [
      'a server of files that is gone',
      { call: 'fstat', path: 'lost.env', code: 'ESTALE' },
      { code: 'unreadable', names: /lost\.env/ },
    ],
    [
      'a directory that cannot be listed',
      { call: 'readdir', path: '/d', code: 'EIO' },
      { code: 'unreadable', names: /'d'/ },
    ],
  ])('%s', (_, fault, expected) => {
    const run = hullcheckJson(['scan', ...LENIENT], { cwd: files(), env: withFaults(fault) });
    expectTold(run, expected);
    expect(foundBeside(run)).toBe(true);
    expect(hullcheck(['scan', ...LENIENT, '--allow-incomplete'], { cwd: files(), env: withFaults(fault) }).code).toBe(
      0,
    );
  });

  test('the index of git, without which tracked files may be passed over', () => {
    const repo = repository();
    repo.commit('Begin', { '.gitignore': 'beside.env\n', 'a.txt': 'a', 'beside.env': LEAK });
    const run = hullcheckJson(['scan', ...LENIENT], {
      cwd: repo.directory,
      env: withFaults({ call: 'readFile', path: '.git/index', code: 'EIO' }),
    });
    expect(run.report.problems.length + Number(foundBeside(run))).toBeGreaterThan(0);
    truncateSync(join(repo.directory, '.git/index'), 40);
    expectTold(hullcheckJson(['scan', ...LENIENT], { cwd: repo.directory }), {
      code: 'unreadable',
      names: /index.*--no-ignore/,
    });
  });

  test('that come a byte at a time are whole all the same', () => {
    const run = hullcheckJson(['scan', ...LENIENT], {
      cwd: files(),
      env: withFaults({ call: 'read', path: '.env', short: 1 }),
    });
    expect(run.report.findings).toHaveLength(2);
    expect(run.code).toBe(0);
  });

  test('a large one that fails in its middle keeps what came before', () => {
    const cwd = tree({ 'beside.txt': `${LEAK}${'x\n'.repeat(12 << 20)}` });
    const run = hullcheckJson(['scan', ...LENIENT], {
      cwd,
      env: withFaults({ call: 'read', path: 'beside.txt', code: 'EIO', after: 2 }),
    });
    expectTold(run, { code: 'unreadable', names: /beside\.txt/ });
    expect(foundBeside(run)).toBe(true);
  });
});

describe('history that cannot be read', () => {
  function packed(): string {
    const repo = repository();
    for (let at = 0; at < 5; at++) repo.commit(`c${at}`, { [`f${at}`]: `line ${at}\n`.repeat(at + 1) });
    repo.git('gc', '--quiet');
    repo.commit('Last', { 'beside.env': LEAK });
    return repo.directory;
  }

  test.each<[string, FileFault, Expected]>([
    [
      'a pack',
      { call: 'read', path: '.pack', code: 'EIO' },
      { code: 'corrupt-object', names: /\.pack.*input\/output/ },
    ],
    [
      'an index of a pack',
      { call: 'readFile', path: '.idx', code: 'EIO' },
      { code: 'corrupt-object', names: /\.pack/ },
    ],
    [
      'no descriptor for a pack',
      { call: 'open', path: '.pack', code: 'EMFILE' },
      { code: 'corrupt-object', names: /too many open files/ },
    ],
    ['the refs', { call: 'readFile', path: 'packed-refs', code: 'EIO' }, { code: 'unreadable', names: /history/ }],
    ['HEAD', { call: 'readFile', path: '/HEAD', code: 'EIO' }, { code: 'corrupt-object', names: /HEAD/ }],
    [
      'the list of objects',
      { call: 'readdir', path: '/objects', code: 'EIO' },
      { code: 'unreadable', names: /history/ },
    ],
  ])('%s', (_, fault, expected) => {
    const run = hullcheckJson(['git', '.', ...LENIENT], { cwd: packed(), env: withFaults(fault) });
    expect(run.report.problems.map(({ message }) => message).join('\n')).toMatch(expected.names);
    expect(run.report.summary.complete).toBe(false);
    expect(run.code).toBe(3);
  });

  test('an object that is gone, and one that is damaged', () => {
    const directory = packed();
    const blob = spawnSync('git', ['rev-parse', 'HEAD:beside.env'], { cwd: directory, encoding: 'utf8' }).stdout.trim();
    const file = join(directory, '.git/objects', blob.slice(0, 2), blob.slice(2));
    rmSync(file);
    expectTold(hullcheckJson(['git', '.', ...LENIENT], { cwd: directory }), {
      code: 'absent-object',
      names: new RegExp(blob),
    });
    writeFileSync(file, 'this is no object');
    expectTold(hullcheckJson(['git', '.', ...LENIENT], { cwd: directory }), {
      code: 'corrupt-object',
      names: new RegExp(blob),
    });
  });

  test('the index, for what is staged', () => {
    const env = withFaults(
      { call: 'readFile', path: '/index', code: 'EIO' },
      { call: 'open', path: '/index', code: 'EIO' },
    );
    expectTold(hullcheckJson(['git', '.', '--staged', ...LENIENT], { cwd: packed(), env }), {
      code: 'unreadable',
      names: /history/,
    });
  });

  test('stopped in the hook of a server, the push is not let in', () => {
    const repo = repository();
    const id = repo.commit('Nothing to hide', { 'a.txt': 'a\n' });
    const env = withFaults({ call: 'read', path: '.pack', code: 'EIO' });
    const input = `${'0'.repeat(40)} ${id} refs/heads/new\n`;
    const bare = join(temporaryDirectory(), 'bare.git');
    spawnSync('git', ['clone', '--quiet', '--bare', repo.directory, bare]);
    spawnSync('git', ['repack', '-adq'], { cwd: bare });
    spawnSync('git', ['update-ref', '-d', 'refs/heads/main'], { cwd: bare });
    const { code, stderr } = hullcheck(['hook', 'pre-receive'], {
      cwd: bare,
      input,
      env: { ...env, GIT_OBJECT_DIRECTORY: join(bare, 'objects') },
    });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/could not|not scanned|incomplete/i);
  });
});

describe('workers', () => {
  /** More than one shard, so that there are threads; which of them meets the fault is not known. */
  function many(): string {
    const files: Record<string, string> = { 'zz-beside.env': LEAK };
    for (let at = 100; at < 1100; at++) files[`f${at}.txt`] = 'x\n';
    return tree(files);
  }

  test.each<[NonNullable<FileFault['worker']>, RegExp]>([
    ['exit', /from 'f\d+\.txt' to 'f\d+\.txt'.*thread ended/],
    ['memory', /from 'f\d+\.txt' to 'f\d+\.txt'.*memory/],
    ['late error', /from '.*' to '.*'.*nobody catches this/],
  ])('that end (%s): the files that they had are named, the others are scanned', (worker, names) => {
    const env = withFaults({ call: 'open', path: 'f300.txt', worker });
    const run = hullcheckJson(['scan', '.', ...LENIENT, '--threads', '2'], { cwd: many(), env });
    expectTold(run, { code: 'worker-failed', names });
    expect(run.report.summary.contents).toBeGreaterThan(400);
    expect(foundBeside(run) || run.report.problems.some(({ message }) => message.includes('zz-beside'))).toBe(true);
  });

  test('that cannot start at all', () => {
    const env = {
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent("import{isMainThread}from'node:worker_threads';if(!isMainThread)process.exit(0)")}`,
    };
    const run = hullcheckJson(['scan', '.', ...LENIENT, '--threads', '2'], { cwd: many(), env });
    expectTold(run, { code: 'worker-failed', names: /thread ended/ });
    expect(run.report.summary.contents).toBe(0);
  });

  test('that never come to an end are ended by --timeout', () => {
    const env = withFaults({ call: 'open', path: 'f300.txt', worker: 'endless' });
    const run = hullcheckJson(['scan', '.', ...LENIENT, '--threads', '2', '--timeout', '4'], { cwd: many(), env });
    expectTold(run, { code: 'timeout', names: /4 s/ });
  });

  test('a process that is killed is not a clean one', async () => {
    const child = spawn(process.execPath, [BIN, 'scan', '.'], {
      cwd: many(),
      env: { ...environment(), ...withFaults({ call: 'open', path: 'f300.txt', worker: 'endless' }) },
    });
    const ended = new Promise<[number | null, string | null]>((resolve) =>
      child.on('close', (code, signal) => resolve([code, signal])),
    );
    setTimeout(() => child.kill('SIGKILL'), 1500);
    expect(await ended).toEqual([null, 'SIGKILL']);
  });
});

describe('reports that cannot be written', () => {
  const clean = (): string => tree({ 'a.txt': 'nothing here\n' });

  test.each([
    ['standard output', ['scan', '.'], 'standard output'],
    ['a file', ['scan', '.', '--quiet', '--output', '/dev/full'], '/dev/full'],
    ['one of several', ['scan', '.', '--report', 'json=/dev/full'], '/dev/full'],
    ['a saved report in another format', ['report', 'saved.json', '--format', 'html'], 'standard output'],
    ['a joined report', ['join', 'saved.json'], 'standard output'],
    ['a proposed fix', ['fix', '.'], 'standard output'],
    ['a list of detectors', ['detectors', 'list'], 'standard output'],
  ])('on a full disk: %s', (_, args, names) => {
    const cwd = clean();
    hullcheck(['scan', '.', '--format', 'json', '--output', 'saved.json'], { cwd });
    const quoted = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
    const { status, stderr } = spawnSync('sh', ['-c', `${quoted} >/dev/full`], {
      cwd,
      env: environment(),
      encoding: 'utf8',
    });
    expect(stderr).toContain(names);
    expect(stderr).toMatch(/no space left/);
    expect(status).toBe(3);
  });

  test('to a reader that has gone', () => {
    const cwd = tree(
      Object.fromEntries(
        Array.from({ length: 3000 }, (_, at) => [`f${at}.env`, `TOKEN=${secrets.stripe(`pipe ${at}`)}\n`]),
      ),
    );
    const script = `{ '${process.execPath}' '${BIN}' scan . ; echo "ended with $?" >&2; } | head -c 10 >/dev/null`;
    const { stderr } = spawnSync('sh', ['-c', script], { cwd, env: environment(), encoding: 'utf8' });
    expect(stderr).toContain('whoever read it has gone');
    expect(stderr).toContain('ended with 3');
  });

  test('that fail in the middle leave the others whole', () => {
    const cwd = clean();
    const env = withFaults({ call: 'write', path: 'a.sarif', code: 'ENOSPC', after: 1 });
    const { code } = hullcheck(['scan', '.', '--report', 'sarif=a.sarif', '--report', 'json=b.json', '--quiet'], {
      cwd,
      env,
    });
    expect(code).toBe(3);
    expect(existsSync(join(cwd, 'b.json'))).toBe(true);
  });
});

describe('hullcheck itself', () => {
  test('at fault ends with 3, in words, and quotes nothing that it read', () => {
    const token = secrets.github('quoted in an error');
    const env = withFaults({ call: 'readFile', path: 'catalog.json', code: 'EIO' });
    const { code, stderr, stdout } = hullcheck(['scan', '.'], { cwd: tree({ a: token }), env });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('internal error, the result is incomplete');
    expect(stderr).not.toContain(token);
  });

  test('that comes to an end in the middle does not look finished', () => {
    const script = "import { main } from './dist/cli/main.js'; void main(['scan', '.']); process.exit(0);";
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '../..'),
      env: environment(),
      encoding: 'utf8',
    });
    expect([0, 1]).not.toContain(status);
    expect(stderr).toContain('ended before it was done');
  });
});

test('no path of all these leaves a temporary file', () => {
  const temporary = temporaryDirectory();
  mkdirSync(join(temporary, 'mine'));
  hullcheck(['scan', '.'], { cwd: tree({ a: LEAK }), env: { TMPDIR: temporary } });
  expect(readdirSync(temporary)).toEqual(['mine']);
});

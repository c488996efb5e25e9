/** Baselines and ignore files, through the command: what was known stays known, and nothing else does. */

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hullcheck, hullcheckJson, type JsonFinding, type JsonReport, type RunOptions } from '../support/command.js';
import { archiveOf, layoutOf, tarOf } from '../support/image-archive.js';
import { repository, type Repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { tree } from '../support/tree.js';

/** Without a shared key, so that files get a salt; the others are for one key that all have. */
const SALTED = { HULLCHECK_KEY: '' };
const SHARED = { HULLCHECK_KEY: 'a key of the whole team, kept in a vault' };

const FILES = 50;

/** A repository with 200 findings, or 4 for each of so many files. */
function leaky(count = FILES): Repository {
  const repo = repository();
  const files = Array.from({ length: count }, (_, file): [string, string] => [
    `src/module${file}.js`,
    [
      `const github = "${secrets.github(`baseline ${file}`)}";`,
      `const stripe = "${secrets.stripe(`baseline ${file}`)}";`,
      `const slack = "${secrets.slack(`baseline ${file}`)}";`,
      `const dbPassword = "${secrets.password(`baseline ${file}`)}";`,
      '',
    ].join('\n'),
  ]);
  repo.commit('start', { 'README.md': 'A shop.\n' });
  for (let at = 0; at < count; at += 10) repo.commit(`part ${at}`, Object.fromEntries(files.slice(at, at + 10)));
  return repo;
}

function open(cwd: string, { args = ['scan', '.'], env }: { args?: string[]; env: NodeJS.ProcessEnv }): JsonReport {
  return hullcheckJson(args, { cwd, env }).report;
}

describe.each([
  ['a salt', SALTED],
  ['a shared key', SHARED],
])('a baseline with %s', (_, env) => {
  test('survives moved lines, renamed files and a rebase of 200 findings, and sees one changed value', () => {
    const repo = leaky();
    const cwd = repo.directory;
    expect(open(cwd, { env }).findings).toHaveLength(200);
    expect(hullcheck(['baseline', 'create'], { cwd, env })).toMatchObject({ code: 0, stderr: '' });
    repo.git('add', '--all');
    repo.git('commit', '--quiet', '-m', 'Add the baseline');
    expect(hullcheck(['scan', '.'], { cwd, env }).code).toBe(0);

    for (const [index, name] of readdirSync(join(cwd, 'src')).entries()) {
      const text = readFileSync(join(cwd, 'src', name), 'utf8');
      writeFileSync(join(cwd, 'src', name), `// moved\n\n${text.split('\n').toReversed().join('\n\n')}`);
      renameSync(join(cwd, 'src', name), join(cwd, `renamed${index}.mjs`));
    }
    repo.git('add', '--all');
    repo.git('commit', '--quiet', '-m', 'Move all');
    repo.git('rebase', '--quiet', '--root', '--force-rebase');
    for (const args of [
      ['scan', '.'],
      ['git', '.'],
    ]) {
      const report = open(cwd, { args, env });
      expect(report.findings).toEqual([]);
      expect(report.problems).toEqual([]);
      expect(report.summary.suppressedBy['baseline']).toBeGreaterThanOrEqual(200);
    }

    const file = join(cwd, 'renamed7.mjs');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/sk_live_\w+/u, secrets.stripe('another')));
    const { findings, problems } = open(cwd, { env });
    expect(findings.map(({ detector, location }) => [detector, location.path])).toEqual([
      ['stripe-live-secret-key', 'renamed7.mjs'],
    ]);
    expect(problems).toMatchObject([{ code: 'stale-exception' }]);

    const diff = hullcheck(['baseline', 'diff'], { cwd, env });
    expect(diff.code).toBe(1);
    expect(diff.stdout.match(/^[-+] [0-9a-f]{32} {2}stripe-live-secret-key {2}/gm)).toHaveLength(2);
    expect(hullcheck(['baseline', 'update'], { cwd, env }).stdout).toContain(
      'took out 1 secret no longer there; 1 new',
    );
    expect(open(cwd, { env }).findings).toHaveLength(1);
    expect(hullcheck(['baseline', 'update', '--add-new'], { cwd, env }).code).toBe(0);
    expect(hullcheck(['baseline', 'diff'], { cwd, env })).toMatchObject({ code: 0, stdout: '' });
  }, 240_000);

  test('holds no secret, is sorted, and has the same bytes when it is made again', () => {
    const { directory: cwd } = leaky(5);
    const make = (): string => {
      expect(hullcheck(['baseline', 'create'], { cwd, env }).code).toBe(0);
      return readFileSync(join(cwd, '.hullcheck-baseline'), 'utf8');
    };
    const text = make();
    expect(text.match(/^[0-9a-f]{32} .*$/gm)?.map((line) => line.split('  ')[3])).toEqual(
      text
        .match(/^[0-9a-f]{32} .*$/gm)
        ?.map((line) => line.split('  ')[3])
        .toSorted(),
    );
    expect(text).not.toContain(secrets.github('baseline 3').slice(4, 20));
    expect(text).not.toContain(secrets.password('baseline 3'));
    expect(hullcheck(['baseline', 'create'], { cwd, env })).toMatchObject({ code: 2 });
    expect(hullcheck(['baseline', 'update'], { cwd, env }).code).toBe(0);
    expect(readFileSync(join(cwd, '.hullcheck-baseline'), 'utf8')).toBe(text);
  });
});

test('a baseline of the history takes in what is no longer in the worktree', () => {
  const repo = leaky(5);
  const cwd = repo.directory;
  repo.commit('Remove all', Object.fromEntries(readdirSync(join(cwd, 'src')).map((name) => [`src/${name}`, null])));
  expect(hullcheck(['baseline', 'create', '--history'], { cwd, env: SHARED }).code).toBe(0);
  expect(hullcheck(['git', '.'], { cwd, env: SHARED }).code).toBe(0);
  expect(open(cwd, { env: SHARED }).problems).toEqual([]);
  expect(hullcheck(['baseline', 'update'], { cwd, env: SHARED }).stdout).toContain('took out 0 secrets');
});

test('rotating the key changes every fingerprint and no verdict', () => {
  const { directory: cwd } = leaky(5);
  expect(hullcheck(['baseline', 'create'], { cwd, env: SALTED }).code).toBe(0);
  writeFileSync(join(cwd, 'new.js'), `const key = "${secrets.stripe('new')}";\n`);
  const [found] = open(cwd, { env: SALTED }).findings;
  const ignored = hullcheck(['ignore', found?.fingerprint.slice(0, 12) ?? '', '--reason', 'a test'], {
    cwd,
    env: SALTED,
  });
  expect(ignored).toMatchObject({ code: 0, stderr: '' });
  const fingerprints = (): string[] =>
    readFileSync(join(cwd, '.hullcheck-baseline'), 'utf8').match(/^[0-9a-f]{32}/gm) ?? [];
  const salted = fingerprints();
  const steps: readonly (readonly [RunOptions['env'], RunOptions['env']])[] = [
    [SALTED, SALTED],
    [SHARED, SHARED],
    [{ ...SHARED, HULLCHECK_NEW_KEY: 'quite another key' }, { HULLCHECK_KEY: 'quite another key' }],
  ];
  for (const [during, after] of steps) {
    const before = fingerprints();
    expect(hullcheck(['baseline', 'rotate'], { cwd, env: during ?? {} })).toMatchObject({ code: 0, stderr: '' });
    expect(fingerprints().filter((fingerprint) => before.includes(fingerprint))).toEqual([]);
    expect(fingerprints()).toHaveLength(salted.length);
    const { findings, summary } = open(cwd, { env: after ?? {} });
    expect(findings).toEqual([]);
    expect(summary.suppressedBy).toEqual({ baseline: 20, ignore: 1 });
  }
  const wrong = hullcheck(['scan', '.'], { cwd, env: SHARED });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('HULLCHECK_KEY is not the key that the policy files were made with');
}, 120_000);

describe('hullcheck ignore', () => {
  const NAME = '.hullcheck-ignore.yaml';

  test('takes the id of a report, also when there is no key in common yet', () => {
    const cwd = tree({
      'a.js': `const key = "${secrets.stripe('ignored')}";\n`,
      'b.js': `k = "${secrets.github('kept')}"\n`,
    });
    const home = tree({});
    const env = { ...SALTED, HOME: home };
    const [found] = open(cwd, { env }).findings;
    const args = ['ignore', found?.fingerprint.slice(0, 12) ?? '', '--reason', 'a closed account', '--author', 'Ada'];
    expect(hullcheck([...args, '--expires', '2999-12-31'], { cwd, env })).toMatchObject({ code: 0, stderr: '' });
    const { findings, suppressed } = open(cwd, { env });
    expect(findings.map(({ detector }) => detector)).toEqual(['github-classic-pat']);
    expect(suppressed.map(({ verdict }) => verdict)).toEqual([
      { state: 'suppressed', by: 'ignore', reason: `${NAME}:5: a closed account (Ada)` },
    ]);
    expect(hullcheck(['ignore', suppressed[0]?.fingerprint ?? '', '--reason', 'again'], { cwd, env })).toMatchObject({
      code: 2,
    });
  });

  test('an entry counts at its paths, until its day, and is told when it is of no use', () => {
    const token = secrets.stripe('scoped');
    const cwd = tree({ 'test/a.js': `key = "${token}"\n`, 'src/a.js': `key = "${token}"\n` });
    const fingerprint = open(cwd, { env: SHARED }).findings[0]?.fingerprint ?? '';
    const add = (...args: string[]): void => {
      rmSync(join(cwd, NAME), { force: true });
      expect(hullcheck(['ignore', fingerprint, '--reason', 'a test', ...args], { cwd, env: SHARED }).code).toBe(0);
    };
    add('--path', 'test/');
    expect(open(cwd, { env: SHARED }).findings.map(({ location }) => location.path)).toEqual(['src/a.js']);
    add('--expires', '2020-01-31');
    const expired = open(cwd, { env: SHARED });
    expect(expired.findings).toHaveLength(2);
    expect(expired.problems).toMatchObject([{ code: 'expired-exception', path: NAME }]);
    add('--path', 'docs/');
    expect(open(cwd, { env: SHARED }).problems).toMatchObject([{ code: 'stale-exception', path: NAME }]);
    // Of a part of the tree nobody can tell.
    expect(open(cwd, { args: ['scan', 'src'], env: SHARED }).problems).toEqual([]);
  });

  test('an entry that covers a great many places is told', () => {
    const token = secrets.stripe('everywhere');
    const cwd = tree(
      Object.fromEntries(Array.from({ length: 60 }, (_, file) => [`a${file}.js`, `key = "${token}"\n`])),
    );
    const fingerprint = open(cwd, { env: SHARED }).findings[0]?.fingerprint ?? '';
    hullcheck(['ignore', fingerprint, '--reason', 'a test'], { cwd, env: SHARED });
    expect(open(cwd, { env: SHARED })).toMatchObject({ findings: [], problems: [{ code: 'broad-exception' }] });
  });

  test('keeps the comments of the file, and its order', () => {
    const cwd = tree({
      'a.js': [1, 2, 3, 4].map((index) => `key = "${secrets.stripe(`order ${index}`)}"`).join('\n'),
    });
    const ids = open(cwd, { env: SHARED }).findings.map(({ fingerprint }) => fingerprint);
    for (const id of ids) {
      hullcheck(['ignore', id, '--reason', `reason of ${id}`], { cwd, env: SHARED });
      const text = readFileSync(join(cwd, NAME), 'utf8');
      writeFileSync(join(cwd, NAME), text.replace('    reason:', '    # looked at\n    reason:'));
    }
    const text = readFileSync(join(cwd, NAME), 'utf8');
    expect(text.match(/(?<=fingerprint: )\w+/g)).toEqual(ids.toSorted());
    expect(text.match(/# looked at/g)).toHaveLength(4);
    expect(open(cwd, { env: SHARED }).findings).toEqual([]);
  });

  test.each([
    [['--expires', 'tomorrow'], 'expires: must be a day'],
    [['--expires', '2026-02-31'], 'expires: is no day'],
    [['--reason', 'x'], 'reason: must say why'],
  ])('refuses %j', (args, complaint) => {
    const cwd = tree({ 'a.js': '' });
    const run = hullcheck(
      ['ignore', '0123456789ab', ...(args[0] === '--reason' ? [] : ['--reason', 'a test']), ...args],
      {
        cwd,
        env: SHARED,
      },
    );
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(complaint);
    expect(existsSync(join(cwd, NAME))).toBe(false);
  });
});

test.each([
  ['.hullcheck-baseline', 'nonsense\n', '.hullcheck-baseline:1: not a hullcheck baseline'],
  ['.hullcheck-baseline', `key salt ${'0'.repeat(32)} 12\n<<<<<<< HEAD\n`, '.hullcheck-baseline:2: not '],
  ['.hullcheck-baseline', `key salt ${'0'.repeat(32)} 60\n`, '.hullcheck-baseline:1: '],
  ['.hullcheck-ignore.yaml', 'key: x\nignore: []\n', '.hullcheck-ignore.yaml:1: key: '],
  [
    '.hullcheck-ignore.yaml',
    `key: shared 01234567\nignore:\n  - fingerprint: 0123456789ab\n`,
    '.hullcheck-ignore.yaml:3: ignore.0.reason',
  ],
])('%s with %j is bad configuration', (file, text, complaint) => {
  const { code, stderr } = hullcheck(['scan', '.'], { cwd: tree({ [file]: text }), env: SHARED });
  expect(code).toBe(2);
  expect(stderr).toContain(complaint);
});

describe('a baseline of an image', () => {
  async function build(name: string, files: Readonly<Record<string, string>>): Promise<void> {
    const layer = await tarOf(Object.entries(files).map(([path, content]) => ({ name: path, content })));
    writeFileSync(name, await archiveOf(layoutOf({ layers: [layer] })));
  }

  test('is in the file that the worktree has, and only new secrets of the next build fail', async () => {
    const cwd = tree({ 'a.js': `k = "${secrets.github('in the worktree')}"\n` });
    const image = join(cwd, '..', 'shop.tar');
    const app = { 'app/a.env': `STRIPE=${secrets.stripe('in the image')}\n` };
    await build(image, app);
    const scan = (...args: string[]): readonly JsonFinding[] => open(cwd, { args, env: SALTED }).findings;
    expect(hullcheck(['baseline', 'create'], { cwd, env: SALTED }).code).toBe(0);
    expect(scan('image', image)).toHaveLength(1);
    const refused = hullcheck(['baseline', 'create', '--image', image], { cwd, env: SALTED });
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('hullcheck baseline update --add-new adds to it');
    expect(hullcheck(['baseline', 'diff', '--image', image], { cwd, env: SALTED }).code).toBe(1);
    expect(hullcheck(['baseline', 'update', '--add-new', '--image', image], { cwd, env: SALTED }).stdout).toContain(
      'took out 0 secrets no longer there, took in 1. It has 2 now.',
    );
    expect(readFileSync(join(cwd, '.hullcheck-baseline'), 'utf8')).toMatch(/ image {2}"[^"]*shop\.tar!app\/a\.env"$/m);
    expect(scan('image', image)).toEqual([]);
    expect(scan('scan', '.')).toEqual([]);

    await build(image, { ...app, 'app/b.env': `SLACK=${secrets.slack('in the next build')}\n` });
    expect(scan('image', image).map(({ location }) => location.path)).toEqual(['app/b.env']);
    // Entries of other images are none of its business.
    const other = join(cwd, '..', 'other.tar');
    await build(other, { x: 'nothing\n' });
    expect(hullcheck(['baseline', 'update', '--image', other], { cwd, env: SALTED }).stdout).toContain('took out 0');
    await build(image, { x: 'nothing\n' });
    expect(hullcheck(['baseline', 'update', '--image', image], { cwd, env: SALTED }).stdout).toContain('took out 1');
  }, 60_000);

  test('goes along when the key is changed, if the image is named', async () => {
    const cwd = tree({});
    const image = join(cwd, '..', 'keyed.tar');
    await build(image, { 'app/a.env': `STRIPE=${secrets.stripe('keyed')}\n` });
    expect(hullcheck(['baseline', 'create', '--image', image], { cwd, env: SALTED }).code).toBe(0);
    const rotated = hullcheck(['baseline', 'rotate', '--image', image], { cwd, env: SALTED });
    expect(rotated).toMatchObject({ code: 0, stderr: '', stdout: 'The fingerprints have a new key.\n' });
    expect(open(cwd, { args: ['image', image], env: SALTED }).findings).toEqual([]);
  });

  test('an id from its report is ignored under the key of the new file', async () => {
    const cwd = tree({});
    const env = { ...SALTED, HOME: tree({}) };
    const image = join(cwd, '..', 'ignored.tar');
    await build(image, { 'app/a.env': `STRIPE=${secrets.stripe('ignored in an image')}\n` });
    const [found] = open(cwd, { args: ['image', image], env }).findings;
    const args = ['ignore', found?.fingerprint ?? '', '--reason', 'a test'];
    expect(hullcheck(args, { cwd, env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--image') as string,
    });
    expect(hullcheck([...args, '--image', image], { cwd, env })).toMatchObject({ code: 0, stderr: '' });
    expect(open(cwd, { args: ['image', image], env }).findings).toEqual([]);
  });
});

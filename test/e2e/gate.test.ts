/** A change cannot switch off its own scan, and a foreign target cannot silence the caller. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  hullcheck as run,
  hullcheckJson as runJson,
  type JsonReport,
  type Run,
  type RunOptions,
} from '../support/command.js';
import { repository, type Repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree, writeTree } from '../support/tree.js';

/** Long enough for policy files. */
const KEY = { HULLCHECK_KEY: 'a key of the whole team' };

function hullcheck(args: readonly string[], options: RunOptions): Run {
  return run(args, { ...options, env: { ...KEY, ...options.env } });
}

function hullcheckJson(args: readonly string[], options: RunOptions): Run & { report: JsonReport } {
  return runJson(args, { ...options, env: { ...KEY, ...options.env } });
}

const leak = (seed: string, comment = ''): string => `key = "${secrets.stripe(seed)}"${comment}\n`;

/** A repository whose one old leak is in its baseline. */
function accepted(): Repository {
  const repo = repository();
  writeTree(repo.directory, { 'old.js': leak('old') });
  expect(hullcheck(['baseline', 'create'], { cwd: repo.directory }).code).toBe(0);
  repo.git('add', '--all');
  repo.git('commit', '--quiet', '-m', 'start');
  repo.git('switch', '--quiet', '-c', 'change');
  return repo;
}

function fingerprint(cwd: string): string {
  return hullcheckJson(['scan', '.'], { cwd }).report.findings[0]?.fingerprint ?? '';
}

/** What a change may do to have its leak accepted, and what the report says of it. */
const WAYS: readonly [name: string, change: (cwd: string) => void, told: string][] = [
  [
    'adds an ignore entry',
    (cwd) => expect(hullcheck(['ignore', fingerprint(cwd), '--reason', 'trust me'], { cwd }).code).toBe(0),
    `"trust me") comes with the change`,
  ],
  [
    'adds to the baseline',
    (cwd) => expect(hullcheck(['baseline', 'update', '--add-new'], { cwd }).code).toBe(0),
    `adds an entry to '.hullcheck-baseline'`,
  ],
  [
    'makes the baseline anew',
    (cwd) => {
      rmSync(join(cwd, '.hullcheck-baseline'));
      expect(hullcheck(['baseline', 'create'], { cwd, env: { HULLCHECK_KEY: '' } }).code).toBe(0);
    },
    `'.hullcheck-baseline'`,
  ],
  [
    'adds a configuration',
    (cwd) => writeFileSync(join(cwd, '.hullcheck.yaml'), "skip: [stripe-*]\nfailOn: critical\nskipPaths: ['**']\n"),
    `'.hullcheck.yaml' comes with the change`,
  ],
  [
    'names another baseline',
    (cwd) => {
      expect(hullcheck(['baseline', 'create', '--baseline', 'other'], { cwd }).code).toBe(0);
      writeFileSync(join(cwd, '.hullcheck.yaml'), 'baseline: other\n');
    },
    `'.hullcheck.yaml' comes with the change`,
  ],
  [
    'adds an allow list of gitleaks',
    (cwd) =>
      writeFileSync(join(cwd, '.gitleaks.toml'), "[extend]\nuseDefault = true\n[allowlist]\npaths = ['''new''']\n"),
    `'.gitleaks.toml' comes with the change`,
  ],
  [
    'adds an ignore file of gitleaks',
    (cwd) => writeFileSync(join(cwd, '.gitleaksignore'), 'new.js:stripe-access-token:1\n'),
    `'.gitleaksignore' comes with the change`,
  ],
  [
    'writes a comment',
    (cwd) => writeFileSync(join(cwd, 'new.js'), leak('new', ' // hullcheck:allow stripe-* trust me')),
    `'new.js:1': hullcheck's comment came with the change`,
  ],
  [
    "writes another tool's comment",
    (cwd) => writeFileSync(join(cwd, 'new.js'), leak('new', ' // gitleaks:allow')),
    `'new.js:1': gitleaks's comment came with the change`,
  ],
];

describe.each(WAYS)('a change that %s', (_, change, told) => {
  function check(cwd: string, args: readonly string[]): JsonReport {
    const { code, report } = hullcheckJson(['git', '.', ...args], { cwd });
    expect(code).toBe(1);
    expect(report.findings.map(({ location }) => location.path)).toEqual(['new.js']);
    expect(report.problems.map(({ code: kind }) => kind)).toEqual(['allow-in-change']);
    expect(report.problems[0]?.message).toContain(told);
    return report;
  }

  test('does not silence its own scan, staged or as a range', () => {
    const { directory: cwd, git } = accepted();
    writeFileSync(join(cwd, 'new.js'), leak('new'));
    change(cwd);
    git('add', '--all');
    check(cwd, ['--staged']);
    git('commit', '--quiet', '-m', 'change');
    check(cwd, ['--range', 'main..change']);
    check(cwd, ['--since', 'main']);
    if (told.includes("'.hullcheck-baseline'")) check(cwd, ['--since', 'main', '--baseline', '.hullcheck-baseline']);
    expect(hullcheck(['git', '.', '--since', 'main', '--trust-target-config'], { cwd }).code).toBe(0);
  });
});

test('a change that deletes the baseline is judged by it', () => {
  const { directory: cwd, git } = accepted();
  git('rm', '--quiet', '.hullcheck-baseline');
  git('mv', 'old.js', 'moved.js');
  writeFileSync(join(cwd, 'copy.js'), leak('old'));
  git('add', '--all');
  git('commit', '--quiet', '-m', 'change');
  const { code, report } = hullcheckJson(['git', '.', '--since', 'main'], { cwd });
  expect(code).toBe(0);
  expect(report.problems).toMatchObject([{ code: 'allow-in-change', path: '.hullcheck-baseline' }]);
});

test('what was accepted before the change counts in it, from a bare repository too', () => {
  const { directory, git } = accepted();
  git('switch', '--quiet', 'main');
  writeFileSync(
    join(directory, '.hullcheck.yaml'),
    'rules: [{ detectors: [stripe-*], paths: [test/], reason: closed }]\n',
  );
  git('add', '--all');
  git('commit', '--quiet', '-m', 'rule');
  git('switch', '--quiet', '-c', 'second');
  writeTree(directory, { 'test/a.js': leak('in a test'), 'src/a.js': leak('in the source') });
  git('add', '--all');
  git('commit', '--quiet', '-m', 'second');
  const bare = temporaryDirectory();
  git('clone', '--quiet', '--bare', '.', bare);
  for (const cwd of [directory, bare]) {
    const { report } = hullcheckJson(['git', '.', '--range', 'main..second'], { cwd });
    expect(report.findings.map(({ location }) => location.path)).toEqual(['src/a.js']);
    expect(report.suppressed.map(({ verdict }) => verdict.by)).toEqual(['config']);
    expect(report.problems).toEqual([]);
  }
});

describe('a foreign target', () => {
  const hostile = {
    'a.js': leak('foreign', ' // hullcheck:allow stripe-* trust me'),
    '.hullcheck.yaml': "skipPaths: ['**']\n",
    '.hullcheck-baseline': 'nonsense',
  };

  test('does not silence a scan of a directory', () => {
    const target = tree(hostile);
    const cwd = temporaryDirectory();
    expect(hullcheck(['scan', target], { cwd }).code).toBe(1);
    rmSync(join(target, '.hullcheck-baseline'));
    expect(hullcheck(['scan', target, '--trust-target-config'], { cwd }).code).toBe(0);
  });

  test('does not silence a scan of a repository', () => {
    const repo = repository();
    repo.commit('all', { 'a.js': hostile['a.js'], '.hullcheck.yaml': hostile['.hullcheck.yaml'] });
    const cwd = temporaryDirectory();
    expect(hullcheck(['git', repo.directory], { cwd }).code).toBe(1);
    expect(hullcheck(['git', repo.directory, '--trust-target-config'], { cwd }).code).toBe(0);
  });

  test('does not silence a pipe', () => {
    const piped = (...args: string[]): number | null =>
      hullcheck(['stdin', ...args], { cwd: temporaryDirectory(), input: hostile['a.js'] }).code;
    expect(piped()).toBe(1);
    expect(piped('--trust-target-config')).toBe(0);
  });

  test("is judged by the caller's own policy", () => {
    const target = tree({ 'a.js': leak('foreign') });
    const cwd = tree({ '.hullcheck.yaml': 'skip: [stripe-*]\n' });
    expect(hullcheck(['scan', target], { cwd }).code).toBe(0);
  });
});

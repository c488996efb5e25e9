/** The script of the GitHub Action, run as the runner does: by event, in a shallow checkout. */

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { BIN, environment } from '../support/command.js';
import { repository, type Repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, writeTree } from '../support/tree.js';

vi.setConfig({ testTimeout: 120_000 });

const ROOT = join(import.meta.dirname, '../..');

/** A checkout with one commit, as actions/checkout makes it. */
function checkout(of: Repository): string {
  const directory = temporaryDirectory();
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${of.directory}`, directory]);
  return directory;
}

function run(name: string, event: object, directory: string) {
  const aside = temporaryDirectory();
  writeTree(aside, { 'event.json': JSON.stringify(event), 'summary.md': '' });
  const { status, stdout, stderr } = spawnSync('bash', [join(ROOT, 'ci/github-action.sh')], {
    cwd: directory,
    encoding: 'utf8',
    env: {
      ...environment(),
      HULLCHECK_COMMAND: `${process.execPath} ${BIN}`,
      GITHUB_EVENT_NAME: name,
      GITHUB_EVENT_PATH: join(aside, 'event.json'),
      GITHUB_STEP_SUMMARY: join(aside, 'summary.md'),
    },
  });
  return { code: status, stdout, stderr, summary: readFileSync(join(aside, 'summary.md'), 'utf8') };
}

function history(): { repo: Repository; base: string; head: string } {
  const repo = repository();
  repo.commit('Old leak', { 'old.env': `GITHUB_TOKEN=${secrets.github('old')}\n` });
  const base = repo.commit('Base', { 'README.md': 'hello\n' });
  const head = repo.commit('Leak', { 'new.env': `SLACK=${secrets.slack('new')}\n` });
  return { repo, base, head };
}

test.each([
  ['pull_request', (base: string, head: string) => ({ pull_request: { base: { sha: base }, head: { sha: head } } })],
  ['push', (before: string, after: string) => ({ before, after })],
  ['merge_group', (base_sha: string, head_sha: string) => ({ merge_group: { base_sha, head_sha } })],
])('on %s only what it brings is scanned, although the checkout is shallow', (name, event) => {
  const { repo, base, head } = history();
  const directory = checkout(repo);
  const { code, stdout, summary } = run(name, event(base, head), directory);
  expect(code).toBe(1);
  expect(stdout.match(/^::error/gm)).toHaveLength(1);
  expect(stdout).toContain('::error file=new.env,line=1');
  expect(summary).toContain('new.env');
  expect(readFileSync(join(directory, 'hullcheck.sarif'), 'utf8')).toContain('"new.env"');
});

test('a clean pull request passes', () => {
  const { repo, head } = history();
  const clean = repo.commit('Clean', { 'README.md': 'more\n' });
  expect(
    run('pull_request', { pull_request: { base: { sha: head }, head: { sha: clean } } }, checkout(repo)).code,
  ).toBe(0);
});

test('on a schedule, and where the commit from before is gone, the whole history is scanned', () => {
  const { repo, head } = history();
  const full = repo.directory;
  for (const [name, event] of [
    ['schedule', {}],
    ['push', { before: 'a'.repeat(40), after: head }],
    ['push', { before: '0'.repeat(40), after: head }],
  ] as const) {
    const { stdout } = run(name, event, full);
    expect(stdout.match(/^::error/gm)).toHaveLength(2);
  }
});

test('what an event says is no command', () => {
  const { repo } = history();
  const evil = '$(touch hacked)';
  run('pull_request', { pull_request: { base: { sha: evil }, head: { sha: evil } } }, repo.directory);
  expect(repo.git('status', '--porcelain')).not.toContain('hacked');
});

test('action.yml and the hooks of pre-commit name what is there', () => {
  const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as { runs: { steps: { run: string }[] } };
  expect(action.runs.steps[0]?.run).toContain('ci/github-action.sh');
  const hooks = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as { entry: string }[];
  for (const { entry } of hooks) expect(entry).toBe('hullcheck hook pre-commit');
});

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hullcheck, hullcheckJson } from '../support/command.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, writeTree } from '../support/tree.js';

const [old, fresh] = [secrets.stripe('old'), secrets.github('fresh')];

function found(directory: string, ...args: string[]): string[] {
  const { report } = hullcheckJson(['git', directory, ...args]);
  expect(report.problems).toEqual([]);
  return report.findings.map(({ detector, location, provenance }) =>
    [detector, `${location.path}:${location.startLine}`, provenance.commit?.summary ?? 'none'].join(' '),
  );
}

describe('a range', () => {
  test('reports what came in it, not what was there before', () => {
    const repo = repository();
    repo.commit('start', { 'a.js': `key = "${old}"\n` });
    repo.git('tag', 'base');
    repo.commit('edit', { 'a.js': `// more\nkey = "${old}"\n` });
    repo.commit('leak', { 'a.js': `// more\nkey = "${old}"\ntoken = "${fresh}"\n` });
    repo.commit('remove', { 'a.js': '// clean\n' });
    const leak = ['github-classic-pat a.js:3 leak'];
    expect(found(repo.directory, '--since', 'base')).toEqual(leak);
    expect(found(repo.directory, '--range', 'base..HEAD')).toEqual(leak);
    expect(found(repo.directory, '--range', 'base..')).toEqual(leak);
    expect(found(repo.directory, '--range', 'base..HEAD~2')).toEqual([]);
    expect(found(repo.directory, '--since', 'HEAD')).toEqual([]);
    expect(hullcheck(['git', repo.directory, '--since', 'HEAD']).code).toBe(0);
  });

  test('takes a moved file for no news, a copied one for a new place', () => {
    const repo = repository();
    repo.commit('start', { 'a.js': `key = "${old}"\n` });
    repo.commit('move', { 'a.js': null, 'lib/b.js': `key = "${old}"\n` });
    expect(found(repo.directory, '--since', 'HEAD~1')).toEqual([]);
    repo.commit('copy', { 'c.js': `key = "${old}"\n` });
    expect(found(repo.directory, '--since', 'HEAD~1')).toEqual(['stripe-live-secret-key c.js:1 copy']);
  });

  test('reports what a merge brought in by itself, and nothing that its parents had', () => {
    const repo = repository();
    repo.commit('start', { x: 'x' });
    repo.git('checkout', '--quiet', '-b', 'side');
    repo.commit('side', { side: `${old}\n` });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('main', { main: 'main' });
    repo.git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
    repo.commit('evil merge', { evil: `${fresh}\n` });
    expect(found(repo.directory, '--range', 'HEAD^2..HEAD')).toEqual(['github-classic-pat evil:1 evil merge']);
    expect(found(repo.directory, '--since', 'HEAD~1')).toEqual([
      'stripe-live-secret-key side:1 side',
      'github-classic-pat evil:1 evil merge',
    ]);
  });

  test('whose revision does not exist is incomplete and never clean', () => {
    const repo = repository();
    repo.commit('start', { x: 'x' });
    const { code, report } = hullcheckJson(['git', repo.directory, '--since', 'nowhere']);
    expect(code).toBe(3);
    expect(report.problems).toMatchObject([
      { code: 'unknown-revision', message: expect.stringContaining("'nowhere'") },
    ]);
  });

  test.each([[['--range', 'x']], [['--range', 'a...b']], [['--staged', '--since', 'x']]])('bad usage: %j', (args) => {
    expect(hullcheck(['git', '.', ...args], { cwd: temporaryDirectory() }).code).toBe(2);
  });
});

describe('what is staged', () => {
  test('is scanned as it is in the index, against HEAD', () => {
    const repo = repository();
    repo.commit('start', { 'a.js': `key = "${old}"\n`, 'b.js': 'clean\n' });
    expect(found(repo.directory, '--staged')).toEqual([]);
    writeTree(repo.directory, { 'b.js': `token = "${fresh}"\n` });
    expect(found(repo.directory, '--staged')).toEqual([]);
    repo.git('add', 'b.js');
    // The worktree has moved on: what counts is what will be committed.
    writeFileSync(join(repo.directory, 'b.js'), 'clean again\n');
    expect(found(repo.directory, '--staged')).toEqual(['github-classic-pat b.js:1 none']);
    expect(found(join(repo.directory), '--staged', '--skip', 'github-*')).toEqual([]);
  });

  test('does not count what HEAD has already, edited or moved', () => {
    const repo = repository();
    repo.commit('start', { 'a.js': `key = "${old}"\n`, 'c.js': 'x' });
    writeTree(repo.directory, { 'a.js': `// a line more\nkey = "${old}"\n` });
    repo.git('add', '--all');
    expect(found(repo.directory, '--staged')).toEqual([]);
    rmSync(join(repo.directory, 'a.js'));
    writeTree(repo.directory, { 'moved.js': `key = "${old}"\n` });
    repo.git('add', '--all');
    expect(found(repo.directory, '--staged')).toEqual([]);
  });

  test('in a repository without a commit, and in one with a conflict', () => {
    const repo = repository();
    writeTree(repo.directory, { a: `${fresh}\n` });
    repo.git('add', 'a');
    expect(found(repo.directory, '--staged')).toEqual(['github-classic-pat a:1 none']);
    repo.commit('start', { a: 'one\n' });
    repo.git('checkout', '--quiet', '-b', 'side');
    repo.commit('side', { a: 'two\n' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('main', { a: 'three\n' });
    expect(() => repo.git('merge', '--quiet', 'side')).toThrow('Command failed');
    expect(found(repo.directory, '--staged')).toEqual([]);
  });
});

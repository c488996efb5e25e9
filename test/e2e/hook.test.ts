/** Hooks as git runs them: real commits, real pushes to a real bare repository. */

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BIN, environment, hullcheck } from '../support/command.js';
import { repository, type Repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, writeTree } from '../support/tree.js';

vi.setConfig({ testTimeout: 120_000 });

interface Result {
  readonly code: number | null;
  readonly output: string;
}

function git(directory: string, ...args: string[]): Result {
  const env = {
    ...environment(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'a@x',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'a@x',
  };
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: directory, env, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

/** A bare repository whose pre-receive hook is ours, and a clone with one commit in it. */
function server(): { readonly bare: string; readonly clone: Repository } {
  const bare = temporaryDirectory();
  git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
  const hook = join(bare, 'hooks', 'pre-receive');
  writeFileSync(hook, `#!/bin/sh\nexec '${process.execPath}' '${BIN}' hook pre-receive\n`);
  chmodSync(hook, 0o755);
  const clone = repository();
  clone.git('remote', 'add', 'origin', bare);
  clone.commit('Begin', { 'README.md': 'hello\n' });
  expect(git(clone.directory, 'push', '--quiet', 'origin', 'main')).toEqual({ code: 0, output: '' });
  return { bare, clone };
}

describe('pre-receive', () => {
  test('rejects a push that brings a secret, and says what to do', () => {
    const { bare, clone } = server();
    const secret = secrets.github('pushed');
    const leak = clone.commit('Add the deployment', { 'config/prod.env': `GITHUB_TOKEN=${secret}\n` });
    clone.commit('Remove it again', { 'config/prod.env': 'GITHUB_TOKEN=\n' });
    const { code, output } = git(clone.directory, 'push', 'origin', 'main');
    expect(code).not.toBe(0);
    const told = output.replaceAll(/^remote: ?/gm, '').replaceAll(/ +$/gm, '');
    expect(told).toContain('hullcheck: The push was rejected: it brings a secret. Nothing of it was stored here.');
    expect(told).toContain(
      `config/prod.env:1:14\n      critical: GitHub personal access token (classic)  ghp_********\n      commit ${leak.slice(0, 12)}: Add the deployment`,
    );
    expect(told).toContain(`git rebase -i ${leak.slice(0, 12)}^`);
    expect(told).toContain('It has left your machine, so take it for leaked.');
    expect(output).not.toContain(secret);
    expect(git(bare, 'rev-list', '--count', 'main').output.trim()).toBe('1');
  });

  test('lets clean pushes, new branches, tags and deletions pass', () => {
    const { bare, clone } = server();
    clone.git('checkout', '--quiet', '-b', 'feature/x');
    clone.commit('More', { 'src/app.js': 'export const answer = 42;\n' });
    clone.git('tag', '-a', '-m', 'first', 'v1');
    expect(git(clone.directory, 'push', '--quiet', 'origin', 'feature/x', 'v1')).toEqual({ code: 0, output: '' });
    expect(git(clone.directory, 'push', '--quiet', 'origin', ':feature/x')).toEqual({ code: 0, output: '' });
    expect(git(bare, 'tag').output.trim()).toBe('v1');
  });

  test('leaves nothing behind, and removes what a killed one has left', () => {
    const { bare, clone } = server();
    clone.commit('More', { 'a.txt': 'x\n' });
    const temporary = temporaryDirectory();
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    mkdirSync(join(temporary, `hullcheck-${pid}-aB3xYz`));
    const id = clone.git('rev-parse', 'HEAD');
    const line = `${'0'.repeat(40)} ${id} refs/heads/new\n`;
    const env = { TMPDIR: temporary, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(clone.directory, '.git/objects') };
    expect(hullcheck(['hook', 'pre-receive'], { cwd: bare, input: line, env })).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('does not take offence at what the server has already', () => {
    const { bare, clone } = server();
    writeFileSync(join(bare, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 0\n');
    clone.commit('Old leak', { 'old.env': `GITHUB_TOKEN=${secrets.github('old')}\n` });
    git(clone.directory, 'push', '--quiet', 'origin', 'main');
    writeFileSync(
      join(bare, 'hooks', 'pre-receive'),
      `#!/bin/sh\nexec '${process.execPath}' '${BIN}' hook pre-receive\n`,
    );
    clone.git('mv', 'old.env', 'moved.env');
    clone.commit('Move it', { 'README.md': 'hello again\n' });
    expect(git(clone.directory, 'push', '--quiet', 'origin', 'main')).toEqual({ code: 0, output: '' });
  });

  test('a comment in the push does not silence it', () => {
    const { clone } = server();
    const line = `export TOKEN=${secrets.github('silent')} # hullcheck:allow github-classic-pat mine\n`;
    clone.commit('Allow', { 'a.sh': line });
    expect(git(clone.directory, 'push', '--quiet', 'origin', 'main').code).not.toBe(0);
  });

  test('a clean push of ten commits takes little longer', () => {
    const { bare, clone } = server();
    const push = (from: number): number => {
      for (let index = 0; index < 10; index++)
        clone.commit(`Commit ${from + index}`, {
          [`src/f${from + index}.js`]: `export const n = ${index};\n`.repeat(50),
        });
      const begun = performance.now();
      expect(git(clone.directory, 'push', '--quiet', 'origin', 'main').code).toBe(0);
      return performance.now() - begun;
    };
    const checked = push(0);
    writeFileSync(join(bare, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 0\n');
    const plain = push(10);
    // Half a second on an idle machine; tests run beside one another.
    expect(checked - plain).toBeLessThan(5000);
  });
});

describe('hook install', () => {
  function installed(): Repository {
    const repo = repository();
    repo.commit('Begin', { 'README.md': 'hello\n' });
    expect(hullcheck(['hook', 'install'], { cwd: repo.directory }).code).toBe(0);
    return repo;
  }

  test('stops a commit of a secret, lets a clean one pass', () => {
    const repo = installed();
    writeTree(repo.directory, { 'app.env': `GITHUB_TOKEN=${secrets.github('commit')}\n` });
    git(repo.directory, 'add', '.');
    const { code, output } = git(repo.directory, 'commit', '-m', 'Leak');
    expect(code).not.toBe(0);
    expect(output).toContain(
      'hullcheck: The commit was stopped: what is staged holds a secret. Nothing was committed.',
    );
    expect(output).toMatch(/hullcheck ignore [0-9a-f]{32} --reason/);
    expect(output).not.toContain(secrets.github('commit'));
    writeTree(repo.directory, { 'app.env': 'GITHUB_TOKEN=\n' });
    git(repo.directory, 'add', '.');
    expect(git(repo.directory, 'commit', '--quiet', '-m', 'Clean')).toEqual({ code: 0, output: '' });
  });

  test('believes the worktree of the developer, who decides here', () => {
    const repo = installed();
    writeTree(repo.directory, {
      'a.sh': `export TOKEN=${secrets.github('mine')} # hullcheck:allow github-classic-pat a test\n`,
    });
    git(repo.directory, 'add', '.');
    expect(git(repo.directory, 'commit', '--quiet', '-m', 'Allowed').code).toBe(0);
  });

  test('stops a push of commits that were made without it', () => {
    const bare = temporaryDirectory();
    git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
    const repo = installed();
    repo.git('remote', 'add', 'origin', bare);
    expect(git(repo.directory, 'push', '--quiet', 'origin', 'main')).toEqual({ code: 0, output: '' });
    repo.git('config', 'core.hooksPath', '/dev/null');
    const leak = repo.commit('Leak', { 'app.env': `SLACK=${secrets.slack('push')}\n` });
    repo.git('config', '--unset', 'core.hooksPath');
    const { code, output } = git(repo.directory, 'push', 'origin', 'main');
    expect(code).not.toBe(0);
    expect(output).toContain('The push was stopped: it would bring a secret. Nothing has left this machine.');
    expect(output).toContain(leak.slice(0, 12));
  });

  test('keeps the hooks that are there, before and after, and what they read', () => {
    const repo = repository();
    const hooks = join(repo.directory, '.git', 'hooks');
    const mine = '#!/bin/bash\ncat > pushed.txt\nexit 0\n';
    writeTree(hooks, { 'pre-push': mine });
    chmodSync(join(hooks, 'pre-push'), 0o755);
    hullcheck(['hook', 'install'], { cwd: repo.directory });
    hullcheck(['hook', 'install'], { cwd: repo.directory });
    expect(readFileSync(join(hooks, 'pre-push'), 'utf8').match(/>>> hullcheck/g)).toHaveLength(1);
    expect(statSync(join(hooks, 'pre-commit')).mode & 0o111).toBe(0o111);
    const bare = temporaryDirectory();
    git(bare, 'init', '--quiet', '--bare');
    repo.commit('Begin', { 'README.md': 'hello\n' });
    expect(git(repo.directory, 'push', '--quiet', bare, 'main')).toEqual({ code: 0, output: '' });
    expect(readFileSync(join(repo.directory, 'pushed.txt'), 'utf8')).toContain('refs/heads/main');
    expect(hullcheck(['hook', 'uninstall'], { cwd: repo.directory }).code).toBe(0);
    expect(readFileSync(join(hooks, 'pre-push'), 'utf8')).toBe(mine);
    expect(existsSync(join(hooks, 'pre-commit'))).toBe(false);
  });

  test('goes where core.hooksPath says, and leaves alone what it cannot add to', () => {
    const repo = repository();
    repo.git('config', 'core.hooksPath', 'tools/hooks');
    writeTree(repo.directory, { 'tools/hooks/pre-push': '#!/usr/bin/env python3\n' });
    const refused = hullcheck(['hook', 'install'], { cwd: repo.directory });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("is no shell script; call 'hullcheck hook pre-push' in it yourself");
    expect(hullcheck(['hook', 'install', 'pre-commit'], { cwd: repo.directory }).code).toBe(0);
    expect(existsSync(join(repo.directory, 'tools/hooks/pre-commit'))).toBe(true);
    repo.git('config', 'core.hooksPath', '.husky/_');
    expect(hullcheck(['hook', 'install'], { cwd: repo.directory }).stderr).toContain('.husky/pre-commit');
  });

  test('outside of a repository says so', () => {
    expect(hullcheck(['hook', 'install'], { cwd: temporaryDirectory() }).code).toBe(2);
  });
});

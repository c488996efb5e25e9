/** Real repositories, made with the `git` command: fixed names and dates, no configuration of the machine. */

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory, writeTree } from './tree.js';

export interface Repository {
  readonly directory: string;
  git(...args: string[]): string;
  /** Writes these files (`null` removes one) and commits everything; returns the commit's id. */
  commit(message: string, files: Readonly<Record<string, string | Uint8Array | null>>): string;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Bob',
  GIT_COMMITTER_EMAIL: 'bob@example.org',
};

/** An hour after the one before, so that the order of commits is that of their dates. */
let clock = Date.UTC(2024, 0, 1) / 1000;

export function repository(): Repository {
  const directory = temporaryDirectory();
  const repo = repositoryAt(directory);
  repo.git('init', '--quiet', '--initial-branch=main');
  return repo;
}

export function repositoryAt(directory: string): Repository {
  function git(...args: string[]): string {
    const date = `${(clock += 3600)} +0100`;
    const env = {
      ...process.env,
      ...IDENTITY,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    return execFileSync('git', args, {
      cwd: directory,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }
  return {
    directory,
    git,
    commit(message, files) {
      for (const [path, content] of Object.entries(files)) {
        if (content === null) rmSync(join(directory, path));
        else writeTree(directory, { [path]: content });
      }
      git('add', '--all', '--force');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

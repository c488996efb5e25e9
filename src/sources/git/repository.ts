/** Finds a repository and says what it is. */

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { configValue } from '../shared/git-config.js';
import { commonDirOf, gitDirOf, isWorktreeRoot } from '../shared/git-dir.js';
import { readSmallText } from '../shared/small-file.js';

export interface Repository {
  /** Where `objects` and `refs` are; shared by all worktrees. */
  readonly commonDir: string;
  /** Where `HEAD` is; differs from `commonDir` in a linked worktree. */
  readonly gitDir: string;
  /** Commits whose parents were left out of a shallow clone. */
  readonly shallow: readonly string[];
}

/** The repository at or above `path`, or why there is none that can be read. */
export function openRepository(path: string, shown: string): Repository | Problem {
  if (!existsSync(path)) return problem('not-found', `Cannot scan '${shown}': no such file or directory`, shown);
  try {
    const gitDir = findGitDir(path);
    if (gitDir === undefined) {
      return problem('not-a-repository', `'${shown}' is not a git repository; use hullcheck scan for its files`, shown);
    }
    const commonDir = commonDirOf(gitDir);
    const obstacle = unsupported(commonDir);
    if (obstacle !== undefined) return problem('unsupported-repository', `Cannot read '${shown}': ${obstacle}`, shown);
    return { gitDir, commonDir, shallow: readLines(join(commonDir, 'shallow')) };
  } catch (error) {
    return problem('unreadable', `Cannot read the git repository '${shown}': ${reasonOf(error)}`, shown);
  }
}

/** A worktree's `.git` (a directory, or a file that names one), a bare repository, or one of these further up. */
function findGitDir(path: string): string | undefined {
  for (let directory = resolve(path); ; directory = dirname(directory)) {
    if (isWorktreeRoot(directory)) return gitDirOf(directory);
    if (isGitDir(directory)) return directory;
    if (dirname(directory) === directory) return undefined;
  }
}

function isGitDir(directory: string): boolean {
  const parts = existsSync(join(directory, 'commondir')) ? ['HEAD'] : ['HEAD', 'objects', 'refs'];
  return parts.every((part) => existsSync(join(directory, part)));
}

/** What is not read here; silence about it would look like a clean scan. */
function unsupported(commonDir: string): string | undefined {
  const config = readSmallText(join(commonDir, 'config')) ?? '';
  const extension = (key: string): string => configValue(config, { section: 'extensions', key })?.toLowerCase() ?? '';
  if (extension('objectformat') === 'sha256') return 'repositories with SHA-256 object ids are not supported';
  if (extension('refstorage') === 'reftable') return 'repositories with reftable refs are not supported';
  return undefined;
}

function readLines(file: string): string[] {
  return (readSmallText(file) ?? '').split('\n').filter(Boolean);
}

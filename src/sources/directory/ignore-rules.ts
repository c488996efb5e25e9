/** What git would not track: `.gitignore` files, `.git/info/exclude`, and the index, which overrides both. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { problem, type Problem } from '../../model/problem.js';
import { hasCode, reasonOf } from '../shared/errors.js';
import { readIndex } from '../shared/git-index.js';

/** A worktree that a scan enters. */
export interface Worktree {
  readonly root: string;
  /** Tracked files, as absolute paths, and every directory that holds one. */
  readonly tracked: ReadonlySet<string>;
  readonly trackedFiles: readonly string[];
}

/** Ignore rules in force in a directory: those of the directories above, outermost first. */
export interface IgnoreRules {
  /** With the rules of `directory`'s own `.gitignore` added. */
  enter(directory: string): IgnoreRules;
  ignores(path: string, isDirectory: boolean): boolean;
}

/** The worktree that `path` lies in, when it lies in one. */
export function findWorktreeRoot(path: string): string | undefined {
  for (let directory = resolve(path); ; directory = dirname(directory)) {
    if (existsSync(join(directory, '.git'))) return directory;
    if (dirname(directory) === directory) return undefined;
  }
}

/** Reads the index. Trouble with it is told: its tracked files could otherwise be taken for ignored ones. */
export function openWorktree(root: string, tell: (problem: Problem) => void): Worktree {
  const tracked = new Set<string>();
  const trackedFiles: string[] = [];
  for (const path of indexedFiles(root, tell)) {
    const absolute = join(root, path);
    trackedFiles.push(absolute);
    for (let part = absolute; part.length > root.length && !tracked.has(part); part = dirname(part)) tracked.add(part);
  }
  return { root, tracked, trackedFiles };
}

function indexedFiles(root: string, tell: (problem: Problem) => void): string[] {
  const index = join(gitDirectory(root), 'index');
  try {
    return readIndex(readFileSync(index)).flatMap(({ path, submodule }) => (submodule ? [] : [path]));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      tell(
        problem(
          'bad-ignore-file',
          `Cannot read the git index '${index}': ${reasonOf(error)}; ignored but tracked files may be missing`,
          index,
        ),
      );
    }
    return [];
  }
}

/** `.git` is a directory, or in linked worktrees and submodules a file that names one. */
function gitDirectory(root: string): string {
  const dot = join(root, '.git');
  if (statSync(dot).isDirectory()) return dot;
  const named = /^gitdir: (.+?)\s*$/m.exec(readFileSync(dot, 'utf8'))?.[1];
  return named === undefined ? dot : resolve(root, named);
}

/** The rules at the top of a worktree. */
export function worktreeRules(root: string, tell: (problem: Problem) => void): IgnoreRules {
  const exclude = readRules(join(gitDirectory(root), 'info', 'exclude'), tell);
  return rulesFrom(exclude === undefined ? [] : [{ base: root, matcher: exclude }], tell);
}

/** Rules that ignore nothing, wherever one goes. */
export const NO_RULES: IgnoreRules = { enter: () => NO_RULES, ignores: () => false };

interface Layer {
  readonly base: string;
  readonly matcher: Ignore;
}

function rulesFrom(layers: readonly Layer[], tell: (problem: Problem) => void): IgnoreRules {
  return {
    enter(directory) {
      const matcher = readRules(join(directory, '.gitignore'), tell);
      return matcher === undefined ? this : rulesFrom([...layers, { base: directory, matcher }], tell);
    },
    ignores(path, isDirectory) {
      // The innermost file that says anything decides.
      for (const { base, matcher } of layers.toReversed()) {
        const { ignored, unignored } = matcher.test(relative(base, path) + (isDirectory ? '/' : ''));
        if (ignored || unignored) return ignored;
      }
      return false;
    },
  };
}

function readRules(file: string, tell: (problem: Problem) => void): Ignore | undefined {
  try {
    return ignore({ allowRelativePaths: false }).add(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR') && !hasCode(error, 'EISDIR')) {
      tell(problem('bad-ignore-file', `Cannot read '${file}': ${reasonOf(error)}; its rules are not applied`, file));
    }
    return undefined;
  }
}

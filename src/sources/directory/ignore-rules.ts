/**
 * What git would not track: `.gitignore` files, `.git/info/exclude`, the user's excludes file, and the index, which
 * overrides them all. https://git-scm.com/docs/gitignore
 */

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { configValue } from '../shared/git-config.js';
import { commonDirOf, gitDirOf } from '../shared/git-dir.js';
import { readIndex } from '../shared/git-index.js';
import { readSmallFile, readSmallText } from '../shared/small-file.js';
import { rebaseRules } from './rebase-rules.js';

/** A directory on a walk: which of its entries to pass over. */
export interface Place {
  leavesOut(name: string, isDirectory: boolean): boolean;
  /** The place of a directory in this one. */
  enter(name: string): Place;
}

/** Bytes of a file of rules: each of them is tried on each path. A larger one is told and not applied. */
const MOST_RULES = 1 << 20;

/** Where nothing is left out. */
export const EVERYTHING: Place = { leavesOut: () => false, enter: () => EVERYTHING };

/** Outside of a worktree, and in a directory that is named although git ignores it: all but git's own files. */
export const ALL_BUT_GIT: Place = { leavesOut: (name) => name === '.git', enter: () => ALL_BUT_GIT };

export type Tell = (problem: Problem) => void;

/** The top of the worktree that a directory lies in, when it lies in one. */
export function findWorktreeRoot(directory: string): string | undefined {
  for (let at = resolve(directory); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The place at the top of a worktree. Trouble with its index or rules is told; what they say then does not count. */
export function openWorktree(root: string, tell: Tell): Place {
  let gitDir: string;
  let commonDir: string;
  try {
    gitDir = gitDirOf(root);
    commonDir = commonDirOf(gitDir);
  } catch (error) {
    tell(
      problem('bad-ignore-file', `Cannot read '${join(root, '.git')}': ${reasonOf(error)}; nothing is ignored`, root),
    );
    return ALL_BUT_GIT;
  }
  const rules = ignore({ ignorecase: false });
  for (const file of [excludesFile(commonDir), join(commonDir, 'info', 'exclude')]) {
    rules.add(rebaseRules(readRules(file, tell) ?? '', ''));
  }
  return placeIn({ root, tracked: trackedPaths(gitDir, tell), tell }, { prefix: '', above: rules });
}

interface Worktree {
  readonly root: string;
  /** Relative to `root`: files, and every directory that holds one. */
  readonly tracked: ReadonlySet<string>;
  readonly tell: Tell;
}

/**
 * `prefix` is the directory relative to the root, empty or with `/` at its end. The rules of all directories above are
 * one list, in which the last match decides: one list, because a rule further down may take back an ignored directory.
 */
function placeIn(worktree: Worktree, { prefix, above }: { prefix: string; above: Ignore }): Place {
  const { root, tracked, tell } = worktree;
  const text = readRules(join(root, prefix, '.gitignore'), tell);
  const rules = text === undefined ? above : ignore({ ignorecase: false }).add(above).add(rebaseRules(text, prefix));
  return {
    leavesOut(name, isDirectory) {
      if (name === '.git') return true;
      const path = prefix + name;
      return rules.ignores(isDirectory ? `${path}/` : path) && !tracked.has(path);
    },
    enter: (name) => placeIn(worktree, { prefix: `${prefix}${name}/`, above: rules }),
  };
}

function trackedPaths(gitDir: string, tell: Tell): Set<string> {
  const tracked = new Set<string>();
  let name: string | undefined = 'index';
  try {
    while (name !== undefined) {
      const bytes = readSmallFile(join(gitDir, name));
      if (bytes === undefined) break;
      const { entries, shared } = readIndex(bytes);
      for (const { path } of entries) addWithParents(tracked, path);
      // A shared index has none of its own; should a broken one name itself, stop.
      name = name === 'index' && shared !== undefined ? `sharedindex.${shared}` : undefined;
    }
  } catch (error) {
    const file = join(gitDir, name ?? 'index');
    const message = `Cannot read the git index '${file}': ${reasonOf(error)}; files that are ignored but tracked may be missing; use --no-ignore`;
    tell(problem('unreadable', message, file));
  }
  return tracked;
}

function addWithParents(tracked: Set<string>, path: string): void {
  for (let part = path; part !== '' && !tracked.has(part); part = part.slice(0, Math.max(0, part.lastIndexOf('/')))) {
    tracked.add(part);
  }
}

/** `core.excludesFile`, by default `~/.config/git/ignore`. */
function excludesFile(commonDir: string): string {
  const home = homedir();
  const files = [join(commonDir, 'config'), join(home, '.gitconfig'), join(home, '.config', 'git', 'config')];
  for (const file of files) {
    const named = configValue(configText(file), { section: 'core', key: 'excludesfile' });
    if (named !== undefined) return resolve(commonDir, named.replace(/^~(?=\/)/, home));
  }
  return join(home, '.config', 'git', 'ignore');
}

/** Configuration that cannot be read names no excludes file, so more is scanned. */
function configText(file: string): string {
  try {
    return readSmallText(file, MOST_RULES) ?? '';
  } catch {
    return '';
  }
}

function readRules(file: string, tell: Tell): string | undefined {
  try {
    return readSmallText(file, MOST_RULES);
  } catch (error) {
    tell(problem('bad-ignore-file', `Cannot read '${file}': ${reasonOf(error)}; its rules are not applied`, file));
    return undefined;
  }
}

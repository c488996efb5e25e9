/** What the names of a repository point at. https://git-scm.com/docs/gitrepository-layout, https://git-scm.com/docs/git-pack-refs */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { problem, type Problem } from '../../model/problem.js';
import { hasCode, reasonOf } from '../shared/errors.js';
import { readSmallText } from '../shared/small-file.js';
import { isId } from './parse.js';
import type { Repository } from './repository.js';

export interface Refs {
  /** What HEAD, branches, tags, remotes, notes and the stash point at: each id once, with the first name for it. */
  readonly tips: ReadonlyMap<string, string>;
  /** The id that each name stands for: full names, such as `refs/heads/main`, and `HEAD`. */
  readonly names: ReadonlyMap<string, string>;
  /** A branch that could not be read is history that is not scanned. */
  readonly problems: readonly Problem[];
}

/** Of a linked worktree: its own HEAD and refs, and those that it shares. */
export function readRefs({ gitDir, commonDir }: Pick<Repository, 'gitDir' | 'commonDir'>): Refs {
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  const read = (name: string, file: string): void => {
    try {
      const text = readSmallText(file)?.trim();
      if (text === undefined) throw new Error('it is not a regular file');
      if (!isId(text) && !text.startsWith('ref:')) throw new Error('it holds no object id');
      values.set(name, text);
    } catch (error) {
      problems.push(problem('unreadable', `Cannot read the ref '${name}': ${reasonOf(error)}; run git fsck`, name));
    }
  };
  for (const [name, id] of packedRefs(readSmallText(join(commonDir, 'packed-refs')) ?? '')) values.set(name, id);
  for (const directory of new Set([commonDir, gitDir])) {
    for (const name of looseRefs(directory, 'refs')) read(name, join(directory, name));
  }
  read('HEAD', join(gitDir, 'HEAD'));
  const tips = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [name, value] of values) {
    const id = resolveRef(value, values);
    if (id === undefined) continue;
    names.set(name, id);
    if (!tips.has(id)) tips.set(id, name);
  }
  return { tips, names, problems };
}

function packedRefs(text: string): [name: string, id: string][] {
  return text.split('\n').flatMap((line): [string, string][] => {
    const [, id, name] = /^([0-9a-f]{40}) (\S.*?)\r?$/.exec(line) ?? [];
    return id === undefined || name === undefined ? [] : [[name, id]];
  });
}

/** Names of files below `refs`, in their order on disk; lock files are no refs. */
function* looseRefs(gitDir: string, directory: string): Generator<string> {
  for (const entry of listOf(join(gitDir, directory))) {
    const name = `${directory}/${entry.name}`;
    if (entry.isDirectory()) yield* looseRefs(gitDir, name);
    else if (!name.endsWith('.lock')) yield name;
  }
}

function listOf(directory: string): ReturnType<typeof entriesOf> {
  try {
    return entriesOf(directory);
  } catch (error) {
    // A linked worktree seldom has refs of its own.
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function entriesOf(directory: string): { name: string; isDirectory(): boolean }[] {
  return readdirSync(directory, { withFileTypes: true });
}

/** Steps from one name to the next before it is taken for a circle. */
const MOST_STEPS = 5;

/** Undefined where a name leads nowhere: a repository without a commit, a remote whose default branch is gone. */
function resolveRef(value: string, values: ReadonlyMap<string, string>): string | undefined {
  let at: string | undefined = value;
  for (let step = 0; step < MOST_STEPS && at !== undefined; step++) {
    if (isId(at)) return at;
    at = values.get(at.replace(/^ref:\s*/, ''));
  }
  return undefined;
}

/** Where git keeps things. https://git-scm.com/docs/gitrepository-layout */

import { lstatSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readSmallText } from './small-file.js';

/** Whether git sees the top of a worktree here. False where that cannot be looked up: reading it will tell why. */
export function isWorktreeRoot(directory: string): boolean {
  try {
    return lstatSync(join(directory, '.git'), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The git directory of a worktree: its `.git`, or the directory that a file by that name gives, as in linked worktrees
 * and submodules. Throws an Error where `.git` is neither.
 */
export function gitDirOf(root: string): string {
  const dot = join(root, '.git');
  if (statSync(dot).isDirectory()) return dot;
  const named = /^gitdir: (.+)$/m.exec(readSmallText(dot) ?? '')?.[1]?.trim();
  if (named === undefined) throw new Error(`'${dot}' names no git directory`);
  return resolve(dirname(dot), named);
}

/** What linked worktrees share with the main one: objects, refs, configuration. */
export function commonDirOf(gitDir: string): string {
  const named = readSmallText(join(gitDir, 'commondir'))?.trim();
  return named === undefined || named === '' ? gitDir : resolve(gitDir, named);
}

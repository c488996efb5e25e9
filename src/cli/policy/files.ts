/** Where policy files are read from: the directory of the one who asks for the scan, or a revision of its repository. */

import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { reasonOf } from '../../sources/shared/errors.js';
import { isWorktreeRoot } from '../../sources/shared/git-dir.js';
import { readSmallText } from '../../sources/shared/small-file.js';
import { UsageError } from '../usage-error.js';

/** Names of the files, at the top of the worktree or in the directory that is none. */
export const CONFIG = '.hullcheck.yaml';
export const BASELINE = '.hullcheck-baseline';
export const IGNORE = '.hullcheck-ignore.yaml';

export interface PolicyFiles {
  /** Absolute: where the files are looked for, and what paths in exceptions are seen from. */
  readonly root: string;
  /** The text of a file given by its absolute path; undefined where there is none. */
  read(path: string): string | undefined;
  /** The path as its user would type it. */
  show(path: string): string;
  /** Present where the files are those before a change: what the change has in their place. */
  readonly change?: Change;
}

export interface Change {
  /** The revision before the change, as the user named it. */
  readonly base: string;
  read(path: string): string | undefined;
}

/** The top of the worktree that the directory lies in, or the directory itself. */
export function policyRoot(cwd: string): string {
  for (let at = cwd; ; at = dirname(at)) {
    if (isWorktreeRoot(at)) return at;
    if (dirname(at) === at) return cwd;
  }
}

export function filesOnDisk(cwd: string, root = policyRoot(cwd)): PolicyFiles {
  return { root, read: readFile, show: (path) => relative(cwd, path) };
}

function readFile(path: string): string | undefined {
  try {
    return readSmallText(path);
  } catch (error) {
    throw new UsageError(`Cannot read '${path}': ${reasonOf(error)}`, { cause: error });
  }
}

/** Whether `path` is `directory` or in it; both absolute. */
export function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** `path` seen from `directory` with `/` between the parts; as it is where it lies elsewhere. */
export function pathWithin(directory: string, { path, cwd }: { path: string; cwd: string }): string {
  const absolute = resolve(cwd, path);
  if (!isInside(directory, absolute)) return path;
  return relative(directory, absolute).split(sep).join('/');
}

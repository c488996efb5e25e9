/** The files to scan, found by walking, in the order of their paths' bytes. */

import { lstatSync, readdirSync, statSync, type Dirent } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { DirectoryShard, Skipped } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import {
  findWorktreeRoot,
  NO_RULES,
  openWorktree,
  worktreeRules,
  type IgnoreRules,
  type Worktree,
} from './ignore-rules.js';

export interface DirectoryTarget {
  /** As the user typed them. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** Leave out what git ignores, and `.git`. A path that is named is scanned all the same. */
  readonly ignore: boolean;
}

type FileEntry = DirectoryShard['files'][number];

/** Files of one shard. Sizes are not known before a file is opened; a few hundred even out. */
const SHARD_FILES = 256;

/** Shards of files. Symbolic links are not followed, except one that is named. */
export async function* planDirectory(
  target: DirectoryTarget,
  signal: AbortSignal,
): AsyncGenerator<DirectoryShard | Skipped | Problem> {
  const seen = new Set<string>();
  let files: FileEntry[] = [];
  for (const found of walkAll(target)) {
    if (signal.aborted) return;
    if ('type' in found) yield found;
    else if (!seen.has(found.open)) {
      seen.add(found.open);
      files.push(found);
    }
    if (files.length === SHARD_FILES) {
      yield { source: 'directory', files };
      files = [];
      // Lets finished shards be taken in while the walk goes on.
      await new Promise((done) => setImmediate(done));
    }
  }
  if (files.length > 0) yield { source: 'directory', files };
}

type Found = FileEntry | Skipped | Problem;

function* walkAll({ paths, cwd, ignore }: DirectoryTarget): Generator<Found> {
  for (const path of paths) {
    const open = resolve(cwd, path);
    try {
      const stat = statSync(open);
      if (stat.isFile()) yield { open, path };
      else if (stat.isDirectory()) yield* walkRoot({ open, path }, ignore);
      else
        yield problem(
          'unreadable',
          `'${path}' is neither a file nor a directory; use hullcheck stdin for a pipe`,
          path,
        );
    } catch (error) {
      yield problem('not-found', `Cannot scan '${path}': ${reasonOf(error)}`, path);
    }
  }
}

/** What a walk carries along on its way down. */
interface Place {
  readonly rules: IgnoreRules;
  readonly worktree: Worktree | undefined;
}

function* walkRoot(directory: FileEntry, ignore: boolean): Generator<Found> {
  const problems: Problem[] = [];
  const tell = (trouble: Problem): void => void problems.push(trouble);
  const context: Context = { ignore, tell };
  const root = ignore ? findWorktreeRoot(directory.open) : undefined;
  const place = root === undefined ? { rules: NO_RULES, worktree: undefined } : descend(root, directory.open, context);
  yield* walk(directory, place, context);
  yield* problems;
}

interface Context {
  readonly ignore: boolean;
  readonly tell: (problem: Problem) => void;
}

/** The place of `directory` in the worktree at `root`: with the rules of all directories on the way. */
function descend(root: string, directory: string, { tell }: Context): Place {
  let rules = worktreeRules(root, tell);
  const below = directory.slice(root.length).split(sep).filter(Boolean);
  let at = root;
  for (const part of below) {
    rules = rules.enter(at);
    at = join(at, part);
  }
  return { rules, worktree: openWorktree(root, tell) };
}

function* walk(directory: FileEntry, above: Place, context: Context): Generator<Found> {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory.open, { withFileTypes: true });
  } catch (error) {
    yield problem('unreadable', `Cannot read the directory '${directory.path}': ${reasonOf(error)}`, directory.path);
    return;
  }
  const place: Place = { ...above, rules: above.rules.enter(directory.open) };
  entries.sort(byName);
  for (const entry of entries) {
    const child = { open: join(directory.open, entry.name), path: childPath(directory.path, entry.name) };
    if (context.ignore && isLeftOut(entry, child.open, place)) continue;
    if (entry.isDirectory()) yield* walk(child, placeOf(child.open, place, context), context);
    else if (entry.isFile()) yield child;
    else yield { type: 'skipped', reason: entry.isSymbolicLink() ? 'symlink' : 'special-file', path: child.path };
  }
}

/** A repository inside (a submodule, or just a clone) has its own index and its own rules. */
function placeOf(directory: string, place: Place, { ignore, tell }: Context): Place {
  if (!ignore || !isWorktree(directory)) return place;
  return { rules: worktreeRules(directory, tell), worktree: openWorktree(directory, tell) };
}

function isWorktree(directory: string): boolean {
  return lstatSync(join(directory, '.git'), { throwIfNoEntry: false }) !== undefined;
}

function isLeftOut(entry: Dirent, path: string, { rules, worktree }: Place): boolean {
  if (entry.name === '.git') return true;
  return rules.ignores(path, entry.isDirectory()) && worktree?.tracked.has(path) !== true;
}

/** Directories sort as if they ended in `/`, so that the order is that of the full paths. */
function byName(a: Dirent, b: Dirent): number {
  const [x, y] = [sortKey(a), sortKey(b)];
  return x < y ? -1 : Number(x > y);
}

function sortKey(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

function childPath(parent: string, name: string): string {
  if (parent === '.') return name;
  return parent.endsWith('/') ? parent + name : `${parent}/${name}`;
}

/** The files to scan, found by walking, in the order of their paths' bytes. */

import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { DirectoryShard, FileToRead, Skipped } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { compareBytes } from '../shared/byte-order.js';
import { hasCode, reasonOf } from '../shared/errors.js';
import { isWorktreeRoot } from '../shared/git-dir.js';
import { ALL_BUT_GIT, EVERYTHING, findWorktreeRoot, openWorktree, type Place, type Tell } from './ignore-rules.js';

export interface DirectoryTarget {
  /** As the user typed them. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** Leave out what git ignores, and `.git`. A path that is named is scanned all the same. */
  readonly ignore: boolean;
}

type FileEntry = FileToRead & { readonly inside: string };

/** Files of one shard. Sizes are not known before a file is opened; a few hundred even out. */
const SHARD_FILES = 256;

/** Shards of files. Symbolic links are not followed, except one that is named. */
export async function* planDirectory(
  target: DirectoryTarget,
  signal: AbortSignal,
): AsyncGenerator<DirectoryShard | Skipped | Problem> {
  const isNew = createDuplicateTest(target.paths);
  let files: FileEntry[] = [];
  for (const found of walkAll(target)) {
    if (signal.aborted) return;
    if ('type' in found) yield found;
    else if (isNew(found)) files.push(found);
    if (files.length === SHARD_FILES) {
      yield { source: 'directory', files };
      files = [];
      // Lets finished shards be taken in while the walk goes on.
      await new Promise((done) => setImmediate(done));
    }
  }
  if (files.length > 0) yield { source: 'directory', files };
}

/** One path meets no file twice: only several of them may overlap, and remembering a million names is not free. */
function createDuplicateTest(paths: readonly string[]): (file: FileEntry) => boolean {
  if (paths.length < 2) return () => true;
  const seen = new Set<string>();
  return ({ open }) => {
    const key = typeof open === 'string' ? open : `\0${Buffer.from(open).toString('latin1')}`;
    const before = seen.size;
    return seen.add(key).size > before;
  };
}

type Found = FileEntry | Skipped | Problem;

function* walkAll({ paths, cwd, ignore }: DirectoryTarget): Generator<Found> {
  for (const path of paths) {
    try {
      const named = resolve(cwd, path);
      const stat = statSync(named);
      if (!stat.isFile() && !stat.isDirectory()) {
        const message = `'${path}' is neither a file nor a directory; use hullcheck stdin for a pipe`;
        yield problem('unreadable', message, path);
        continue;
      }
      // The name without links: by whichever way two of them lead to a file, it is scanned once.
      const open = realpathSync.native(named);
      const inside = insideOf(open, stat.isFile());
      if (stat.isFile()) yield { open, path, inside };
      else yield* walkRoot({ open, path, inside }, ignore);
    } catch (error) {
      const missing = hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
      yield problem(missing ? 'not-found' : 'unreadable', `Cannot scan '${path}': ${reasonOf(error)}`, path);
    }
  }
}

/**
 * The path to judge by: from the top of the worktree, or from what was named. Where the user keeps the tree must not
 * matter: below `~/test/` not everything is a test.
 */
function insideOf(named: string, isFile: boolean): string {
  const root = findWorktreeRoot(isFile ? dirname(named) : named) ?? (isFile ? dirname(named) : named);
  return relative(root, named).split(sep).join('/');
}

function* walkRoot(directory: FileEntry & { readonly open: string }, ignore: boolean): Generator<Found> {
  const troubles: Problem[] = [];
  const tell: Tell = (trouble) => void troubles.push(trouble);
  const place = ignore ? placeOfNamed(directory.open, tell) : EVERYTHING;
  for (const found of walk(directory, { place, tell, ignore })) {
    yield* troubles.splice(0);
    yield found;
  }
  yield* troubles;
}

/** With the rules of all directories from the top of the worktree down; ignored but named, all of it is scanned. */
function placeOfNamed(directory: string, tell: Tell): Place {
  const root = findWorktreeRoot(directory);
  if (root === undefined) return ALL_BUT_GIT;
  let place = openWorktree(root, tell);
  for (const part of relative(root, directory).split(sep).filter(Boolean)) {
    if (place.leavesOut(part, true)) return ALL_BUT_GIT;
    place = place.enter(part);
  }
  return place;
}

interface Context {
  readonly place: Place;
  readonly tell: Tell;
  readonly ignore: boolean;
}

function* walk(directory: FileEntry, context: Context): Generator<Found> {
  let entries: Entry[];
  try {
    entries = list(directory.open);
  } catch (error) {
    yield problem('unreadable', `Cannot read the directory '${directory.path}': ${reasonOf(error)}`, directory.path);
    return;
  }
  for (const { name, open, dirent } of entries) {
    const isDirectory = dirent.isDirectory();
    if (context.place.leavesOut(name, isDirectory)) continue;
    const path = childPath(directory.path, name);
    const inside = childPath(directory.inside, name);
    if (isDirectory) yield* walk({ open, path, inside }, { ...context, place: placeBelow({ name, open }, context) });
    else if (dirent.isFile()) yield { open, path, inside };
    else yield { type: 'skipped', reason: dirent.isSymbolicLink() ? 'symlink' : 'special-file', path };
  }
}

/** A repository inside (a submodule, or just a clone) has its own index and its own rules. */
function placeBelow({ name, open }: Pick<Entry, 'name' | 'open'>, { place, ignore, tell }: Context): Place {
  const embedded = ignore && typeof open === 'string' && isWorktreeRoot(open);
  return embedded ? openWorktree(open, tell) : place.enter(name);
}

interface Entry {
  /** Sorted by and shown: bytes that are not UTF-8 are replaced. */
  readonly name: string;
  readonly open: string | Uint8Array;
  readonly dirent: Pick<Dirent, 'isDirectory' | 'isFile' | 'isSymbolicLink'>;
}

/** Names that are not UTF-8 cannot be opened by their text: from there on the bytes are carried. */
function list(directory: string | Uint8Array): Entry[] {
  if (typeof directory === 'string') {
    const entries = readdirSync(directory, { withFileTypes: true });
    if (!entries.some(({ name }) => name.includes('\uFFFD'))) {
      return entries
        .map((dirent) => ({ name: dirent.name, open: join(directory, dirent.name), dirent }))
        .toSorted(byName);
    }
  }
  const bytes = Buffer.from(directory);
  return readdirSync(bytes, { withFileTypes: true, encoding: 'buffer' })
    .map((dirent) => {
      const open = Buffer.concat([bytes, Buffer.from('/'), dirent.name]);
      const name = dirent.name.toString('utf8');
      return { name, open: name.includes('\uFFFD') || typeof directory !== 'string' ? open : open.toString(), dirent };
    })
    .toSorted(byName);
}

/** Directories sort as if they ended in `/`, so that the order is that of the full paths. */
function byName(a: Entry, b: Entry): number {
  return compareBytes(sortKey(a), sortKey(b));
}

function sortKey({ name, dirent }: Entry): string {
  return dirent.isDirectory() ? `${name}/` : name;
}

function childPath(parent: string, name: string): string {
  if (parent === '.' || parent === '') return name;
  return parent.endsWith('/') ? parent + name : `${parent}/${name}`;
}

/** For each blob, the places where it first appeared. */

import { createTurns } from '../shared/turns.js';
import { readTrees, type Trees } from './graph/trees.js';
import { createDirectories, treeAt, ROOT, type Directories } from './graph/directories.js';
import type { Walk } from './history.js';
import type { ParsedCommit } from './parse.js';

/** A blob at a path, and the first commit that has it there. */
export interface Place {
  readonly path: string;
  /** The directory and the file's name in numbers; absent for what has no path. */
  readonly at?: { readonly directory: number; readonly name: number };
  /** Id. Absent for what only a tag of a tree or of a blob holds. */
  readonly commit?: string;
  /** Number of the commit in the order of `orderCommits`; such tags come after all commits. */
  readonly order: number;
}

/** In the order of the history, then of the tree. */
export interface BlobPlaces {
  readonly places: readonly Place[];
  /** Whether it is at more paths than are kept. */
  readonly more: boolean;
}

export interface Places {
  readonly trees: Trees;
  readonly directories: Directories;
  /** Ids of all blobs with the first path of each, in the order of their first appearance. */
  firstPaths(): Map<string, string>;
  /** By id; no places for a blob that no commit and no tag holds. */
  of(blob: string): BlobPlaces;
}

/**
 * Paths kept for one blob, and visits of one tree: after so many visits to a tree each of its blobs has as many paths.
 * It is also what keeps a tree that holds itself-alike trees ten times, ten levels deep, from being walked to its end.
 */
export const MOST_PLACES = 100;

/** Levels of directories; git itself stops there too. */
const DEEPEST = 2048;

/** Tags may name a tree or a blob in place of a commit; a blob has no path then but the tag's name. */
export interface LooseEnds {
  readonly trees: readonly string[];
  readonly blobs: readonly { readonly id: string; readonly path: string }[];
}

/**
 * Places of every blob. A tree that was seen at a path is not walked there again: all its blobs are known to have been
 * there at an earlier commit.
 */
export async function findPlaces(
  { reader, signal, trouble, graph }: Walk,
  { ordered, ends }: { ordered: readonly ParsedCommit[]; ends: LooseEnds },
): Promise<Places> {
  const trees = readTrees(reader, trouble, graph?.trees);
  const directories = createDirectories(trees);
  const seen = createSeen();
  /** Trees at directories, as one number each. */
  const walked = new Set<number>();
  const visits: number[] = [];

  function walk(tree: number, { directory, depth, order }: Step): void {
    const key = treeAt(tree, directory);
    const count = visits[tree] ?? 0;
    if (walked.has(key) || count >= MOST_PLACES || signal.aborted) return;
    walked.add(key);
    visits[tree] = count + 1;
    if (depth > DEEPEST) {
      trouble(trees.idOf(tree), new Error(`directories nested more than ${DEEPEST} deep`));
      return;
    }
    const { first, end } = trees.entriesOf(tree);
    for (let entry = first; entry < end; entry++) {
      const [object, name] = [trees.objectAt(entry), trees.nameAt(entry)];
      if (trees.isTreeAt(entry)) {
        walk(object, { directory: directories.within(directory, name), depth: depth + 1, order });
      } else if (!seen.has(object, directory, name)) seen.add(object, { directory, name, order });
    }
  }

  const turn = createTurns();
  for (const [order, { tree }] of ordered.entries()) {
    await turn();
    walk(trees.numberOf(tree), { directory: ROOT, depth: 0, order });
  }
  const order = ordered.length;
  for (const tree of ends.trees) walk(trees.numberOf(tree), { directory: ROOT, depth: 0, order });
  const tagged = new Map(ends.blobs.map(({ id, path }) => [id, path]));
  return { trees, directories, ...placesOf({ trees, directories, seen, ordered, tagged }) };
}

interface Step {
  readonly directory: number;
  readonly depth: number;
  readonly order: number;
}

/** Where a blob was seen, in numbers. */
interface Sighting {
  readonly directory: number;
  readonly name: number;
  readonly order: number;
}

interface Seen {
  /** Blobs in the order of their first sighting. */
  readonly blobs: readonly number[];
  /** Asked for every entry of every tree, so it takes numbers and allocates nothing. */
  has(blob: number, directory: number, name: number): boolean;
  /** For a sighting that is new. */
  add(blob: number, sighting: Sighting): void;
  of(blob: number): { readonly sightings: readonly Sighting[]; readonly more: boolean };
}

/** Nearly every blob is at one path only: its sighting needs no list. */
function createSeen(): Seen {
  const blobs: number[] = [];
  const first: (Sighting | undefined)[] = [];
  const further = new Map<number, Sighting[]>();
  const more = new Set<number>();

  return {
    blobs,
    has(blob, directory, name) {
      const known = first[blob];
      if (known === undefined) return false;
      if (known.directory === directory && known.name === name) return true;
      return further.get(blob)?.some((one) => one.directory === directory && one.name === name) ?? false;
    },
    add(blob, sighting) {
      const list = further.get(blob);
      if (first[blob] === undefined) {
        first[blob] = sighting;
        blobs.push(blob);
      } else if (list === undefined) further.set(blob, [sighting]);
      else if (list.length + 1 < MOST_PLACES) list.push(sighting);
      else more.add(blob);
    },
    of(blob) {
      const known = first[blob];
      const sightings = known === undefined ? [] : [known, ...(further.get(blob) ?? [])];
      return { sightings, more: more.has(blob) };
    },
  };
}

interface Found {
  readonly trees: Trees;
  readonly directories: Directories;
  readonly seen: Seen;
  readonly ordered: readonly ParsedCommit[];
  readonly tagged: ReadonlyMap<string, string>;
}

function placesOf({ trees, directories, seen, ordered, tagged }: Found): Pick<Places, 'firstPaths' | 'of'> {
  function toPlace({ directory, name, order }: Sighting): Place {
    const commit = ordered[order]?.id;
    const path = directories.pathOf(directory) + trees.nameOf(name);
    return { path, at: { directory, name }, order, ...(commit === undefined ? {} : { commit }) };
  }
  return {
    firstPaths() {
      const paths = new Map<string, string>();
      for (const blob of seen.blobs) {
        const [sighting] = seen.of(blob).sightings;
        if (sighting === undefined) continue;
        paths.set(trees.idOf(blob), directories.pathOf(sighting.directory) + trees.nameOf(sighting.name));
      }
      for (const [id, path] of tagged) if (!paths.has(id)) paths.set(id, path);
      return paths;
    },
    of(id) {
      const { sightings, more } = seen.of(trees.numberOf(id));
      const path = tagged.get(id);
      if (sightings.length > 0 || path === undefined) return { places: sightings.map(toPlace), more };
      return { places: [{ path, order: ordered.length }], more: false };
    },
  };
}

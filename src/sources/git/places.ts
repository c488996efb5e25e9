/** For each blob, the places where it first appeared. */

import type { Commit } from '../../model/provenance.js';
import { createTurns } from '../shared/turns.js';
import type { Walk } from './history.js';
import type { ParsedCommit, TreeEntry } from './parse.js';

/** A blob at a path, and the first commit that has it there. */
export interface Place {
  readonly path: string;
  /** Absent for what only a tag of a tree or of a blob holds. */
  readonly commit?: Commit;
  /** Number of the commit in the order of `orderCommits`; such tags come after all commits. */
  readonly order: number;
}

/** In the order of the history, then of the tree. */
export interface BlobPlaces {
  readonly places: Place[];
  /** Whether it is at more paths than are kept. */
  more: boolean;
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
 * Places of every blob, blobs in the order of their first appearance. A tree that was seen at a path is not read there
 * again: all its blobs are known to have been there at an earlier commit.
 */
export async function findPlaces(
  { reader, signal, trouble }: Walk,
  { ordered, ends }: { ordered: readonly ParsedCommit[]; ends: LooseEnds },
): Promise<Map<string, BlobPlaces>> {
  const blobs = new Map<string, BlobPlaces>();
  const seen = new Set<string>();
  const visits = new Map<string, number>();
  const turn = createTurns();

  function read(id: string): readonly TreeEntry[] {
    try {
      return reader.tree(id);
    } catch (error) {
      trouble(id, error);
      return [];
    }
  }

  function walk(tree: string, directory: Directory): void {
    const count = visits.get(tree) ?? 0;
    if (count >= MOST_PLACES || signal.aborted) return;
    visits.set(tree, count + 1);
    if (directory.depth > DEEPEST) return trouble(tree, new Error(`directories nested more than ${DEEPEST} deep`));
    for (const { name, id, type } of read(tree)) {
      const path = directory.prefix + name;
      const key = `${id} ${path}`;
      if (type === 'commit' || seen.has(key)) continue;
      seen.add(key);
      if (type === 'blob') addPlace(blobs, id, { ...directory.at, path });
      else walk(id, { ...directory, prefix: `${path}/`, depth: directory.depth + 1 });
    }
  }

  function walkRoot(tree: string, at: Directory['at']): void {
    // Two commits with the same tree: the second one brings nothing.
    if (seen.has(tree)) return;
    seen.add(tree);
    walk(tree, { prefix: '', depth: 0, at });
  }

  for (const [order, { commit, tree }] of ordered.entries()) {
    await turn();
    walkRoot(tree, { commit, order });
  }
  const order = ordered.length;
  for (const tree of ends.trees) walkRoot(tree, { order });
  for (const { id, path } of ends.blobs) if (!blobs.has(id)) addPlace(blobs, id, { path, order });
  return blobs;
}

interface Directory {
  /** Empty or with `/` at its end. */
  readonly prefix: string;
  readonly depth: number;
  readonly at: Omit<Place, 'path'>;
}

function addPlace(blobs: Map<string, BlobPlaces>, id: string, place: Place): void {
  const known = blobs.get(id);
  if (known === undefined) blobs.set(id, { places: [place], more: false });
  else if (known.places.length < MOST_PLACES) known.places.push(place);
  else known.more = true;
}

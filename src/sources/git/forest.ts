/**
 * The order in which blobs are scanned. Packs hold most blobs as changes to another one; here these make trees, and a
 * tree is walked from its root down, so that of a blob only what it changes has to be scanned.
 */

import type { BlobToRead, GitShard } from '../../model/content.js';
import type { ObjectReader } from './objects.js';

/** Blobs of one shard: it ends with the tree that reaches this number, */
const SHARD_BLOBS = 512;
/** or within one that reaches this. What comes next is then read whole. */
const MOST_BLOBS = 2048;

/** Blobs of one shard that are read for findings. */
const FEW_BLOBS = 32;

export interface Forest {
  /** A blob and those derived from it; each as its place in the order below. */
  readonly blobs: readonly { readonly id: string; readonly path: string; readonly base: number | undefined }[];
}

/**
 * The blobs (ids with paths) that this clone has, in the order of the walk, each with the number of its base. Messages come
 * last; they are read whole, since what they are deltas of has headers, too.
 */
export function plantForest(
  reader: ObjectReader,
  { blobs, messages }: { blobs: ReadonlyMap<string, string>; messages: ReadonlyMap<string, string> },
  absent: (id: string) => void,
): Forest {
  const placed: { id: string; path: string; position: number }[] = [];
  for (const [id, path] of blobs) {
    const position = reader.position(id);
    if (position === undefined) absent(id);
    else placed.push({ id, path, position });
  }
  // Loose objects are all at the same position, infinity, whose difference is no number.
  placed.sort((a, b) => (a.position === b.position ? 0 : a.position - b.position));
  const numbers = new Map(placed.map(({ position }, number) => [position, number]));
  const bases = placed.map(({ id }) => numbers.get(reader.basePosition(id) ?? NaN));
  const walked = walkOrder(bases).map(({ number, base }) => ({ id: '', path: '', ...placed[number], base }));
  return { blobs: [...walked, ...[...messages].map(([id, path]) => ({ id, path, base: undefined }))] };
}

interface Step {
  readonly number: number;
  /** Place of the base in the order. */
  readonly base: number | undefined;
}

/** Numbers of the nodes, each tree from its root down, and for each the place of its base in that order. */
function walkOrder(bases: readonly (number | undefined)[]): Step[] {
  const derived = new Map<number, number[]>();
  for (const [number, base] of bases.entries()) {
    if (base === undefined) continue;
    const known = derived.get(base);
    if (known === undefined) derived.set(base, [number]);
    else known.push(number);
  }
  const order: Step[] = [];
  const seen = new Uint8Array(bases.length);

  function walk(root: number): void {
    const pending: Step[] = [{ number: root, base: undefined }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen[next.number] === 1) continue;
      seen[next.number] = 1;
      const place = order.push(next) - 1;
      for (const number of (derived.get(next.number) ?? []).toReversed()) pending.push({ number, base: place });
    }
  }

  for (const [number, base] of bases.entries()) if (base === undefined) walk(number);
  // What is left derives from itself in a circle. Its reader will say so.
  for (const number of bases.keys()) if (seen[number] === 0) walk(number);
  return order;
}

/** Portions of the walk. A blob whose base is in an earlier one is read whole. */
export function* shardsOf(gitDir: string, { blobs }: Forest): Generator<GitShard> {
  let from = 0;
  for (let at = 1; at <= blobs.length; at++) {
    const isRoot = blobs[at]?.base === undefined;
    if (at < blobs.length && at - from < (isRoot ? SHARD_BLOBS : MOST_BLOBS)) continue;
    yield { source: 'git', gitDir, sightings: true, blobs: blobs.slice(from, at).map((blob) => toRead(blob, from)) };
    from = at;
  }
}

/** Portions in which a few blobs each are read whole, for findings. */
export function* shardsOfWhole(gitDir: string, blobs: readonly BlobToRead[]): Generator<GitShard> {
  for (let at = 0; at < blobs.length; at += FEW_BLOBS) {
    yield { source: 'git', gitDir, blobs: blobs.slice(at, at + FEW_BLOBS) };
  }
}

function toRead({ id, path, base }: Forest['blobs'][number], from: number): BlobToRead {
  return base === undefined || base < from ? { id, path } : { id, path, base: base - from };
}

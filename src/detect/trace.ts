/** What is remembered of a content that was scanned, and what of it holds for a content derived from it. */

import type { Derivation, Trace } from '../model/content.js';
import type { Candidate } from './candidate.js';
import { touches, type Regions } from './regions.js';
import { addHits } from './wakes.js';

export class ScanTrace implements Trace {
  readonly type = 'trace';

  /** How the content was read. What was read in another way is nothing to build on. */
  readonly reading: string;
  /** All candidates, also those that lost the overlap choice. */
  readonly candidates: readonly Candidate[];
  /** For each matcher of blocks the offsets of its keywords. */
  readonly blocks: ReadonlyMap<number, readonly number[]>;

  constructor({ reading, candidates, blocks }: Pick<ScanTrace, 'reading' | 'candidates' | 'blocks'>) {
    this.reading = reading;
    this.candidates = candidates;
    this.blocks = blocks;
  }
}

export interface Inherited {
  readonly candidates: Candidate[];
  readonly blocks: Map<number, number[]>;
}

/** What lies outside of `regions`, at its new place. Something that was copied twice is there twice. */
export function inherit({ candidates, blocks }: ScanTrace, copies: Derivation['copies'], regions: Regions): Inherited {
  const inherited: Inherited = { candidates: [], blocks: new Map() };
  if (candidates.length > 0) {
    const sorted = candidates.toSorted((a, b) => a.depends.start - b.depends.start);
    const starts = sorted.map(({ depends }) => depends.start);
    for (const { index, shift } of copied(starts, copies)) {
      const moved = movedBy(sorted[index], shift);
      if (moved !== undefined && !touches(regions, moved.depends)) inherited.candidates.push(moved);
    }
  }
  for (const [matcher, offsets] of blocks) {
    const sorted = offsets.toSorted((a, b) => a - b);
    const places = [...copied(sorted, copies)].map(({ index, shift }) => (sorted[index] ?? 0) + shift);
    const kept = places.filter((start) => !touches(regions, { start, end: start + 1 }));
    if (kept.length > 0) addHits(inherited.blocks, matcher, kept);
  }
  return inherited;
}

/** For each copy the offsets (ascending) that lie in it, by index, and how far it moves them. */
function* copied(
  offsets: readonly number[],
  copies: Derivation['copies'],
): Generator<{ index: number; shift: number }> {
  for (let at = 0; at < copies.length; at += 3) {
    const [here = 0, there = 0, length = 0] = [copies[at], copies[at + 1], copies[at + 2]];
    for (let index = lowerBound(offsets, there); (offsets[index] ?? Infinity) < there + length; index++) {
      yield { index, shift: here - there };
    }
  }
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function movedBy(candidate: Candidate | undefined, shift: number): Candidate | undefined {
  if (candidate === undefined) return undefined;
  const { start, end, depends } = candidate;
  return {
    ...candidate,
    start: start + shift,
    end: end + shift,
    depends: { start: depends.start + shift, end: depends.end + shift },
  };
}

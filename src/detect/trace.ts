/** What is remembered of a content that was scanned, and what of it holds for a content derived from it. */

import type { Derivation, Trace } from '../model/content.js';
import type { Candidate } from './candidate.js';
import type { ReadDocument } from './manifest/index.js';
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
  /** Offsets that make a document worth reading as data. */
  readonly marks: readonly number[];
  /** Those that were read. */
  readonly documents: readonly ReadDocument[];

  constructor({ reading, candidates, blocks, marks, documents }: Omit<ScanTrace, 'type'>) {
    this.reading = reading;
    this.candidates = candidates;
    this.blocks = blocks;
    this.marks = marks;
    this.documents = documents;
  }
}

export interface Inherited {
  readonly candidates: Candidate[];
  readonly blocks: Map<number, number[]>;
  /** Those matchers of blocks of which every keyword is there exactly once. */
  readonly settled: Set<number>;
  readonly marks: number[];
  /** By the offset where they begin. */
  readonly documents: Map<number, ReadDocument>;
}

export function nothingInherited(): Inherited {
  return { candidates: [], blocks: new Map(), settled: new Set(), marks: [], documents: new Map() };
}

/** What lies outside of `regions`, at its new place. Something that was copied twice is there twice. */
export function inherit(from: ScanTrace, copies: Derivation['copies'], regions: Regions): Inherited {
  const { candidates, blocks } = from;
  const inherited = nothingInherited();
  if (candidates.length > 0) {
    const sorted = candidates.toSorted((a, b) => a.depends.start - b.depends.start);
    const starts = sorted.map(({ depends }) => depends.start);
    for (const { index, shift } of copied(starts, copies)) {
      const moved = movedBy(sorted[index], shift);
      if (moved !== undefined && !touches(regions, moved.depends)) inherited.candidates.push(moved);
    }
  }
  for (const [matcher, offsets] of blocks) {
    const kept = keptOf(offsets, copies, regions);
    if (kept.length > 0)
      addHits(
        inherited.blocks,
        matcher,
        kept.map(({ offset }) => offset),
      );
    const isWhole = kept.length === offsets.length && new Set(kept.map(({ index }) => index)).size === offsets.length;
    if (isWhole) inherited.settled.add(matcher);
  }
  inherited.marks.push(...keptOf(from.marks, copies, regions).map(({ offset }) => offset));
  inheritDocuments(from.documents, { copies, regions, into: inherited.documents });
  return inherited;
}

/** Where offsets are now, those in `regions` left out; `index` tells them apart, in their order. */
function keptOf(
  offsets: readonly number[],
  copies: Derivation['copies'],
  regions: Regions,
): { readonly index: number; readonly offset: number }[] {
  const sorted = offsets.toSorted((a, b) => a - b);
  return [...copied(sorted, copies)]
    .map(({ index, shift }) => ({ index, offset: (sorted[index] ?? 0) + shift }))
    .filter(({ offset }) => !touches(regions, { start: offset, end: offset + 1 }));
}

/** Documents of which no byte changed, and none behind them that would make them longer. */
function inheritDocuments(
  documents: readonly ReadDocument[],
  { copies, regions, into }: { copies: Derivation['copies']; regions: Regions; into: Inherited['documents'] },
): void {
  const starts = documents.map(({ start }) => start);
  for (const { index, shift } of copied(starts, copies)) {
    const document = documents[index];
    if (document === undefined) continue;
    const { start, end, candidates } = document;
    const range = { start: start + shift, end: end + shift };
    if (touches(regions, range)) continue;
    const moved = candidates.map((candidate) => movedBy(candidate, shift)).filter((one) => one !== undefined);
    into.set(range.start, { ...document, ...range, candidates: moved });
  }
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

/**
 * Commits and trees that an earlier scan took apart. They never change, so what is known of them is true in any state of
 * the repository; only that this clone has them is looked up again.
 */

import type { ObjectReader } from '../objects.js';
import { ID_BYTES, type ParsedCommit } from '../parse.js';
import type { Interned } from './interning.js';
import type { KnownTrees, TreeRange } from './trees.js';

export interface KnownGraph {
  readonly commits: ReadonlyMap<string, ParsedCommit>;
  readonly trees: KnownTrees;
}

/** The reader, with the commits that are known. */
export function recallCommits(reader: ObjectReader, { commits }: Pick<KnownGraph, 'commits'>): ObjectReader {
  const isHere = (id: string): boolean => commits.has(id) && reader.position(id) !== undefined;
  return {
    ...reader,
    commit(id) {
      const known = commits.get(id);
      return known !== undefined && isHere(id) ? known : reader.commit(id);
    },
    peel: (id) => (isHere(id) ? { id, type: 'commit', tags: [] } : reader.peel(id)),
  };
}

/**
 * As bytes: after a head of sizes the commits, object ids, names, and trees. A tree is mostly another one with an entry
 * changed, so of one with the names of the tree before it that has as many, only what differs is written.
 */
export function encodeGraph({ commits, trees }: KnownGraph): Buffer {
  const { objects, names } = trees;
  const words = wordsOf(trees);
  const written = [...commits.values()].map(commitBytes);
  const sizes = Uint32Array.of(commits.size, objects.ends.length, names.ends.length, names.text.length, words.length);
  return Buffer.concat([bytesOf(sizes), ...written, objects.text, bytesOf(names.ends), names.text, bytesOf(words)]);
}

const HEAD = 5 * 4;

/** For what `encodeGraph` made; throws an Error for anything else, or gives nonsense: it has to come from a sealed place. */
export function decodeGraph(encoded: Uint8Array): KnownGraph {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const sizes = Array.from({ length: HEAD / 4 }, (_, at) => bytes.readUInt32LE(at * 4));
  const [commitCount = 0, objectCount = 0, nameCount = 0, nameBytes = 0, wordCount = 0] = sizes;
  let at = HEAD;
  const commits = new Map<string, ParsedCommit>();
  for (let count = 0; count < commitCount; count++) {
    const { commit, end } = commitAt(bytes, at);
    commits.set(commit.id, commit);
    at = end;
  }
  const take = (length: number): Buffer => bytes.subarray(at, (at += length));
  const objects: Interned = {
    text: take(objectCount * ID_BYTES),
    ends: Uint32Array.from({ length: objectCount }, (_, number) => (number + 1) * ID_BYTES),
  };
  const names: Interned = { ends: numbersOf(take(nameCount * 4)), text: take(nameBytes) };
  return { commits, trees: { objects, names, ...treesOf(numbersOf(take(wordCount * 4))) } };
}

/** The id, the tree, when it was committed, how many parents, and these. */
function commitBytes({ id, tree, committed, parents }: ParsedCommit): Buffer {
  const bytes = Buffer.alloc(2 * ID_BYTES + 8 + 4 + parents.length * ID_BYTES);
  bytes.write(id + tree, 0, 'hex');
  bytes.writeDoubleLE(committed, 2 * ID_BYTES);
  bytes.writeUInt32LE(parents.length, 2 * ID_BYTES + 8);
  bytes.write(parents.join(''), 2 * ID_BYTES + 12, 'hex');
  return bytes;
}

function commitAt(bytes: Buffer, at: number): { commit: ParsedCommit; end: number } {
  const idAt = (from: number): string => bytes.toString('hex', from, from + ID_BYTES);
  const start = at + 2 * ID_BYTES + 12;
  const count = bytes.readUInt32LE(start - 4);
  const parents = Array.from({ length: count }, (_, parent) => idAt(start + parent * ID_BYTES));
  const commit = { id: idAt(at), tree: idAt(at + ID_BYTES), committed: bytes.readDoubleLE(start - 12), parents };
  return { commit, end: start + count * ID_BYTES };
}

/**
 * The number of entries, then for each tree its own number, how many entries it has, how many of these are written, and
 * those: all of them, or some, each after its place, together with the number of the tree that the rest is taken from.
 */
function wordsOf({ ranges, records }: KnownTrees): Uint32Array {
  const words: number[] = [0];
  /** By the names of the first and last entry, and how many there are. */
  const latest = new Map<string, number>();
  let total = 0;
  for (const [tree, range] of ranges.entries()) {
    if (range === undefined) continue;
    const length = range.end - range.first;
    total += length;
    const key = `${length} ${records[range.first * 3]} ${records[range.end * 3 - 3]}`;
    const base = latest.get(key);
    const changed = base === undefined ? undefined : changedEntries(records, { base: ranges[base], range });
    if (length > 0) latest.set(key, tree);
    words.push(tree, length);
    if (base === undefined || changed === undefined) {
      words.push(WHOLE);
      for (let at = range.first; at < range.end; at++) words.push(records[at * 3] ?? 0, objectAt(records, at));
    } else {
      words.push(changed.length, base);
      for (const at of changed) words.push(at, objectAt(records, range.first + at));
    }
  }
  words[0] = total;
  return Uint32Array.from(words);
}

const WHOLE = 0xffffffff;

/** An object and whether it is a tree, in one number. */
function objectAt(records: Uint32Array, entry: number): number {
  return (records[entry * 3 + 1] ?? 0) * 2 + (records[entry * 3 + 2] ?? 0);
}

/** Which entries have another object. Undefined where the names differ, or most of the objects. */
function changedEntries(
  records: Uint32Array,
  { base, range }: { base: TreeRange | undefined; range: TreeRange },
): number[] | undefined {
  if (base === undefined) return undefined;
  const changed: number[] = [];
  const length = range.end - range.first;
  for (let at = 0; at < length; at++) {
    if (records[(base.first + at) * 3] !== records[(range.first + at) * 3]) return undefined;
    if (objectAt(records, base.first + at) !== objectAt(records, range.first + at)) changed.push(at);
  }
  return changed.length * 2 > length ? undefined : changed;
}

function treesOf(words: Uint32Array): Pick<KnownTrees, 'ranges' | 'records'> {
  const ranges: (TreeRange | undefined)[] = [];
  const records = new Uint32Array((words[0] ?? 0) * 3);
  let first = 0;
  function put(entry: number, object: number): void {
    records[entry * 3 + 1] = object >>> 1;
    records[entry * 3 + 2] = object & 1;
  }
  for (let at = 1; at < words.length;) {
    const [tree = 0, length = 0, written = 0] = [words[at], words[at + 1], words[at + 2]];
    at += 3;
    if (written === WHOLE) {
      for (let entry = first; entry < first + length; entry++, at += 2) {
        records[entry * 3] = words[at] ?? 0;
        put(entry, words[at + 1] ?? 0);
      }
    } else {
      const base = ranges[words[at++] ?? 0]?.first ?? 0;
      records.copyWithin(first * 3, base * 3, (base + length) * 3);
      for (let count = 0; count < written; count++, at += 2) put(first + (words[at] ?? 0), words[at + 1] ?? 0);
    }
    ranges[tree] = { first, end: first + length };
    first += length;
  }
  return { ranges, records };
}

function bytesOf(numbers: Uint32Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** Copied: a view would have to be aligned. */
function numbersOf(bytes: Buffer): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}

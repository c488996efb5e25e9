/** The trees of a history as numbers: each is read and taken apart once. */

import type { ObjectReader } from '../objects.js';
import { eachTreeEntry, ID_BYTES } from '../parse.js';
import { createInterner, type Interned } from './interning.js';

/** The entries of a tree are those from `first` up to `end`. */
export interface TreeRange {
  readonly first: number;
  readonly end: number;
}

export interface Trees {
  /** Number of an object, a tree's or a blob's. */
  numberOf(id: string): number;
  idOf(object: number): string;
  /** File name, not path; bytes that are not UTF-8 are replaced. */
  nameOf(name: number): string;
  /** Where the entries of a tree are. Empty for one that cannot be read, which is told the first time. */
  entriesOf(tree: number): TreeRange;
  /** By number of the entry. Submodules have none. */
  nameAt(entry: number): number;
  objectAt(entry: number): number;
  isTreeAt(entry: number): boolean;
  /** How many trees were read, which were not known before. */
  read(): number;
  /** All that is known, to begin with the next time. Views: to be used before anything more is read. */
  all(): KnownTrees;
}

/** Trees in numbers, as they are kept from one scan to the next. */
export interface KnownTrees {
  readonly objects: Interned;
  readonly names: Interned;
  /** By number of the tree; undefined for what is no tree or was not read. */
  readonly ranges: readonly (TreeRange | undefined)[];
  /** Three numbers an entry: its name, its object, and 1 where that is a tree. */
  readonly records: Uint32Array;
}

const EMPTY: TreeRange = { first: 0, end: 0 };

/** Those in `before` are not read again, if this clone has them. */
export function readTrees(
  reader: Pick<ObjectReader, 'treeBytes' | 'position'>,
  trouble: (id: string, error: unknown) => void,
  before?: KnownTrees,
): Trees {
  const objects = createInterner(before?.objects);
  const names = createInterner(before?.names);
  const texts: string[] = [];
  const known: (TreeRange | undefined)[] = [];
  const failed = new Set<number>();
  const records = createRecords(before?.records);
  let fresh = 0;

  function parse(bytes: Uint8Array): TreeRange {
    const first = records.count();
    eachTreeEntry(bytes, (type, start, end) => {
      if (type === 'commit') return;
      const object = objects.intern(bytes, end + 1, end + 1 + ID_BYTES);
      records.add(names.intern(bytes, start, end), object, type === 'tree' ? 1 : 0);
    });
    return { first, end: records.count() };
  }

  function read(tree: number): TreeRange {
    const id = idOf(tree);
    const recalled = before?.ranges[tree];
    if (recalled !== undefined && reader.position(id) !== undefined) return recalled;
    const first = records.count();
    try {
      const range = parse(reader.treeBytes(id));
      fresh++;
      return range;
    } catch (error) {
      trouble(id, error);
      failed.add(tree);
      records.cut(first);
      return EMPTY;
    }
  }

  function idOf(object: number): string {
    return Buffer.from(objects.bytesOf(object)).toString('hex');
  }

  return {
    numberOf: (id) => objects.intern(Buffer.from(id, 'hex'), 0, ID_BYTES),
    idOf,
    nameOf: (name) => (texts[name] ??= Buffer.from(names.bytesOf(name)).toString('utf8')),
    entriesOf: (tree) => (known[tree] ??= read(tree)),
    nameAt: records.nameAt,
    objectAt: records.objectAt,
    isTreeAt: records.isTreeAt,
    read: () => fresh,
    all: () => ({
      objects: objects.all(),
      names: names.all(),
      ranges: mergedRanges(known, before?.ranges ?? [], failed),
      records: records.all(),
    }),
  };
}

type Ranges = readonly (TreeRange | undefined)[];

/** Also those of trees that this scan had no use for, as branches come back; not of those that could not be read. */
function mergedRanges(known: Ranges, before: Ranges, failed: ReadonlySet<number>): Ranges {
  const length = Math.max(known.length, before.length);
  return Array.from({ length }, (_, tree) => (failed.has(tree) ? undefined : (known[tree] ?? before[tree])));
}

interface Records extends Pick<Trees, 'nameAt' | 'objectAt' | 'isTreeAt'> {
  add(name: number, object: number, isTree: number): void;
  count(): number;
  /** Takes back all from this one on. */
  cut(count: number): void;
  all(): Uint32Array;
}

/** See `KnownTrees.records`. */
function createRecords(before: Uint32Array = new Uint32Array(0)): Records {
  let records = before;
  let count = before.length / 3;
  return {
    add(name, object, isTree) {
      if (count * 3 === records.length) {
        const larger = new Uint32Array(3 * Math.ceil(count * 1.5 + 4096));
        larger.set(records);
        records = larger;
      }
      records[count * 3] = name;
      records[count * 3 + 1] = object;
      records[count * 3 + 2] = isTree;
      count++;
    },
    count: () => count,
    cut: (to) => void (count = to),
    all: () => records.subarray(0, count * 3),
    nameAt: (entry) => records[entry * 3] ?? 0,
    objectAt: (entry) => records[entry * 3 + 1] ?? 0,
    isTreeAt: (entry) => records[entry * 3 + 2] === 1,
  };
}

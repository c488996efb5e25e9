/** The trees of a history as numbers: each is read and taken apart once. */

import type { ObjectReader } from '../objects.js';
import { eachTreeEntry, ID_BYTES } from '../parse.js';
import { createInterner } from './interning.js';

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
}

const EMPTY: TreeRange = { first: 0, end: 0 };

export function readTrees(
  reader: Pick<ObjectReader, 'treeBytes'>,
  trouble: (id: string, error: unknown) => void,
): Trees {
  const objects = createInterner();
  const names = createInterner();
  const texts: string[] = [];
  const known: (TreeRange | undefined)[] = [];
  // A record of three numbers an entry: its name, its object, and whether that is a tree.
  let records = new Uint32Array(3 * 4096);
  let count = 0;

  function add(name: number, object: number, isTree: number): void {
    if (count * 3 === records.length) {
      const larger = new Uint32Array(records.length * 2);
      larger.set(records);
      records = larger;
    }
    records[count * 3] = name;
    records[count * 3 + 1] = object;
    records[count * 3 + 2] = isTree;
    count++;
  }

  function parse(bytes: Uint8Array): TreeRange {
    const first = count;
    eachTreeEntry(bytes, (type, start, end) => {
      if (type === 'commit') return;
      const object = objects.intern(bytes, end + 1, end + 1 + ID_BYTES);
      add(names.intern(bytes, start, end), object, type === 'tree' ? 1 : 0);
    });
    return { first, end: count };
  }

  function read(tree: number): TreeRange {
    const id = idOf(tree);
    const before = count;
    try {
      return parse(reader.treeBytes(id));
    } catch (error) {
      trouble(id, error);
      count = before;
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
    nameAt: (entry) => records[entry * 3] ?? 0,
    objectAt: (entry) => records[entry * 3 + 1] ?? 0,
    isTreeAt: (entry) => records[entry * 3 + 2] === 1,
  };
}

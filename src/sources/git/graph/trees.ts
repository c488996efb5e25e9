/** The trees of a history as numbers: each is read and taken apart once. */

import type { ObjectReader } from '../objects.js';
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

const ID_BYTES = 20;
const [SPACE, NUL, FOUR, ONE, SIX] = [0x20, 0, 0x34, 0x31, 0x36];
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

  /** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects. Throws an Error where it is cut short. */
  function parse(bytes: Uint8Array): TreeRange {
    const first = count;
    for (let at = 0; at < bytes.length;) {
      const space = indexOf(bytes, SPACE, at);
      const end = indexOf(bytes, NUL, space);
      if (end + 1 + ID_BYTES > bytes.length) throw new Error('a tree that is cut short');
      // Modes are octal: 40000 for a directory, 160000 for a submodule.
      const isTree = bytes[at] === FOUR || (bytes[at] === 0x30 && bytes[at + 1] === FOUR);
      const isSubmodule = bytes[at] === ONE && bytes[at + 1] === SIX;
      const name = names.intern(bytes, space + 1, end);
      if (!isSubmodule) add(name, objects.intern(bytes, end + 1, end + 1 + ID_BYTES), isTree ? 1 : 0);
      at = end + 1 + ID_BYTES;
    }
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

/** Names are short: this is faster than a call of the array's own. The length where there is no such byte. */
function indexOf(bytes: Uint8Array, byte: number, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== byte) at++;
  return at;
}

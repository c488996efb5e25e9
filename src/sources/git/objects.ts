/** Objects of a repository, parsed. */

import { join } from 'node:path';
import type { Commit } from '../../model/provenance.js';
import { openObjectStore } from './objects/store.js';
import type { ObjectType } from './objects/pack.js';
import { describeCommit, parseCommit, parseTag, parseTree, type ParsedCommit, type TreeEntry } from './parse.js';

export { AbsentObject } from './objects/store.js';

/** Each throws an AbsentObject, or an Error that says what is wrong with the object. */
export interface ObjectReader {
  commit(id: string): ParsedCommit;
  /** Who made a commit and in which words. Never throws: of one that was damaged since, its id is all that is known. */
  describe(id: string): Commit;
  tree(id: string): readonly TreeEntry[];
  /** A tree as it is stored. */
  treeBytes(id: string): Uint8Array;
  /** The bytes of a blob; of a commit or a tag its message. */
  text(id: string): { readonly type: ObjectType; readonly bytes: Uint8Array };
  /** What an annotated tag points at in the end, and the tags on the way; other objects as they are. */
  peel(id: string): { readonly id: string; readonly type: ObjectType; readonly tags: readonly string[] };
  /** Ids of all objects, each once or, where several packs have it, more often. */
  ids(): Iterable<string>;
  /** Without unpacking what is packed. */
  typeOf(id: string): ObjectType;
  /** All ids that begin with these four to forty hex digits. */
  expand(prefix: string): string[];
  /** In ascending order of this, objects are read fastest; loose ones are all at infinity. Undefined for absent ones. */
  position(id: string): number | undefined;
  /** Where the object lies that this one is stored as a delta for, if it is. */
  basePosition(id: string): number | undefined;
  /** The delta that the object is stored as. */
  delta(id: string): Uint8Array;
}

/** A tag of a tag of a tag: no more of them than this. */
const MOST_TAGS = 10;

/** `commonDir` is the directory that holds `objects`. A pack that cannot be opened is told, with its file. */
export function createObjectReader(commonDir: string, tell: (file: string, error: unknown) => void): ObjectReader {
  const store = openObjectStore(join(commonDir, 'objects'), tell);

  function readAs(wanted: ObjectType, id: string): Uint8Array {
    const { type, bytes } = store.read(id);
    if (type !== wanted) throw new Error(`a ${type} where a ${wanted} should be`);
    return bytes;
  }

  return {
    commit: (id) => parseCommit(id, readAs('commit', id)),
    describe(id) {
      try {
        return describeCommit(id, readAs('commit', id));
      } catch {
        return { id, author: '', email: '', date: '', summary: '' };
      }
    },
    tree: (id) => parseTree(readAs('tree', id)),
    treeBytes: (id) => readAs('tree', id),
    text(id) {
      const { type, bytes } = store.read(id);
      if (type === 'tree') throw new Error('a tree where a text should be');
      return { type, bytes: type === 'blob' ? bytes : messageOf(bytes) };
    },
    ids: () => store.ids(),
    typeOf: (id) => store.typeOf(id),
    peel(id) {
      let at = id;
      const tags: string[] = [];
      while (tags.length < MOST_TAGS) {
        const { type, bytes } = store.read(at);
        if (type !== 'tag') return { id: at, type, tags };
        tags.push(at);
        at = parseTag(bytes);
      }
      throw new Error('a tag of too many tags');
    },
    expand: (prefix) => store.expand(prefix),
    position: (id) => store.position(id),
    basePosition: (id) => store.basePosition(id),
    delta: (id) => store.delta(id),
  };
}

/** What follows the headers of a commit or a tag, which end with an empty line. */
function messageOf(bytes: Uint8Array): Uint8Array {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('\n\n');
  return end < 0 ? bytes.subarray(bytes.length) : bytes.subarray(end + 2);
}

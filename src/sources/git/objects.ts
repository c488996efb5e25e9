/**
 * Objects of a repository through isomorphic-git: the plain reader that a faster one has to agree with. It holds whole
 * packs in memory, so packs have to fit there, reads none beyond 2 GiB, and nothing from one that fails its checksum.
 */

import { join } from 'node:path';
import git from 'isomorphic-git';
import { readInventory, type Inventory } from './inventory.js';
import { parseCommit, parseTag, parseTree, type ParsedCommit, type TreeEntry } from './parse.js';
import { createReadOnlyFs } from './read-only-fs.js';

/** The object is in no pack and not loose: this clone does not have it. */
export class AbsentObject extends Error {
  override readonly name = 'AbsentObject';

  constructor(id: string) {
    super(`object ${id} is not in this clone`);
  }
}

/** Each throws an AbsentObject, or an Error that says what is wrong with the object. */
export interface ObjectReader {
  commit(id: string): Promise<ParsedCommit>;
  tree(id: string): Promise<readonly TreeEntry[]>;
  blob(id: string): Promise<Uint8Array>;
  /** What an annotated tag points at in the end; other objects as they are. */
  peel(id: string): Promise<{ readonly id: string; readonly type: string }>;
  has(id: string): boolean;
}

/** A tag of a tag of a tag: no more of them than this. */
const MOST_TAGS = 10;

/** `commonDir` is the directory that holds `objects`. Throws an Error where that cannot be listed. */
export function createObjectReader(commonDir: string): ObjectReader {
  // One cache for all calls: without it each call reads all packs again.
  const base = { fs: createReadOnlyFs(), gitdir: commonDir, cache: {}, format: 'content' } as const;
  const inventory: Inventory = readInventory(join(commonDir, 'objects'));

  async function read(id: string): Promise<{ type: string; bytes: Uint8Array }> {
    if (!inventory.has(id)) throw new AbsentObject(id);
    try {
      const { type, object } = await git.readObject({ ...base, oid: id });
      if (!(object instanceof Uint8Array)) throw new Error('not read as bytes');
      return { type, bytes: object };
    } catch (error) {
      throw plainError(error);
    }
  }

  async function readAs(wanted: string, id: string): Promise<Uint8Array> {
    const { type, bytes } = await read(id);
    if (type !== wanted) throw new Error(`a ${type} where a ${wanted} should be`);
    return bytes;
  }

  return {
    commit: async (id) => parseCommit(id, await readAs('commit', id)),
    tree: async (id) => parseTree(await readAs('tree', id)),
    blob: (id) => readAs('blob', id),
    async peel(id) {
      let at = id;
      for (let tags = 0; tags < MOST_TAGS; tags++) {
        const { type, bytes } = await read(at);
        if (type !== 'tag') return { id: at, type };
        at = parseTag(bytes);
      }
      throw new Error('a tag of too many tags');
    },
    has: (id) => inventory.has(id),
  };
}

/** Internal errors ask for a bug report, while it is the repository that is broken: what they are about is kept. */
function plainError(error: unknown): unknown {
  return error instanceof git.Errors.InternalError ? new Error(error.data.message, { cause: error }) : error;
}

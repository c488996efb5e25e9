/** Objects through isomorphic-git: the plain reader that ours must agree with. It holds whole packs in memory. */

import git from 'isomorphic-git';
import { createReadOnlyFs } from './read-only-fs.js';

/** Type and content of an object. */
export function createReferenceReader(gitdir: string): (id: string) => Promise<{ type: string; bytes: Uint8Array }> {
  // One cache for all calls: without it each call reads all packs again.
  const base = { fs: createReadOnlyFs(), gitdir, cache: {}, format: 'content' } as const;
  return async (id) => {
    const { type, object } = await git.readObject({ ...base, oid: id });
    if (!(object instanceof Uint8Array)) throw new Error('not read as bytes');
    return { type, bytes: object };
  };
}

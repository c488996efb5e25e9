/** The objects unpacked last, bounded in bytes: the next delta is likely for one of them. */

import type { GitObject } from './loose.js';

export interface BaseCache {
  get(key: number): GitObject | undefined;
  set(key: number, object: GitObject): void;
}

/**
 * Two generations: once the young one holds half of `budget` bytes it becomes the old one, and what was not asked for
 * since goes. A single map in order of use would do the same more exactly, but taking the oldest out of a large Map
 * costs as much as the unpacking that it saves.
 */
export function createBaseCache(budget: number): BaseCache {
  let young = new Map<number, GitObject>();
  let old = new Map<number, GitObject>();
  let used = 0;

  function set(key: number, object: GitObject): void {
    if (young.has(key) || object.bytes.length > budget / 4) return;
    young.set(key, object);
    used += object.bytes.length;
    if (used < budget / 2) return;
    old = young;
    young = new Map();
    used = 0;
  }

  return {
    get(key) {
      const recent = young.get(key);
      if (recent !== undefined) return recent;
      const kept = old.get(key);
      if (kept !== undefined) set(key, kept);
      return kept;
    },
    set,
  };
}

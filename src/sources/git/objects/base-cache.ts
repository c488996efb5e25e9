/** The objects unpacked last, bounded in bytes: the next delta is likely for one of them. */

import type { GitObject } from './loose.js';

export interface BaseCache {
  get(key: number): GitObject | undefined;
  set(key: number, object: GitObject): void;
}

/** Drops what was used least recently once the objects exceed `budget` bytes. */
export function createBaseCache(budget: number): BaseCache {
  const objects = new Map<number, GitObject>();
  let used = 0;
  return {
    get(key) {
      const object = objects.get(key);
      if (object === undefined) return undefined;
      // A Map keeps the order of insertion: the oldest comes first.
      objects.delete(key);
      objects.set(key, object);
      return object;
    },
    set(key, object) {
      if (objects.has(key) || object.bytes.length > budget / 4) return;
      objects.set(key, object);
      used += object.bytes.length;
      for (const [oldest, { bytes }] of objects) {
        if (used <= budget) return;
        objects.delete(oldest);
        used -= bytes.length;
      }
    },
  };
}

/** What a range of commits, or the index, brings: blobs to read, and which of their secrets are new. */

import type { Sighting } from '../../model/content.js';
import { COMMIT_MESSAGE } from '../../model/provenance.js';
import type { Placed } from './attribute.js';
import type { TreeChanges } from './tree-diff.js';

/** One commit's changes against all of its parents, or the index's against HEAD. */
export interface Change extends TreeChanges {
  /** Id. Absent for the index. */
  readonly commit?: string;
}

/** Every blob once, with a path: what was there before is read too, because only what it did not hold is new. */
export function blobsOf(changes: readonly Change[]): Map<string, string> {
  const blobs = new Map<string, string>();
  for (const { added, replaced } of changes) {
    for (const { id, path } of [...added, ...replaced]) if (!blobs.has(id)) blobs.set(id, path);
  }
  return blobs;
}

/**
 * The secrets that each change adds: in its message, or in a blob that it brings, and in none that it replaces or
 * removes, wherever those stood; so moving a file is no news. One for each path, at the first change.
 */
export function placeNew(sightings: readonly Sighting[], changes: readonly Change[]): Placed[] {
  const held = new Map(sightings.map(({ id, fingerprints }) => [id, fingerprints]));
  const reported = new Set<string>();
  return changes.flatMap(({ commit, added, replaced }, order) => {
    const before = new Set(replaced.flatMap(({ id }) => held.get(id) ?? []));
    const messages = commit === undefined ? [] : [{ id: commit, path: COMMIT_MESSAGE }];
    return [...added, ...messages].flatMap(({ id: blob, path }) =>
      (held.get(blob) ?? []).flatMap((fingerprint): Placed[] => {
        const key = `${fingerprint} ${path}`;
        if (before.has(fingerprint) || reported.has(key)) return [];
        reported.add(key);
        return [{ fingerprint, blob, path, order, ...(commit === undefined ? {} : { commit }) }];
      }),
    );
  });
}

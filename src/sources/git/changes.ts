/** What a range of commits, or the index, brings: blobs to read, and which of their secrets are new. */

import type { Finding } from '../../model/finding.js';
import { COMMIT_MESSAGE, type Commit } from '../../model/provenance.js';
import type { TreeChanges } from './tree-diff.js';

/** One commit's changes against all of its parents, or the index's against HEAD. */
export interface Change extends TreeChanges {
  /** Absent for the index. */
  readonly commit?: Commit;
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
 * The secrets that each change adds: in its message, or in a blob that it brings, and in none that it replaces or removes, wherever those
 * stood; so moving a file is no news. One finding for each path, at the first change. In the order of the changes.
 */
export function newFindings(findings: readonly Finding[], changes: readonly Change[]): Finding[] {
  const byBlob = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.provenance.kind !== 'git') continue;
    const { blob } = finding.provenance;
    const known = byBlob.get(blob);
    if (known === undefined) byBlob.set(blob, [finding]);
    else known.push(finding);
  }
  const reported = new Set<string>();
  return changes.flatMap(({ commit, added, replaced }) => {
    const before = new Set(replaced.flatMap(({ id }) => byBlob.get(id) ?? []).map(({ fingerprint }) => fingerprint));
    const messages = commit === undefined ? [] : [{ id: commit.id, path: COMMIT_MESSAGE }];
    return [...added, ...messages].flatMap(({ id, path }) =>
      (byBlob.get(id) ?? []).flatMap((finding): Finding[] => {
        const key = `${finding.fingerprint} ${path}`;
        if (before.has(finding.fingerprint) || reported.has(key)) return [];
        reported.add(key);
        const provenance = { kind: 'git', path, blob: id, ...(commit === undefined ? {} : { commit }) } as const;
        return [{ ...finding, provenance }];
      }),
    );
  });
}

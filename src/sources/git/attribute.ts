/** Findings to the commits that brought them. */

import type { Finding } from '../../model/finding.js';
import { compareBytes } from '../shared/byte-order.js';
import type { Lifetimes } from './lifetimes.js';
import { MOST_PLACES, type Places } from './places.js';

/**
 * One finding for each path that held the secret, at the commit that first had it there: for a secret at a path that is
 * the earliest of all blobs that hold it. Ordered as the history is, then by place in the file. Of a blob at very many
 * paths the first hundred count, and the reasons say so.
 */
export function attributeFindings(findings: readonly Finding[], places: Pick<Places, 'of'>): Finding[] {
  const earliest = new Map<string, Placed>();
  for (const finding of findings) {
    if (finding.provenance.kind !== 'git') continue;
    const { blob } = finding.provenance;
    const known = places.of(blob);
    for (const { path, commit, order } of known.places) {
      const key = `${finding.fingerprint} ${path}`;
      if ((earliest.get(key)?.order ?? Infinity) <= order) continue;
      const provenance = { kind: 'git', path, blob, ...(commit === undefined ? {} : { commit }) } as const;
      const reasons = known.more ? [...finding.reasons, MORE] : finding.reasons;
      earliest.set(key, { finding: { ...finding, provenance, reasons }, order });
    }
  }
  return [...earliest.values()].toSorted(inHistory).map(({ finding }) => finding);
}

const MORE = `the same file is at more than ${MOST_PLACES} paths`;

interface Placed {
  readonly finding: Finding;
  readonly order: number;
}

function inHistory(a: Placed, b: Placed): number {
  const [x, y] = [a.finding, b.finding];
  return (
    a.order - b.order ||
    compareBytes(x.provenance.path, y.provenance.path) ||
    x.location.startLine - y.location.startLine ||
    x.location.startColumn - y.location.startColumn ||
    compareBytes(x.fingerprint, y.fingerprint)
  );
}

/** Fingerprints of what was found in each blob, by id. */
export function heldBy(findings: readonly Finding[]): Map<string, string[]> {
  const held = new Map<string, string[]>();
  for (const { provenance, fingerprint } of findings) {
    if (provenance.kind !== 'git') continue;
    const known = held.get(provenance.blob);
    if (known === undefined) held.set(provenance.blob, [fingerprint]);
    else known.push(fingerprint);
  }
  return held;
}

/** Each finding with what became of it. */
export function withLifetimes(findings: readonly Finding[], lifetimes: Lifetimes): Finding[] {
  return findings.map((finding) => {
    const { provenance, fingerprint } = finding;
    if (provenance.kind !== 'git' || provenance.commit === undefined) return finding;
    const life = lifetimes.of({ path: provenance.path, fingerprint }, provenance.commit.id);
    return { ...finding, provenance: { ...provenance, life } };
  });
}

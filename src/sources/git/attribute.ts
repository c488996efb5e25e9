/** Secrets to the commits that brought them. */

import type { Sighting } from '../../model/content.js';
import type { Finding } from '../../model/finding.js';
import type { Commit, GitLife } from '../../model/provenance.js';
import { compareBytes } from '../shared/byte-order.js';
import type { Lifetimes } from './lifetimes.js';
import { MOST_PLACES, type Places } from './places.js';

/** A secret at a path, and the blob (or message) in which it is shown there. */
export interface Placed {
  readonly fingerprint: string;
  readonly blob: string;
  readonly path: string;
  /** Id of the commit that brought it there. */
  readonly commit?: string;
  /** Number of the commit in the history; see `Place`. */
  readonly order: number;
  /** Whether the blob is at more paths than were looked at. */
  readonly more?: boolean;
  readonly life?: GitLife;
}

/**
 * One for each path that held the secret, at the commit that first had it there: for a secret at a path that is the
 * earliest of all blobs that hold it. Of a blob at very many paths the first hundred count.
 */
export function placeSightings(sightings: readonly Sighting[], places: Pick<Places, 'of'>): Placed[] {
  const earliest = new Map<string, Placed>();
  for (const { id: blob, fingerprints } of sightings) {
    const { places: all, more } = places.of(blob);
    for (const { path, commit, order } of all) {
      for (const fingerprint of fingerprints) {
        const key = `${fingerprint} ${path}`;
        const known = earliest.get(key);
        // By id where the history has no order, so that it does not matter in which order they were seen.
        if (known !== undefined && (known.order < order || (known.order === order && known.blob <= blob))) continue;
        earliest.set(key, { fingerprint, blob, path, order, more, ...(commit === undefined ? {} : { commit }) });
      }
    }
  }
  return [...earliest.values()];
}

/** Each with what became of it. */
export function withLifetimes(placed: readonly Placed[], lifetimes: Lifetimes): Placed[] {
  return placed.map((one) => {
    const { path, fingerprint, commit } = one;
    return commit === undefined ? one : { ...one, life: lifetimes.of({ path, fingerprint }, commit) };
  });
}

const MORE = `the same file is at more than ${MOST_PLACES} paths`;

/**
 * The findings at the places that were chosen for them, ordered as the history is, then by place in the file. `describe`
 * tells of a commit by its id.
 */
export function findingsAt(
  placed: readonly Placed[],
  findings: readonly Finding[],
  describe: (id: string) => Commit,
): Finding[] {
  const commits = new Map<string, Commit>();
  const commitOf = (id: string): Commit => {
    const known = commits.get(id) ?? describe(id);
    commits.set(id, known);
    return known;
  };
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    if (finding.provenance.kind !== 'git') continue;
    const key = `${finding.fingerprint} ${finding.provenance.blob}`;
    if (!known.has(key)) known.set(key, finding);
  }
  const found = placed.flatMap(({ fingerprint, blob, path, commit, order, more, life }) => {
    // Absent where the blob could not be read again, which was told.
    const finding = known.get(`${fingerprint} ${blob}`);
    if (finding === undefined) return [];
    const lived = life === undefined ? {} : { life };
    const brought = commit === undefined ? {} : { commit: commitOf(commit) };
    const provenance = { kind: 'git', path, blob, ...brought, ...lived } as const;
    const reasons = more === true ? [...finding.reasons, MORE] : finding.reasons;
    return [{ finding: { ...finding, provenance, reasons }, order }];
  });
  return found.toSorted(inHistory).map(({ finding }) => finding);
}

interface Ordered {
  readonly finding: Finding;
  readonly order: number;
}

function inHistory(a: Ordered, b: Ordered): number {
  const [x, y] = [a.finding, b.finding];
  return (
    a.order - b.order ||
    compareBytes(x.provenance.path, y.provenance.path) ||
    x.location.startLine - y.location.startLine ||
    x.location.startColumn - y.location.startColumn ||
    compareBytes(x.fingerprint, y.fingerprint)
  );
}

/** One secret, one finding: of candidates on the same bytes the most specific stays. */

import type { Candidate } from './candidate.js';

/** The winners, ordered by position. Two candidates that share a byte never both win. */
export function chooseCandidates(candidates: readonly Candidate[]): Candidate[] {
  const winners: Candidate[] = [];
  const byStart = candidates.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let group: Candidate[] = [];
  let groupEnd = -1;
  for (const candidate of byStart) {
    if (candidate.start >= groupEnd) {
      winners.push(...winnersOf(group));
      group = [];
    }
    group.push(candidate);
    groupEnd = Math.max(groupEnd, candidate.end);
  }
  winners.push(...winnersOf(group));
  return winners;
}

/** Of candidates that touch in a chain: the best, then the best of what does not overlap it, and so on. */
function winnersOf(group: readonly Candidate[]): Candidate[] {
  const winners: Candidate[] = [];
  for (const candidate of group.toSorted(bestFirst)) {
    if (winners.every((winner) => !overlap(candidate, winner))) {
      winners.push(candidate);
    }
  }
  return winners.toSorted((a, b) => a.start - b.start);
}

/** Whether they are about the same bytes; of texts packed in the same range, the same bytes of those. */
function overlap(a: Candidate, b: Candidate): boolean {
  const [one, other] = a.packed !== undefined && b.packed !== undefined ? [a.packed, b.packed] : [a, b];
  return one.start < other.end && other.start < one.end;
}

/**
 * Explicit precedence, then rank, then the form with fewer encodings to undo, then the longer, the more certain, and
 * last the id, so that the order never depends on the order of the detectors.
 */
function bestFirst(a: Candidate, b: Candidate): number {
  return (
    precedence(a, b) ||
    b.detector.rank - a.detector.rank ||
    a.encodings.length - b.encodings.length ||
    b.end - b.start - (a.end - a.start) ||
    CERTAINTY[b.confidence] - CERTAINTY[a.confidence] ||
    (a.detector.id < b.detector.id ? -1 : Number(a.detector.id > b.detector.id))
  );
}

const CERTAINTY = { high: 2, medium: 1, low: 0 } as const;

function precedence(a: Candidate, b: Candidate): number {
  if (a.detector.overlaps.includes(b.detector.id)) return -1;
  return b.detector.overlaps.includes(a.detector.id) ? 1 : 0;
}

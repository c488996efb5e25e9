/** Rules in parts: some count only beside another one, some only as such a part. */

import type { Candidate } from './candidate.js';

const NEWLINE = 0x0a;

/** Those of `candidates` that stand for themselves: all of their parts are there, and they are not a part only. */
export function wholeCandidates(bytes: Uint8Array, candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.every(({ detector: { rule } }) => rule.kind !== 'pattern' || !(rule.requires || rule.partOnly))) {
    return candidates;
  }
  return candidates.filter((candidate) => {
    const { rule } = candidate.detector;
    if (rule.kind !== 'pattern') return true;
    const parts = rule.requires ?? [];
    const near = (id: string, lines: number | undefined): boolean =>
      candidates.some(
        (other) => other.detector.id === id && linesBetween(bytes, other, candidate) <= (lines ?? Infinity),
      );
    return rule.partOnly !== true && parts.every(({ detector, lines }) => near(detector, lines));
  });
}

function linesBetween(bytes: Uint8Array, a: Candidate, b: Candidate): number {
  const [from, to] = a.start < b.start ? [a.start, b.start] : [b.start, a.start];
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE, from); at >= 0 && at < to; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

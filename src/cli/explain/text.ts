/** Evidence as text: each point on a line with what it is worth, and the sum. */

import type { Confidence } from '../../model/detector.js';
import type { Evidence } from '../../model/finding.js';
import { neutral } from '../../report/terminal.js';

export interface Explanation {
  /** `path:line:column`. */
  readonly place: string;
  /** Name and id of the detector. */
  readonly what: string;
  /** The line around the secret, masked. */
  readonly excerpt: string;
  readonly decoded: readonly string[];
  /** Undefined: it is not reported. */
  readonly confidence: Confidence | undefined;
  /** Absent where the shape alone decides. */
  readonly evidence: readonly Evidence[] | undefined;
  readonly reasons: readonly string[];
}

export function explanationText(explanation: Explanation): string {
  const { place, what, excerpt, decoded, confidence, evidence, reasons } = explanation;
  const verdict = confidence === undefined ? 'not reported' : `${confidence} confidence`;
  const how = decoded.length === 0 ? [] : [`  found after undoing ${decoded.join(', then ')}`];
  const why = evidence === undefined ? reasons.map((reason) => `  ${reason}`) : sumLines(evidence);
  return [`${neutral(place)}  ${what}: ${verdict}`, `  ${neutral(excerpt.trim())}`, ...how, ...why, ''].join('\n');
}

function sumLines(evidence: readonly Evidence[]): string[] {
  const sum = evidence.reduce((score, { points }) => score + points, 0);
  const lines = evidence.filter(({ points }) => points !== 0).map(({ says, points }) => `  ${signed(points)}  ${says}`);
  return [...lines, `  ${signed(sum)}  in sum: at 0 the odds are even, and ten points double them`];
}

function signed(points: number): string {
  return `${points > 0 ? '+' : ''}${points}`.padStart(5);
}

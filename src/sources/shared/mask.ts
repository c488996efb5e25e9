/**
 * Text that stands beside findings (the summary of a commit, the instruction of a layer) names the secrets that it brings,
 * and not only the one of the finding at hand: it is masked with all that were found. Reports see one finding at a time and
 * could not do it.
 */

import type { Finding } from '../../model/finding.js';

/** Shorter ones are words that a text may hold anyway. */
const SHORTEST = 8;

/** A function that masks every secret of the findings in a text. */
export function createMask(findings: readonly Finding[]): (text: string) => string {
  const secrets = new Map(findings.map(({ fingerprint, secret }) => [fingerprint, secret]));
  const long = [...secrets.values()].filter(({ length }) => length >= SHORTEST);
  const masked = new Map<string, string>();
  return (text) => {
    const known = masked.get(text) ?? long.reduce((rest, secret) => secret.maskIn(rest), text);
    masked.set(text, known);
    return known;
  };
}

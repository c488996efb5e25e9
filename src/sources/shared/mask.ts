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
  const secrets = new Map(findings.map(({ secret }) => [secret.reveal(), secret.redacted()]));
  const masked = new Map<string, string>();
  return (text) => {
    const known = masked.get(text) ?? maskAll(text, secrets);
    masked.set(text, known);
    return known;
  };
}

function maskAll(original: string, secrets: ReadonlyMap<string, string>): string {
  let text = original;
  for (const [plain, redacted] of secrets) {
    if (plain.length >= SHORTEST && text.includes(plain)) text = text.replaceAll(plain, () => redacted);
  }
  return text;
}

/**
 * Summaries of commits name the secrets that they bring, and not only the one of the finding at hand: each is masked with
 * all that were found. Reports see one finding at a time and could not do it.
 */

import type { Finding } from '../../model/finding.js';

/** Shorter ones are words that a summary may hold anyway. */
const SHORTEST = 8;

/** The findings, with no secret of any of them in a commit's summary. */
export function maskSummaries(findings: readonly Finding[]): Finding[] {
  const secrets = new Map(findings.map(({ secret }) => [secret.reveal(), secret.redacted()]));
  const masked = new Map<string, string>();
  return findings.map((finding) => {
    const { provenance } = finding;
    if (provenance.kind !== 'git' || provenance.commit === undefined) return finding;
    const { summary } = provenance.commit;
    const text = masked.get(summary) ?? maskAll(summary, secrets);
    masked.set(summary, text);
    if (text === summary) return finding;
    return { ...finding, provenance: { ...provenance, commit: { ...provenance.commit, summary: text } } };
  });
}

function maskAll(summary: string, secrets: ReadonlyMap<string, string>): string {
  let text = summary;
  for (const [plain, redacted] of secrets) {
    if (plain.length >= SHORTEST && text.includes(plain)) text = text.replaceAll(plain, () => redacted);
  }
  return text;
}

/** Summaries of commits, with no secret in them. */

import type { Finding } from '../../model/finding.js';
import { createMask } from '../shared/mask.js';

/** The findings, with no secret of any of them in a commit's summary. */
export function maskSummaries(findings: readonly Finding[]): Finding[] {
  const mask = createMask(findings);
  return findings.map((finding) => {
    const { provenance } = finding;
    if (provenance.kind !== 'git' || provenance.commit === undefined) return finding;
    const summary = mask(provenance.commit.summary);
    if (summary === provenance.commit.summary) return finding;
    return { ...finding, provenance: { ...provenance, commit: { ...provenance.commit, summary } } };
  });
}

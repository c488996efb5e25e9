/** Summaries of commits, with no secret in them. */

import type { Finding } from '../../model/finding.js';
import type { Commit } from '../../model/provenance.js';
import { createMask } from '../shared/mask.js';

/** The findings, with no secret of any of them in a commit's summary. */
export function maskSummaries(findings: readonly Finding[]): Finding[] {
  const mask = createMask(findings);
  const clean = (commit: Commit): Commit => ({ ...commit, summary: mask(commit.summary) });
  return findings.map((finding) => {
    const { provenance } = finding;
    if (provenance.kind !== 'git' || provenance.commit === undefined) return finding;
    const { commit, life } = provenance;
    const removed = life?.removed === undefined ? {} : { removed: clean(life.removed) };
    const lived = life === undefined ? {} : { life: { ...life, ...removed } };
    return { ...finding, provenance: { ...provenance, commit: clean(commit), ...lived } };
  });
}

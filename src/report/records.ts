/** Findings and problems as the plain objects of schema `hullcheck/1`: what `json` and `jsonl` share. */

import type { Finding } from '../model/finding.js';
import type { Problem } from '../model/problem.js';
import type { Provenance } from '../model/provenance.js';
import type { ReportOptions } from './report.js';
import { secretText } from './secret-text.js';

/** Documented in docs/output.md and docs/schema/; changes only with its number. */
export const SCHEMA = 'hullcheck/1';

export function findingRecord(finding: Finding, { showSecrets, detectors }: ReportOptions): object {
  const { provenance, location } = finding;
  const detector = detectors.get(finding.detector);
  return {
    detector: finding.detector,
    name: detector?.name ?? finding.detector,
    severity: finding.severity,
    confidence: finding.confidence,
    fingerprint: finding.fingerprint,
    secret: secretText(finding.secret, showSecrets),
    location: { source: provenance.kind, path: provenance.path, ...location },
    provenance: provenanceRecord(provenance),
    decoded: finding.decoded,
    reasons: finding.reasons,
    verdict: finding.verdict,
    excerpt: finding.excerpt.text,
    risk: detector?.risk ?? '',
    remediation: detector?.remediation ?? '',
    references: detector?.references ?? [],
  };
}

function provenanceRecord(provenance: Provenance): object {
  switch (provenance.kind) {
    case 'file':
    case 'stdin':
      return { kind: provenance.kind, path: provenance.path };
    case 'git': {
      const { path, blob, commit } = provenance;
      return { kind: 'git', path, blob, ...(commit === undefined ? {} : { commit }) };
    }
  }
}

export function problemRecord({ code, message, path }: Problem): object {
  return path === undefined ? { code, message } : { code, message, path };
}

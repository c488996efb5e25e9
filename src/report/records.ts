/** Findings and problems as the plain objects of schema `hullcheck/1`: what `json` and `jsonl` share. */

import type { Finding } from '../model/finding.js';
import type { Problem } from '../model/problem.js';
import type { Provenance } from '../model/provenance.js';
import type { ReportOptions } from './report.js';
import { maskedIn, maskedPath, maskedResource, secretText } from './secret-text.js';

/** Documented in docs/output.md and docs/schema/; changes only with its number. */
export const SCHEMA = 'hullcheck/1';

export function findingRecord(finding: Finding, { showSecrets, detectors }: ReportOptions): object {
  const { location } = finding;
  const provenance = provenanceRecord(finding, showSecrets);
  const detector = detectors.get(finding.detector);
  return {
    detector: finding.detector,
    ...(finding.class === undefined ? {} : { class: finding.class }),
    name: detector?.name ?? finding.detector,
    severity: finding.severity,
    confidence: finding.confidence,
    fingerprint: finding.fingerprint,
    secret: secretText(finding.secret, showSecrets),
    location: { source: provenance.kind, path: provenance.path, ...location },
    provenance,
    ...(finding.resource === undefined
      ? {}
      : { resource: maskedResource(finding.resource, finding.secret, showSecrets) }),
    decoded: finding.decoded,
    reasons: finding.reasons,
    verdict: finding.verdict,
    excerpt: finding.excerpt.text,
    risk: detector?.risk ?? '',
    remediation: detector?.remediation ?? '',
    references: detector?.references ?? [],
  };
}

function provenanceRecord({ provenance, secret }: Finding, showSecrets: boolean): Provenance {
  const path = maskedPath(provenance.path, secret, showSecrets);
  switch (provenance.kind) {
    case 'file':
    case 'stdin':
      return { kind: provenance.kind, path };
    case 'git': {
      const { blob, commit } = provenance;
      if (commit === undefined) return { kind: 'git', path, blob };
      const summary = maskedIn(commit.summary, secret, showSecrets);
      return { kind: 'git', path, blob, commit: { ...commit, summary } };
    }
  }
}

export function problemRecord({ code, message, path }: Problem): object {
  return path === undefined ? { code, message } : { code, message, path };
}

/** A finding made by hand, for what needs no engine. */

import type { Finding } from '../../src/model/finding.js';
import { OPEN } from '../../src/model/finding.js';
import { Secret } from '../../src/model/secret.js';
import type { Summary } from '../../src/model/summary.js';

export function finding(secret: string, parts: Partial<Finding> = {}): Finding {
  const shown = new Secret(secret).redacted();
  return {
    type: 'finding',
    detector: 'acme-token',
    severity: 'high',
    confidence: 'high',
    secret: new Secret(secret),
    fingerprint: '0123456789abcdef0123456789abcdef',
    location: { startLine: 3, startColumn: 8, endLine: 3, endColumn: 8 + secret.length },
    provenance: { kind: 'file', path: 'src/app.js' },
    decoded: [],
    excerpt: { text: `key = "${shown}"`, start: 7, length: shown.length },
    reasons: ['matches the format'],
    verdict: OPEN,
    ...parts,
  };
}

export const summary: Summary = {
  complete: true,
  contents: 12,
  unit: 'file',
  bytes: 3400,
  open: { critical: 0, high: 1, medium: 0, low: 0 },
  misconfigurations: { critical: 0, high: 0, medium: 0, low: 0 },
  suppressed: 0,
  suppressedBy: {},
  secrets: 1,
  skipped: { symlink: 2 },
  problems: {},
};

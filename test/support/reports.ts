/** Reports rendered from findings made by hand. */

import type { Detector } from '../../src/model/detector.js';
import type { Finding } from '../../src/model/finding.js';
import { problem, type Problem } from '../../src/model/problem.js';
import type { Summary } from '../../src/model/summary.js';
import { REPORTS, type ReportFormat } from '../../src/report/index.js';
import { findingRecord } from '../../src/report/records.js';
import { page } from './assets.js';
import { catalog } from './catalog.js';
import { finding, summary } from './finding.js';

const detector: Detector = {
  id: 'acme-token',
  provider: 'Acme',
  name: 'Acme token',
  severity: 'high',
  confidence: 'high',
  risk: 'Opens the door.',
  remediation: 'Change the lock.',
  references: ['https://acme.example/tokens'],
  keywords: ['acme'],
  rule: { kind: 'generic' },
  rank: 2,
  overlaps: [],
};
const detectors = new Map([[detector.id, detector]]);
export const formats = Object.keys(REPORTS) as ReportFormat[];

interface Events {
  readonly findings?: readonly Finding[];
  readonly problems?: readonly Problem[];
  readonly end?: Summary;
  readonly showSecrets?: boolean;
  readonly colour?: boolean;
}

/** As `render`, with the names and the advice of the real detectors. */
export function renderWith(format: ReportFormat, events: Events): string {
  return render(format, events, new Map(catalog.detectors.map(({ detector: one }) => [one.id, one])));
}

export function render(
  format: ReportFormat,
  { findings = [], problems = [], end = summary, showSecrets = false, colour = false }: Events,
  known: ReadonlyMap<string, Detector> = detectors,
): string {
  const report = REPORTS[format]({ colour, showSecrets, now: () => new Date('2024-03-01T09:20:30Z'), page });
  return [
    report.begin({ version: '1.2.3', command: 'scan', target: 'src' }),
    ...findings.map((one) => report.finding(findingRecord(one, { showSecrets, detectors: known }))),
    ...problems.map((one) => report.problem(one)),
    report.end(end),
  ].join('');
}

export const secret = 'acme_0123456789abcdef';
export const commit = {
  id: 'a'.repeat(40),
  author: 'Ada',
  email: 'ada@example.org',
  date: '2024-03-01T10:20:30+01:00',
  summary: 'Add it',
};
export const inGit = finding(secret, { provenance: { kind: 'git', path: 'old/app.js', blob: 'b'.repeat(40), commit } });
export const inImage = finding(secret, {
  provenance: {
    kind: 'image',
    path: 'app/.env',
    part: 'layer',
    blob: `sha256:${'c'.repeat(64)}`,
    image: 'shop:1.0',
    platform: 'linux/amd64',
    layer: { index: 3, diffId: `sha256:${'d'.repeat(64)}`, digest: `sha256:${'c'.repeat(64)}` },
    verdict: { state: 'deleted', layer: 4 },
    instruction: {
      text: `COPY ${secret} /app`,
      dockerfile: { path: 'Dockerfile', line: 7, text: `COPY ${secret} /app` },
    },
    owner: { image: 'own', by: 'history' },
  },
});
export const encoded = finding(secret, { decoded: ['base64', 'hex'], confidence: 'low' });
export const suppressed = finding(secret, {
  verdict: { state: 'suppressed', by: 'selection', reason: '--skip acme-*' },
});
export const accepted = finding(secret, {
  verdict: { state: 'suppressed', by: 'baseline', reason: 'in the baseline' },
});
export const missing = problem('unreadable', "Cannot read 'x': permission denied", 'x');

/** A text as the format writes it inside of its own syntax. */
export function escapedFor(format: ReportFormat, text: string): string {
  switch (format) {
    case 'text':
      return text;
    case 'json':
    case 'jsonl':
    case 'sarif':
    case 'gitlab':
    case 'html':
      return JSON.stringify(text).slice(1, -1);
    case 'junit':
      return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
    case 'csv':
      return text.replaceAll('"', '""');
    case 'github':
      return text.replaceAll('%', '%25');
    case 'markdown':
      return text.replace(/[^a-z0-9\-/ .]/gi, (sign) => `&#${sign.codePointAt(0)};`);
  }
}

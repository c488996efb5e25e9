/** Findings of every kind, in any number, as a large organisation's first scan brings them. */

import type { Severity } from '../../src/model/detector.js';
import type { Finding } from '../../src/model/finding.js';
import type { GitLife, Provenance } from '../../src/model/provenance.js';
import { finding } from './finding.js';
import { secrets } from './secrets.js';

const KINDS: readonly {
  readonly detector: string;
  readonly severity: Severity;
  readonly secret: (seed: string) => string;
}[] = [
  { detector: 'github-classic-pat', severity: 'critical', secret: secrets.github },
  { detector: 'stripe-live-secret-key', severity: 'critical', secret: secrets.stripe },
  { detector: 'slack-bot-token', severity: 'high', secret: secrets.slack },
  { detector: 'generic-credential', severity: 'medium', secret: secrets.password },
  { detector: 'generic-credential', severity: 'low', secret: secrets.password },
];

const PATHS = [
  'services/payments/config/production.env',
  'deploy/helm/shop/values.yaml',
  'src/main/resources/application.yml',
  'scripts/migrate.sh',
];

/** `count` findings, the same every time. */
export function demoFindings(count: number): Finding[] {
  return Array.from({ length: count }, (_, index) => demoFinding(index));
}

function demoFinding(index: number): Finding {
  const kind = KINDS[(index * 7) % KINDS.length] ?? { detector: 'x', severity: 'low', secret: secrets.password };
  const secret = kind.secret(`demo ${index % 400}`);
  const line = 1 + ((index * 13) % 300);
  const masked = `${secret.slice(0, 4)}********`;
  const text = `    apiToken: "${masked}"   # rotate me`;
  return finding(secret, {
    detector: kind.detector,
    severity: kind.severity,
    confidence: index % 9 === 0 ? 'medium' : 'high',
    fingerprint: ((index % 400) * 2654435761).toString(16).padStart(32, '0'),
    location: { startLine: line, startColumn: 16, endLine: line, endColumn: 16 + secret.length },
    provenance: provenance(index),
    excerpt: { text, start: text.indexOf(masked), length: masked.length },
    ...(index % 6 === 0
      ? {
          resource: {
            kind: 'Deployment',
            namespace: 'shop',
            name: 'payments-api',
            container: 'api',
            keyPath: 'spec.template.spec.containers[0].env[2].value',
          },
        }
      : {}),
    ...(index % 17 === 3
      ? { verdict: { state: 'suppressed', by: 'baseline', reason: 'in the baseline since March' } as const }
      : {}),
  });
}

function provenance(index: number): Provenance {
  const path = PATHS[index % PATHS.length] ?? '';
  if (index % 10 !== 9) {
    const month = String(1 + ((index * index) % 12)).padStart(2, '0');
    return {
      kind: 'git',
      path,
      blob: 'b'.repeat(40),
      commit: {
        id: index.toString(16).padStart(40, 'c'),
        author: ['Ada Lovelace', 'Grace Hopper', 'Edsger Dijkstra'][index % 3] ?? '',
        email: 'ada@example.org',
        date: `${2021 + (index % 4)}-${month}-14T10:20:30+01:00`,
        summary: 'Wire the payment provider into the checkout service',
      },
      ...(index % 3 === 0 ? { life: removedIn(2022 + (index % 4)) } : {}),
    };
  }
  const layer = 3 + (Math.floor(index / 10) % 4);
  return {
    kind: 'image',
    path: 'app/.env',
    part: 'layer',
    blob: `sha256:${'c'.repeat(64)}`,
    image: 'registry.example/shop:1.4',
    platform: 'linux/amd64',
    layer: { index: layer, diffId: `sha256:${'d'.repeat(64)}` },
    verdict: layer === 5 ? { state: 'deleted', layer: 6 } : { state: 'present' },
    instruction: { text: 'COPY . /app', dockerfile: { path: 'Dockerfile', line: 4 + layer, text: 'COPY . /app' } },
    owner: { image: 'own', by: 'history' },
  };
}

function removedIn(year: number): GitLife {
  const removed = {
    id: 'e'.repeat(40),
    author: 'Ada',
    email: 'ada@example.org',
    date: `${year}-05-01T00:00:00Z`,
    summary: 'Use the vault',
  };
  return { inHead: false, removed, refs: { names: ['main'], count: 1 } };
}

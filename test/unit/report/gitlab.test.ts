import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { finding, summary } from '../../support/finding.js';
import { accepted, encoded, inGit, inImage, missing, render, secret, suppressed } from '../../support/reports.js';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schemas/gitlab-secret.json'), 'utf8'),
) as object;
const valid = new Ajv({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

interface GitlabReport {
  readonly scan: { readonly status: string; readonly start_time: string; readonly messages: unknown[] };
  readonly vulnerabilities: {
    readonly id: string;
    readonly severity: string;
    readonly location: { readonly file: string; readonly commit: { readonly sha: string } };
    readonly tracking: { readonly items: readonly { readonly signatures: readonly { readonly value: string }[] }[] };
  }[];
}

function gitlab(events: Parameters<typeof render>[1]): GitlabReport {
  const report: unknown = JSON.parse(render('gitlab', events));
  expect(valid(report), JSON.stringify(valid.errors)).toBe(true);
  return report as GitlabReport;
}

test.each([
  ['nothing', {}],
  ['findings of every kind', { findings: [finding(secret), encoded, inGit, inImage, suppressed, accepted] }],
  ['problems', { problems: [missing, missing], end: { ...summary, complete: false } }],
])('with %s follows the schema', (_, events) => {
  gitlab(events);
});

test('a report of another shape does not', () => {
  const { scan, ...rest } = gitlab({ findings: [inGit] });
  expect(valid(rest)).toBe(false);
  expect(valid({ ...rest, scan: { ...scan, start_time: '2024-01-01T00:00:00Z' } })).toBe(false);
});

test('names commit, file and severity, and leaves out what was accepted', () => {
  const { vulnerabilities } = gitlab({ findings: [inGit, accepted] });
  expect(vulnerabilities).toHaveLength(1);
  expect(vulnerabilities[0]).toMatchObject({
    severity: 'High',
    location: { file: 'old/app.js', start_line: 3, commit: { sha: 'a'.repeat(40), author: 'Ada' } },
  });
});

test('has an id for each place, the same in every run, and a signature that stays when lines move', () => {
  const moved = finding(secret, { location: { startLine: 90, startColumn: 1, endLine: 90, endColumn: 9 } });
  const [here, there] = gitlab({ findings: [finding(secret), moved] }).vulnerabilities;
  expect(here?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(here?.id).not.toBe(there?.id);
  expect(gitlab({ findings: [finding(secret)] }).vulnerabilities[0]?.id).toBe(here?.id);
  expect(here?.tracking.items[0]?.signatures).toEqual(there?.tracking.items[0]?.signatures);
});

test('says that a scan is incomplete, and why', () => {
  const { scan } = gitlab({ problems: [missing], end: { ...summary, complete: false } });
  expect(scan).toMatchObject({
    status: 'failure',
    start_time: '2024-03-01T09:20:30',
    messages: [{ level: 'fatal', value: missing.message }],
  });
});

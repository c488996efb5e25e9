/**
 * Exceptions that other tools wrote: `.gitleaksignore` (also of betterleaks 1), JSON reports of gitleaks used as baselines,
 * and baselines of detect-secrets.
 * https://github.com/gitleaks/gitleaks#gitleaksignore
 * https://github.com/Yelp/detect-secrets/blob/master/docs/design.md
 */

import * as z from 'zod';
import type { ForeignException, ForeignExceptions } from '../model/policy.js';
import { withoutContent } from '../model/without-content.js';
import { FileError } from './yaml-text.js';

/** Lines `commit:file:rule:line` or `file:rule:line`; what is neither is told as a fault. */
export function parseGitleaksIgnore(
  file: string,
  text: string,
): ForeignExceptions & { readonly faults: readonly string[] } {
  const entries: ForeignException[] = [];
  const faults: string[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, commit, path = '', rule = '', at = ''] = /^(?:([0-9a-f]{7,64}):)?(.+):([^:]+):(\d+)$/.exec(line) ?? [];
    if (path === '') {
      faults.push(`'${file}:${index + 1}' is neither COMMIT:FILE:RULE:LINE nor FILE:RULE:LINE`);
      continue;
    }
    const startLine = Number(at);
    const place = { line: index + 1, path: path.replaceAll('\\', '/'), rule, startLine, endLine: startLine };
    entries.push(commit === undefined ? place : { ...place, commit });
  }
  return { file, kind: 'ignore', entries, faults };
}

const gitleaksReport = z.array(
  z.looseObject({
    RuleID: z.string(),
    File: z.string(),
    Secret: z.string().optional(),
    Commit: z.string().optional(),
    StartLine: z.int(),
    EndLine: z.int().optional(),
  }),
);

const secretsBaseline = z.looseObject({
  version: z.string(),
  results: z.record(
    z.string(),
    z.array(z.looseObject({ type: z.string(), hashed_secret: z.string(), line_number: z.int().optional() })),
  ),
});

/** Throws a FileError for JSON of another kind. */
export function parseForeignBaseline(file: string, text: string): ForeignExceptions {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? withoutContent(error.message) : '';
    throw new FileError(`${file}: not valid JSON: ${reason}`, { cause: error });
  }
  const report = gitleaksReport.safeParse(data);
  if (report.success) return { file, kind: 'baseline', entries: report.data.map(fromGitleaks) };
  const baseline = secretsBaseline.safeParse(data);
  if (!baseline.success) {
    throw new FileError(
      `${file}: neither a JSON report of gitleaks nor a baseline of detect-secrets; see docs/migrating.md`,
    );
  }
  const entries = Object.entries(baseline.data.results).flatMap(([path, found]) =>
    found.map(({ type, hashed_secret: sha1 }) => ({ path, rule: type, secret: { sha1 } })),
  );
  return { file, kind: 'baseline', entries: entries.map((entry, index) => ({ ...entry, line: index + 1 })) };
}

/** gitleaks writes `REDACTED`, or the beginning of the secret and dots, where it was asked to. */
const REDACTED = /^REDACTED$|\.\.\.$/;

function fromGitleaks(
  {
    RuleID: rule,
    File,
    Secret: plain = '',
    Commit = '',
    StartLine: startLine,
    EndLine: endLine = startLine,
  }: z.infer<typeof gitleaksReport>[number],
  index: number,
): ForeignException {
  const place = { line: index + 1, path: File.replaceAll('\\', '/'), rule };
  if (plain !== '' && !REDACTED.test(plain)) return { ...place, secret: { plain } };
  return { ...place, startLine, endLine, ...(Commit === '' ? {} : { commit: Commit }) };
}

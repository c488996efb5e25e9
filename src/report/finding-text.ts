/** One finding of the text report: what and where, the line with a caret under the masked secret, why, what to do. */

import type { Severity } from '../model/detector.js';
import type { Commit } from '../model/provenance.js';
import { imageLines } from './image-text.js';
import { commitOf, encodingText, lifeOf, lifeText, resourceText } from './origin.js';
import type { FindingRecord } from './records.js';
import { neutral, shortened, width, type Paint, type Style } from './terminal.js';

const COLOURS: Readonly<Record<Severity, Style>> = { critical: 'magenta', high: 'red', medium: 'yellow', low: 'cyan' };

/** Characters of a commit's summary that are shown. */
const SUMMARY = 72;

export interface FindingStyle {
  readonly paint: Paint;
  readonly showSecrets: boolean;
  /** Whether to say what the secret can do and how to revoke it: once a detector is enough. */
  readonly advise: boolean;
}

export function findingText(finding: FindingRecord, style: FindingStyle): string {
  const lines = [
    headLine(finding, style),
    ...placeLines(finding, style),
    ...(finding.class === 'file' ? [] : [...sourceLines(finding, style), ...secretLine(finding, style)]),
    style.paint('dim', neutral(`    why: ${finding.reasons.join('; ')}  id: ${finding.fingerprint.slice(0, 12)}`)),
    ...fixLines(finding, style),
    ...(style.advise && finding.risk !== '' ? [neutral(`    ${finding.risk} ${finding.remediation}`)] : []),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** Commit, layer or object. */
export function placeLines(finding: FindingRecord, style: FindingStyle): string[] {
  return [...commitLines(finding, style), ...imageLines(finding, style), ...resourceLine(finding)];
}

export function severityText(severity: Severity, paint: Paint): string {
  return paint(COLOURS[severity], severity);
}

function headLine(finding: FindingRecord, { paint }: FindingStyle): string {
  const { location, severity, detector, name, confidence } = finding;
  const place = finding.class === 'file' ? 'file' : `${location.startLine}:${location.startColumn}`;
  const certainty = confidence === 'high' ? '' : paint('dim', ` (${confidence} confidence)`);
  return `  ${place}  ${severityText(severity, paint)}  ${neutral(name)} ${paint('dim', neutral(`[${detector}]`))}${certainty}`;
}

function commitLines(finding: FindingRecord, { paint }: FindingStyle): string[] {
  const commit = commitOf(finding);
  if (commit === undefined) return [];
  const life = lifeOf(finding);
  return [
    `    introduced in ${commitText(commit, paint)}`,
    ...(life?.removed === undefined ? [] : [`    removed in ${commitText(life.removed, paint)}`]),
    ...(life === undefined ? [] : [`    ${neutral(lifeText(life))}`]),
  ];
}

function commitText({ id, author, email, date, summary }: Commit, paint: Paint): string {
  const who = neutral(`${author} <${email}>`);
  const what = neutral(shortened(summary, SUMMARY));
  return `${paint('yellow', neutral(id.slice(0, 12)))} by ${who} on ${neutral(date.slice(0, 10))}: ${what}`;
}

function resourceLine({ resource }: FindingRecord): string[] {
  return resource === undefined ? [] : [`    in ${neutral(resourceText(resource))}`];
}

function sourceLines(
  { excerpt, excerptMark: { start, length }, location }: FindingRecord,
  { paint }: FindingStyle,
): string[] {
  const before = neutral(excerpt.slice(0, start));
  const masked = neutral(excerpt.slice(start, start + length));
  const after = neutral(excerpt.slice(start + length));
  const number = String(location.startLine);
  const bar = paint('dim', '|');
  const carets = paint('red', '^'.repeat(Math.max(1, width(masked))));
  return [
    `    ${paint('dim', number)} ${bar} ${before}${masked}${after}`,
    `    ${' '.repeat(number.length)} ${bar} ${' '.repeat(width(before))}${carets}`,
  ];
}

function fixLines({ fix = [] }: FindingRecord, { paint }: FindingStyle): string[] {
  return fix.flatMap(({ says, lines }) => [
    neutral(`    fix: ${says}${lines.length > 0 ? ':' : ''}`),
    ...lines.map((line) => `      ${paint('cyan', neutral(line))}`),
  ]);
}

function secretLine(finding: FindingRecord, { showSecrets }: FindingStyle): string[] {
  const encoding = encodingText(finding);
  if (encoding === '' && !showSecrets) return [];
  return [`    ${encoding || 'secret'}: ${neutral(finding.secret)}`];
}

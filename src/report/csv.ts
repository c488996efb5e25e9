/** `csv`: a row for each finding and problem, for spreadsheets. RFC 4180. */

import { isIncomplete } from '../model/problem.js';
import { commitOf, imageText, resourceText } from './origin.js';
import type { FindingRecord } from './records.js';
import type { Report } from './report.js';
import { neutral } from './terminal.js';

/** Problems are rows of type `not scanned` or `note`, so that an incomplete scan does not look clean. */
const COLUMNS = [
  'type',
  'severity',
  'confidence',
  'detector',
  'name',
  'path',
  'line',
  'column',
  'secret',
  'fingerprint',
  'commit',
  'author',
  'date',
  'where',
  'decoded',
  'why',
  'remediation',
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number>>;

export function createCsvReport(): Report {
  return {
    begin: () => line(COLUMNS),
    finding: (finding) => (finding.verdict.state === 'open' ? row(findingRow(finding)) : ''),
    problem: (problem) =>
      row({
        type: isIncomplete(problem) ? 'not scanned' : 'note',
        detector: problem.code,
        path: problem.path ?? '',
        why: problem.message,
      }),
    end: ({ complete }) =>
      complete ? '' : row({ type: 'not scanned', why: 'The scan is incomplete: do not take it for clean' }),
  };
}

function findingRow(finding: FindingRecord): Row {
  const { severity, confidence, detector, name, location, secret, fingerprint, decoded, reasons, remediation } =
    finding;
  const commit = commitOf(finding);
  const where = finding.resource === undefined ? imageText(finding) : [resourceText(finding.resource)];
  return {
    type: finding.class ?? 'secret',
    severity,
    confidence,
    detector,
    name,
    path: location.path,
    line: location.startLine,
    column: location.startColumn,
    secret,
    fingerprint,
    ...(commit === undefined ? {} : { commit: commit.id, author: commit.author, date: commit.date }),
    where: where.join('; '),
    decoded: decoded.join(', '),
    why: reasons.join('; '),
    remediation,
  };
}

function row(cells: Row): string {
  return line(COLUMNS.map((column) => cells[column] ?? ''));
}

function line(cells: readonly (string | number)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/**
 * A cell that begins like a formula is one to a spreadsheet, which may run programs and send data away
 * (https://owasp.org/www-community/attacks/CSV_Injection): an apostrophe before makes it text.
 */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = neutral(value);
  const safe = /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n';]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * `github`: annotations of a workflow run and of the lines of a pull request.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */

import type { Severity } from '../model/detector.js';
import { isIncomplete, type Problem } from '../model/problem.js';
import { createCollectedReport, worstFirst } from './collected.js';
import { encodingText, imageText, resourceText } from './origin.js';
import type { FindingRecord } from './records.js';
import type { Report } from './report.js';
import { foundLine } from './summary-text.js';
import { neutral } from './terminal.js';

type Level = 'error' | 'warning' | 'notice';

const LEVELS: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
};

/**
 * GitHub shows so many annotations of a level and a step, and drops others without a word
 * (https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations).
 */
const SHOWN = 10;

/** Written at the end: only then the worst are known, and only so many are shown. */
export function createGithubReport(): Report {
  return createCollectedReport(({ findings, problems }, summary) => {
    const all = [
      ...problems.map((problem) => annotation(isIncomplete(problem) ? 'error' : 'warning', problemNote(problem))),
      ...worstFirst(findings).map((finding) => annotation(LEVELS[finding.severity], findingNote(finding))),
    ];
    const incomplete = summary.complete ? '' : ' The scan is INCOMPLETE: do not take it for clean.';
    return `${listed(all)}${plainLine(`${foundLine(summary)}${incomplete}`)}`;
  });
}

interface Note {
  readonly title: string;
  readonly text: string;
  /** Absent: of the run and not of a line. */
  readonly at?: FindingRecord['location'];
}

interface Annotation {
  readonly level: Level;
  readonly note: Note;
}

function annotation(level: Level, note: Note): Annotation {
  return { level, note };
}

/** The first of each level as commands, the others as lines of the log. */
function listed(all: readonly Annotation[]): string {
  const used: Record<Level, number> = { error: 0, warning: 0, notice: 0 };
  return all.map(({ level, note }) => (used[level]++ < SHOWN ? command(level, note) : logLine(level, note))).join('');
}

function findingNote(finding: FindingRecord): Note {
  const { name, secret, reasons, resource, risk, remediation, location } = finding;
  const encoded = encodingText(finding);
  const parts = [
    secret === '' ? reasons.join('; ') : [secret, ...(encoded === '' ? [] : [encoded])].join(', '),
    ...(resource === undefined ? [] : [`in ${resourceText(resource)}`]),
    ...imageText(finding),
  ];
  const advice = [risk, remediation].filter((text) => text !== '').join(' ');
  return { title: name, text: `${parts.join('. ')}. ${advice}`.trim(), at: location };
}

function problemNote({ code, message }: Problem): Note {
  return { title: `hullcheck: ${code}`, text: message };
}

function command(level: Level, { title, text, at }: Note): string {
  const place =
    at === undefined
      ? []
      : [
          `file=${property(at.path)}`,
          `line=${at.startLine}`,
          `endLine=${at.endLine}`,
          // Columns only where both are on one line: GitHub asks so.
          ...(at.startLine === at.endLine ? [`col=${at.startColumn}`, `endColumn=${at.endColumn}`] : []),
        ];
  return `::${level} ${[...place, `title=${property(title)}`].join(',')}::${data(text)}\n`;
}

function logLine(level: Level, { title, text, at }: Note): string {
  const place = at === undefined ? '' : `${at.path}:${at.startLine}:${at.startColumn} `;
  return plainLine(`${level}: ${place}${title}: ${text}`);
}

/** A line that is no command: begins with none, and has nothing of the old form, which counts anywhere in a line. */
function plainLine(text: string): string {
  return `${tame(text).replace(/^(\s*):/, '$1 :')}\n`;
}

function tame(text: string): string {
  return neutral(text).replaceAll('##[', '## [');
}

function data(text: string): string {
  return tame(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** `text`: for people. Grouped by file, each finding with its line, a caret under the masked secret, and what to do. */

import type { Detector, Severity } from '../model/detector.js';
import type { Finding } from '../model/finding.js';
import type { GitProvenance } from '../model/provenance.js';
import { PROBLEMS, type Problem } from '../model/problem.js';
import type { Report, ReportOptions } from './report.js';
import { secretText } from './secret-text.js';
import { summaryText } from './summary-text.js';
import { createPainter, neutral, width, type Style } from './terminal.js';

const COLOURS: Readonly<Record<Severity, Style>> = { critical: 'magenta', high: 'red', medium: 'yellow', low: 'cyan' };

/** Problems of one kind that are printed one by one; the rest is counted in the summary. */
const MOST_PROBLEMS = 20;

export function createTextReport({ colour, showSecrets, detectors }: ReportOptions): Report {
  const paint = createPainter(colour);
  const advised = new Set<string>();
  const problems: Problem[] = [];
  let group = '';

  function finding(found: Finding): string {
    if (found.verdict.state !== 'open') return '';
    const header = groupHeader(found);
    const detector = detectors.get(found.detector);
    return header + headLine(found, detector) + sourceLines(found) + advice(found, detector) + '\n';
  }

  /** Findings come in order, so a new path is a new group. */
  function groupHeader({ provenance }: Finding): string {
    if (provenance.path === group) return '';
    group = provenance.path;
    return `${paint('bold', neutral(provenance.path))}\n`;
  }

  function headLine({ location, severity, detector, confidence, provenance }: Finding, known?: Detector): string {
    const place = `${location.startLine}:${location.startColumn}`;
    const name = known?.name ?? detector;
    const commit = provenance.kind === 'git' ? commitText(provenance) : '';
    const certainty = confidence === 'high' ? '' : paint('dim', ` (${confidence} confidence)`);
    return `  ${place}  ${paint(COLOURS[severity], severity)}  ${name} ${paint('dim', `[${detector}]`)}${certainty}\n${commit}`;
  }

  function commitText({ commit }: GitProvenance): string {
    if (commit === undefined) return '';
    const author = neutral(`${commit.author} <${commit.email}>`);
    const summary = neutral(commit.summary).slice(0, 72);
    return `    introduced in ${paint('yellow', commit.id.slice(0, 12))} by ${author} on ${commit.date.slice(0, 10)}: ${summary}\n`;
  }

  function sourceLines({ excerpt, location, secret, decoded }: Finding): string {
    const before = neutral(excerpt.text.slice(0, excerpt.start));
    const masked = neutral(excerpt.text.slice(excerpt.start, excerpt.start + excerpt.length));
    const after = neutral(excerpt.text.slice(excerpt.start + excerpt.length));
    const number = String(location.startLine);
    const bar = paint('dim', '|');
    const caret = ' '.repeat(width(before)) + paint('red', '^'.repeat(Math.max(1, width(masked))));
    const lines = [
      `    ${paint('dim', number)} ${bar} ${before}${masked}${after}`,
      `    ${' '.repeat(number.length)} ${bar} ${caret}`,
    ];
    if (decoded.length > 0)
      lines.push(`    encoded as ${decoded.join(', then ')}: ${neutral(secretText(secret, showSecrets))}`);
    else if (showSecrets) lines.push(`    secret: ${neutral(secretText(secret, true))}`);
    return `${lines.join('\n')}\n`;
  }

  /** Said once a detector: the tenth token of one kind needs no new advice. */
  function advice({ fingerprint, reasons }: Finding, detector: Detector | undefined): string {
    const why = paint('dim', `    why: ${reasons.join('; ')}  id: ${fingerprint.slice(0, 12)}`);
    if (detector === undefined || advised.has(detector.id)) return `${why}\n`;
    advised.add(detector.id);
    return `${why}\n    ${detector.risk} ${detector.remediation}\n`;
  }

  function problemLines(): string {
    if (problems.length === 0) return '';
    const shown = problems.slice(0, MOST_PROBLEMS).map(({ code, message }) => {
      const kind = PROBLEMS[code].incomplete ? paint('red', 'not scanned') : paint('yellow', 'note');
      return `  ${kind}  ${neutral(message)}\n`;
    });
    const more = problems.length - shown.length;
    return `${paint('bold', 'Problems')}\n${shown.join('')}${more > 0 ? `  and ${more} more\n` : ''}\n`;
  }

  return {
    begin: () => '',
    finding,
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end: (summary) => problemLines() + summaryText(summary, paint),
  };
}

/** `markdown`: a table for the summary of a workflow run, a comment or a ticket. GitHub Flavored Markdown. */

import { isIncomplete, type Problem } from '../model/problem.js';
import { createCollectedReport, worstFirst } from './collected.js';
import { commitOf, imageText, resourceText } from './origin.js';
import type { FindingRecord } from './records.js';
import type { Report } from './report.js';
import { foundLine, scannedLine } from './summary-text.js';
import { neutral } from './terminal.js';

/** A step summary may have 1 MiB; a table of more rows is not read either. */
const MOST_ROWS = 500;
const MOST_PROBLEMS = 50;

export function createMarkdownReport(): Report {
  return createCollectedReport(({ findings, problems }, summary) => {
    const incomplete = summary.complete ? [] : ['> [!WARNING]\n> The scan is incomplete: do not take it for clean.'];
    const parts = [`## hullcheck\n\n${text(foundLine(summary))}`, ...incomplete];
    if (findings.length > 0) parts.push(table(findings), advice(findings));
    if (problems.length > 0) parts.push(problemList(problems));
    return `${[...parts, text(scannedLine(summary))].join('\n\n')}\n`;
  });
}

function table(findings: readonly FindingRecord[]): string {
  const rows = worstFirst(findings).slice(0, MOST_ROWS).map(row);
  const more = findings.length - rows.length;
  const head = '| severity | what | secret | where |\n| --- | --- | --- | --- |';
  return `${[head, ...rows].join('\n')}${more > 0 ? `\n\nand ${more} more findings` : ''}`;
}

function row(finding: FindingRecord): string {
  const { severity, name, secret, location, resource } = finding;
  const commit = commitOf(finding);
  const notes = [
    ...(resource === undefined ? [] : [resourceText(resource)]),
    ...imageText(finding),
    ...(commit === undefined ? [] : [`commit ${commit.id.slice(0, 12)} by ${commit.author}`]),
  ];
  const place = [code(`${location.path}:${location.startLine}`), ...notes.map(text)].join('<br>');
  return `| ${severity} | ${text(name)} | ${secret === '' ? '' : code(secret)} | ${place} |`;
}

/** What to do about each type, once. */
function advice(findings: readonly FindingRecord[]): string {
  const types = new Map(findings.map((finding) => [finding.detector, finding]));
  const lines = [...types.values()].map(
    ({ name, risk, remediation }) => `- **${text(name)}**: ${text([risk, remediation].join(' ').trim())}`,
  );
  return `### What to do\n\nRevoke what is real first, then remove it: what was pushed stays readable.\n\n${lines.join('\n')}`;
}

function problemList(problems: readonly Problem[]): string {
  const lines = problems
    .slice(0, MOST_PROBLEMS)
    .map((problem) => `- ${isIncomplete(problem) ? '**not scanned**' : 'note'}: ${text(problem.message)}`);
  const more = problems.length - lines.length;
  return `### Problems\n\n${lines.join('\n')}${more > 0 ? `\n- and ${more} more` : ''}`;
}

/** Every sign that Markdown or HTML could read as syntax, a link or a mention, as a character reference. */
function text(plain: string): string {
  return neutral(plain).replace(SYNTAX, (sign) => `&#${sign.codePointAt(0)};`);
}

/** All but letters and plain punctuation; of that what would make a link of an address (GFM, section 6.9). */
const SYNTAX = /[^\p{Letter}\p{Mark}\p{Number} ,.:;()'/-]|:(?=\/)|(?<=www)\./giu;

function code(plain: string): string {
  return `<code>${text(plain)}</code>`;
}

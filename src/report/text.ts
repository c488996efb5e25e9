/** `text`: for people. Findings grouped by file as they come, then the problems, then what was scanned. */

import { PROBLEMS, type Problem } from '../model/problem.js';
import { findingText } from './finding-text.js';
import { pathInImage } from './image-text.js';
import { placeText, secretHeader } from './joined-text.js';
import type { Report, ReportOptions } from './report.js';
import { summaryText } from './summary-text.js';
import { createPainter, neutral, type Paint } from './terminal.js';

/** Problems that are printed one by one; the rest is counted. */
const MOST_PROBLEMS = 20;

export function createTextReport({ colour, showSecrets }: ReportOptions): Report {
  const paint = createPainter(colour);
  const advised = new Set<string>();
  const problems: Problem[] = [];
  let group: string | undefined;
  let joined = false;
  let images = false;
  return {
    begin({ command }) {
      joined = command === 'join';
      images = command === 'cluster';
      return '';
    },
    finding(finding) {
      // In a joined report also where a secret is accepted, as long as it is open elsewhere.
      const shown = joined ? finding.places !== 0 : finding.verdict.state === 'open';
      if (!shown) return '';
      const style = { paint, showSecrets, advise: !advised.has(finding.detector) };
      const next = joined ? finding.fingerprint : images ? pathInImage(finding) : finding.location.path;
      const same = next === group;
      group = next;
      advised.add(finding.detector);
      if (joined) return same ? placeText(finding, style) : secretHeader(finding, style) + placeText(finding, style);
      return (same ? '' : `${paint('bold', neutral(next))}\n`) + findingText(finding, style);
    },
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end: (summary) =>
      (joined && group !== undefined ? '\n' : '') + problemsText(problems, paint) + summaryText(summary, paint),
  };
}

function problemsText(problems: readonly Problem[], paint: Paint): string {
  if (problems.length === 0) return '';
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ code, message }) => {
    const kind = PROBLEMS[code].incomplete ? paint('red', 'not scanned') : paint('yellow', 'note');
    return `  ${kind}  ${neutral(message)}\n`;
  });
  const more = problems.length - shown.length;
  return `${paint('bold', 'Problems')}\n${shown.join('')}${more > 0 ? `  and ${more} more\n` : ''}\n`;
}

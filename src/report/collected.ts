/** Reports that are written at the end, when all is known. */

import { SEVERITIES } from '../model/detector.js';
import type { Problem } from '../model/problem.js';
import type { Summary } from '../model/summary.js';
import type { FindingRecord } from './records.js';
import type { Report } from './report.js';

export interface Collected {
  /** Those that are open, in the order in which they came. */
  readonly findings: readonly FindingRecord[];
  readonly problems: readonly Problem[];
}

export function createCollectedReport(write: (collected: Collected, summary: Summary) => string): Report {
  const findings: FindingRecord[] = [];
  const problems: Problem[] = [];
  return {
    begin: () => '',
    finding(finding) {
      if (finding.verdict.state === 'open') findings.push(finding);
      return '';
    },
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end: (summary) => write({ findings, problems }, summary),
  };
}

export function worstFirst(findings: readonly FindingRecord[]): FindingRecord[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** Counts what goes by, for the summary. */

import type { Skipped, SkipReason } from '../model/content.js';
import type { Severity } from '../model/detector.js';
import type { Finding } from '../model/finding.js';
import { isIncomplete, type Problem, type ProblemCode } from '../model/problem.js';
import type { Summary } from '../model/summary.js';
import type { RunInfo } from '../report/report.js';
import type { Extent } from '../scan.js';

export interface Tally {
  finding(finding: Pick<Finding, 'severity' | 'fingerprint' | 'verdict' | 'class'>): void;
  problem(problem: Problem): void;
  skipped(skipped: Skipped): void;
  /** Open findings so far. */
  findings(): number;
  summary(): Summary;
}

const UNITS: Readonly<Record<RunInfo['command'], string>> = {
  scan: 'file',
  git: 'blob',
  image: 'file',
  cluster: 'object',
  join: 'report',
  stdin: 'stream',
};

export function createTally(command: RunInfo['command'], extent: Extent): Tally {
  const open: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  const misconfigurations = { ...open };
  const problems: Partial<Record<ProblemCode, number>> = {};
  const skipped: Partial<Record<SkipReason, number>> = {};
  const secrets = new Set<string>();
  const suppressedBy: Record<string, number> = {};
  let suppressed = 0;
  let complete = true;
  return {
    finding({ severity, fingerprint, verdict, class: group }) {
      if (verdict.state === 'suppressed') {
        suppressed++;
        suppressedBy[verdict.by] = (suppressedBy[verdict.by] ?? 0) + 1;
        return;
      }
      if (group === 'misconfiguration') {
        misconfigurations[severity]++;
        return;
      }
      open[severity]++;
      secrets.add(fingerprint);
    },
    problem(trouble) {
      problems[trouble.code] = (problems[trouble.code] ?? 0) + 1;
      if (isIncomplete(trouble)) complete = false;
    },
    skipped({ reason }) {
      skipped[reason] = (skipped[reason] ?? 0) + 1;
    },
    findings: () => open.critical + open.high + open.medium + open.low,
    summary: () => ({
      complete,
      contents: extent.contents,
      unit: UNITS[command],
      bytes: extent.bytes,
      open: { ...open },
      misconfigurations: { ...misconfigurations },
      suppressed,
      suppressedBy: { ...suppressedBy },
      secrets: secrets.size,
      skipped: { ...skipped },
      problems: { ...problems },
    }),
  };
}

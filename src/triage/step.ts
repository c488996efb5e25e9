/** One step of triage. */

import type { Finding, Verdict } from '../model/finding.js';
import type { Problem } from '../model/problem.js';

export interface Step {
  /** Suppresses a finding, or says nothing about it. */
  judge(finding: Finding): Verdict | undefined;
  /** What people should know about their exceptions, once all findings were judged. */
  remarks?(scan: JudgedScan): readonly Problem[];
}

export interface JudgedScan {
  /** Whether every place that an exception may be for was scanned to the end: only then one that matched nothing is stale. */
  readonly whole: boolean;
}

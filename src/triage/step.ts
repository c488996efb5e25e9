/** One step of triage. */

import type { Finding, Verdict } from '../model/finding.js';
import type { FoundBy } from '../model/policy.js';
import type { Problem } from '../model/problem.js';

export interface Step {
  /** Suppresses a finding, or says nothing about it. */
  judge(finding: Finding): Verdict | undefined;
  /** What people should know about their exceptions, once all findings were judged. */
  remarks?(scan: JudgedScan): readonly Problem[];
}

export interface JudgedScan {
  /**
   * What was scanned to the end and without a selection of detectors: then an exception for it that matched nothing is
   * stale. Absent: a part only.
   */
  readonly whole?: FoundBy;
}

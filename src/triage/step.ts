/** One step of triage. */

import type { Finding, Verdict } from '../model/finding.js';

/** Suppresses a finding, or says nothing about it. */
export type Step = (finding: Finding) => Verdict | undefined;

export interface TriageOptions {
  /** Detector ids, or their beginnings with a `*` after. Empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

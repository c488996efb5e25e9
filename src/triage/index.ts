/**
 * What becomes of a finding: a list of small steps, in order. Each may set a verdict with a reason; none deletes, so a
 * report can always tell what was suppressed and why.
 */

import type { Finding } from '../model/finding.js';
import { createSelection } from './selection.js';
import { createRepetition } from './repetition.js';
import type { Step, TriageOptions } from './step.js';

/** Steps may remember what they saw: one triage a scan, findings in the order of the report. */
export function createTriage(options: TriageOptions): (finding: Finding) => Finding {
  const steps: readonly Step[] = [createSelection(options), createRepetition()];
  return (finding) => {
    for (const step of steps) {
      const verdict = step(finding);
      if (verdict !== undefined) return { ...finding, verdict };
    }
    return finding;
  };
}

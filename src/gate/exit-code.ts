/** Summary and policy to the exit code: the one place that decides it. */

import { SEVERITIES, type Severity } from '../model/detector.js';
import type { Summary } from '../model/summary.js';

export interface Policy {
  readonly summary: Summary;
  /** Least severity of an open finding that fails the gate. */
  readonly failOn: Severity;
  readonly allowIncomplete: boolean;
  /** Whether misconfigurations fail the gate as leaks do: in a run that asks for them with `--only`. */
  readonly misconfigurations: boolean;
}

/**
 * | open findings that count, at or above `failOn` | complete | exit code |
 * |---|---|---|
 * | some | any | 1 |
 * | none | no, and not allowed | 3 |
 * | none | yes, or allowed | 0 |
 *
 * 2 is bad usage, which is told before there is a summary. Findings go before incompleteness: both are in the report,
 * and the leak is what has to be acted on first.
 */
export function exitCode({ summary, failOn, allowIncomplete, misconfigurations }: Policy): 0 | 1 | 3 {
  const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  const counts = misconfigurations ? [summary.open, summary.misconfigurations] : [summary.open];
  if (counts.some((open) => failing.some((severity) => open[severity] > 0))) return 1;
  return summary.complete || allowIncomplete ? 0 : 3;
}

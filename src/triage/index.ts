/**
 * What becomes of a finding: a list of small steps, in order. Each may set a verdict with a reason; none deletes, so a
 * report can always tell what was suppressed and why.
 */

import type { Finding } from '../model/finding.js';
import type { Baseline, IgnoreFile, PathRule } from '../model/policy.js';
import type { Problem } from '../model/problem.js';
import { createBaselineStep } from './baseline.js';
import { createIgnoreStep } from './ignore.js';
import { createInline, type InlineOptions } from './inline.js';
import { createKept } from './kept.js';
import { createSelection, type SelectionOptions } from './selection.js';
import type { PathOf } from './path-pattern.js';
import { createPathRules } from './path-rules.js';
import { createRepetition } from './repetition.js';
import type { JudgedScan, Step } from './step.js';

export interface Triage {
  /** The finding with its verdict. */
  judge(finding: Finding): Finding;
  /** Exceptions that are out of date, too broad, or not applied. Asked once, at the end. */
  remarks(scan: JudgedScan): readonly Problem[];
}

export interface TriageOptions {
  readonly selection: SelectionOptions;
  readonly inline: InlineOptions;
  readonly rules: readonly PathRule[];
  /** Absent: there is none. */
  readonly ignoreFile?: IgnoreFile;
  readonly baseline?: Baseline;
  readonly pathOf: PathOf;
  /** Today, `2026-11-24`. */
  readonly today: string;
}

/** Steps may remember what they saw: one triage a scan, findings in the order of the report. */
export function createTriage(options: TriageOptions): Triage {
  const { selection, inline, rules, ignoreFile, baseline, pathOf } = options;
  const steps: readonly Step[] = [
    createSelection(selection),
    createRepetition(),
    createKept(),
    createPathRules(rules, pathOf),
    createInline(inline),
    ...(ignoreFile === undefined ? [] : [createIgnoreStep(ignoreFile, options)]),
    ...(baseline === undefined ? [] : [createBaselineStep(baseline)]),
  ];

  function judge(finding: Finding): Finding {
    for (const step of steps) {
      const verdict = step.judge(finding);
      if (verdict !== undefined) return { ...finding, verdict };
    }
    return finding;
  }
  return { judge, remarks: (scan) => steps.flatMap((step) => step.remarks?.(scan) ?? []) };
}

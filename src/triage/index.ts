/**
 * What becomes of a finding: a list of small steps, in order. Each may set a verdict with a reason; none deletes, so a
 * report can always tell what was suppressed and why.
 */

import type { Finding } from '../model/finding.js';
import type { AllowList, Baseline, ForeignExceptions, IgnoreFile, PathRule } from '../model/policy.js';
import type { Problem } from '../model/problem.js';
import { createAllowListStep, createOnlyAt, type PatternTest } from './allow-lists.js';
import { createBaselineStep } from './baseline.js';
import { createForeignStep, type ForeignOptions } from './foreign.js';
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
  /** Of detectors that are for some paths only: an RE2 pattern for them, by id. */
  readonly onlyAt: ReadonlyMap<string, string>;
  readonly allowLists: readonly AllowList[];
  readonly foreign: readonly ForeignExceptions[];
  readonly foreignRules: ReadonlySet<string>;
  /** Absent: there is none. */
  readonly ignoreFile?: IgnoreFile;
  readonly baseline?: Baseline;
  readonly pathOf: PathOf;
  /** Today, `2026-11-24`. */
  readonly today: string;
}

/** What triage cannot do itself: it compiles no patterns and has no key. */
export interface TriageTools {
  readonly test: PatternTest;
  readonly isOf: ForeignOptions['isOf'];
}

/** Steps may remember what they saw: one triage a scan, findings in the order of the report. */
export function createTriage(options: TriageOptions, { test, isOf }: TriageTools): Triage {
  const { selection, inline, rules, onlyAt, allowLists, foreign, foreignRules, ignoreFile, baseline, pathOf } = options;
  const steps: readonly Step[] = [
    createSelection(selection),
    createOnlyAt(onlyAt, test, pathOf),
    createRepetition(),
    createKept(),
    createPathRules(rules, pathOf),
    createAllowListStep(allowLists, test, pathOf),
    createInline(inline),
    ...(ignoreFile === undefined ? [] : [createIgnoreStep(ignoreFile, options)]),
    ...(baseline === undefined ? [] : [createBaselineStep(baseline)]),
    ...foreign.map((exceptions) => createForeignStep(exceptions, { pathOf, isOf, ownRules: foreignRules })),
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

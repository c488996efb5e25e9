/** `--only` and `--skip`. Applied to findings and not to detectors: what is masked in excerpts must not depend on it. */

import type { Finding, Verdict } from '../model/finding.js';
import type { Step } from './step.js';

export interface SelectionOptions {
  /** Detector ids, their beginnings with a `*` after, or `misconfiguration`, a class of findings. Empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

export function createSelection({ only, skip }: SelectionOptions): Step {
  function judge(finding: Selectable): Verdict | undefined {
    if (only.length > 0 && !only.some((pattern) => selects(pattern, finding))) {
      return { state: 'suppressed', by: 'selection', reason: 'not among --only' };
    }
    const skipped = skip.find((pattern) => selects(pattern, finding));
    if (skipped === undefined) return undefined;
    return { state: 'suppressed', by: 'selection', reason: `--skip ${skipped}` };
  }
  return { judge };
}

type Selectable = Pick<Finding, 'detector' | 'class'>;

/** Whether `pattern` names the finding's detector, or its class: `misconfiguration`. */
function selects(pattern: string, { detector, class: group }: Selectable): boolean {
  return matches(pattern, detector) || pattern === group;
}

/** Those of `patterns` that select no detector: a misspelt one would suppress everything and look clean. */
export function unmatchedPatterns(patterns: readonly string[], ids: readonly string[]): string[] {
  return patterns.filter((pattern) => !ids.some((id) => matches(pattern, id)));
}

/** Whether `pattern`, an id or the beginning of one with a `*` after, names the detector. */
export function matches(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}

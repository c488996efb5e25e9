/** `--only` and `--skip`. Applied to findings and not to detectors: what is masked in excerpts must not depend on it. */

import type { Step, TriageOptions } from './step.js';

export function createSelection({ only, skip }: TriageOptions): Step {
  return ({ detector }) => {
    if (only.length > 0 && !only.some((pattern) => matches(pattern, detector))) {
      return { state: 'suppressed', by: 'selection', reason: 'not among --only' };
    }
    const skipped = skip.find((pattern) => matches(pattern, detector));
    if (skipped === undefined) return undefined;
    return { state: 'suppressed', by: 'selection', reason: `--skip ${skipped}` };
  };
}

/** Those of `patterns` that select no detector: a misspelt one would suppress everything and look clean. */
export function unmatchedPatterns(patterns: readonly string[], ids: readonly string[]): string[] {
  return patterns.filter((pattern) => !ids.some((id) => matches(pattern, id)));
}

function matches(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}

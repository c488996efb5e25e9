/** What was there before, known by its content. */

import type { Finding, Verdict } from '../model/finding.js';
import type { Baseline } from '../model/policy.js';
import { problem, type Problem } from '../model/problem.js';
import type { JudgedScan, Step } from './step.js';

export function createBaselineStep({ file, entries }: Baseline): Step {
  const known = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  const matched = new Set<string>();

  function judge({ fingerprint }: Finding): Verdict | undefined {
    if (!known.has(fingerprint)) return undefined;
    matched.add(fingerprint);
    return { state: 'suppressed', by: 'baseline', reason: `in ${file}` };
  }

  function remarks({ whole }: JudgedScan): Problem[] {
    const stale = [...known.values()].filter(
      ({ foundBy, fingerprint }) => foundBy === whole && !matched.has(fingerprint),
    );
    if (stale.length === 0) return [];
    const some = stale.length === 1 ? 'An entry' : `${stale.length} entries`;
    const message = `${some} of '${file}' match nothing any more; hullcheck baseline update removes them`;
    return [problem('stale-exception', message, file)];
  }
  return { judge, remarks };
}

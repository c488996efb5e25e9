/** The configuration's paths: where some detectors do not matter. */

import type { Finding, Verdict } from '../model/finding.js';
import type { PathRule } from '../model/policy.js';
import { problem, type Problem } from '../model/problem.js';
import { createPathPattern, matchesEverything, type PathOf } from './path-pattern.js';
import { matches } from './selection.js';
import type { JudgedScan, Step } from './step.js';

export function createPathRules(rules: readonly PathRule[], pathOf: PathOf): Step {
  const prepared = rules.map((rule) => ({ rule, covers: createPathPattern(rule.paths), places: 0 }));

  function judge(finding: Finding): Verdict | undefined {
    const path = pathOf(finding);
    const found = prepared.find(
      ({ rule, covers }) => rule.detectors.some((pattern) => matches(pattern, finding.detector)) && covers(path),
    );
    if (found === undefined) return undefined;
    found.places++;
    return { state: 'suppressed', by: 'config', reason: `${found.rule.place}: ${found.rule.reason}` };
  }

  function remarks({ whole }: JudgedScan): Problem[] {
    return prepared.flatMap(({ rule: { place, paths, detectors, unread }, places }) => {
      const broad = matchesEverything(paths) && detectors.includes('*');
      if (broad) return [problem('broad-exception', `The rule at '${place}' covers every finding at every path`)];
      const stale = places === 0 && whole === 'scan' && unread !== true;
      return stale ? [problem('stale-exception', `The rule at '${place}' matches nothing any more: remove it`)] : [];
    });
  }
  return { judge, remarks };
}

/** Allow lists of a configuration, as gitleaks has them: what the engine says of the text, with paths and commits. */

import type { Finding, Verdict } from '../model/finding.js';
import type { AllowList } from '../model/policy.js';
import type { PathOf } from './path-pattern.js';
import type { Step } from './step.js';

/** Tries an RE2 pattern on a path; given, since patterns are not compiled here. */
export type PatternTest = (pattern: string) => (text: string) => boolean;

export function createAllowListStep(lists: readonly AllowList[], test: PatternTest, pathOf: PathOf): Step {
  const prepared = lists.map((list) => ({ list, paths: list.paths.map(test) }));

  function judge(finding: Finding): Verdict | undefined {
    const path = pathOf(finding);
    const found = prepared.find(({ list, paths }, index) => {
      if (list.detectors !== undefined && !list.detectors.includes(finding.detector)) return false;
      const criteria: boolean[] = [];
      if (list.regexes.length + list.stopwords.length > 0) criteria.push(finding.allowLists?.includes(index) === true);
      if (paths.length > 0) criteria.push(paths.some((matches) => matches(path)));
      if (list.commits.length > 0) criteria.push(list.commits.includes(commitOf(finding)));
      return list.condition === 'and' ? criteria.every(Boolean) : criteria.some(Boolean);
    });
    return found === undefined ? undefined : { state: 'suppressed', by: 'config', reason: found.list.name };
  }
  return { judge };
}

/** Rules with a path: what they find elsewhere is not meant. */
export function createOnlyAt(onlyAt: ReadonlyMap<string, string>, test: PatternTest, pathOf: PathOf): Step {
  const tests = new Map([...onlyAt].map(([detector, pattern]) => [detector, test(pattern)]));
  return {
    judge(finding) {
      const meant = tests.get(finding.detector)?.(pathOf(finding)) ?? true;
      return meant ? undefined : { state: 'suppressed', by: 'selection', reason: 'the rule is for other paths' };
    },
  };
}

function commitOf({ provenance }: Finding): string {
  return provenance.kind === 'git' ? (provenance.commit?.id ?? '') : '';
}

/**
 * The part of allow lists that is about the text: patterns and stop words. Where they hold, the finding is marked; paths
 * and commits, and so the verdict, are for triage.
 */

import type { AllowList } from '../model/policy.js';
import type { Candidate } from './candidate.js';
import type { Pattern, PatternCompiler } from './regex.js';

/** Indices of the lists whose patterns hold. `line` gives all of the lines that the secret is on, a character a byte. */
export type AllowListMatcher = (candidate: Candidate, line: () => string) => number[];

interface Compiled {
  readonly list: AllowList;
  readonly patterns: readonly Pattern[];
}

/** Throws the regex engine's error for a pattern that is not RE2. */
export function createAllowLists(lists: readonly AllowList[], regex: PatternCompiler): AllowListMatcher {
  const compiled = lists.map((list): Compiled => ({
    list,
    patterns: list.regexes.map((source) => regex.compile(source)),
  }));
  return (candidate, line) =>
    compiled.flatMap((one, index) => (concerns(one.list, candidate) && holds(one, candidate, line) ? [index] : []));
}

function concerns({ detectors }: AllowList, { detector }: Candidate): boolean {
  return detectors === undefined || detectors.includes(detector.id);
}

function holds({ list, patterns }: Compiled, candidate: Candidate, line: () => string): boolean {
  const criteria: boolean[] = [];
  if (patterns.length > 0) {
    const text = textFor(list, candidate, line);
    criteria.push(patterns.some((pattern) => pattern.exec(text, 0) !== null));
  }
  if (list.stopwords.length > 0) {
    const secret = candidate.secret.toLowerCase();
    criteria.push(list.stopwords.some((word) => secret.includes(word)));
  }
  return list.condition === 'and' ? criteria.length > 0 && criteria.every(Boolean) : criteria.some(Boolean);
}

function textFor({ target }: AllowList, { secret, matched = secret }: Candidate, line: () => string): string {
  if (target === 'line') return line();
  return target === 'match' ? matched.replace(/^\n+|\n+$/g, '') : secret;
}

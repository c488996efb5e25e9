/** What the catalogue comes to for a scan: the keywords to look for, and what each of them wakes. */

import type { Detector } from '../model/detector.js';
import { GENERIC_KEYWORDS } from './generic/index.js';
import { MANIFEST_KEYWORDS, WORKLOAD_KEYWORD } from './manifest/marks.js';
import { createMatcher, type Matcher } from './matcher.js';
import type { PatternCompiler } from './regex.js';

export interface Wakes {
  /** Numbers of matchers. */
  readonly matchers: readonly number[];
  readonly generic: boolean;
  /** A keyword of manifests, read as data. */
  readonly manifest: boolean;
}

export interface Prepared {
  readonly matchers: readonly Matcher[];
  /** The detector that `generic` findings are of; absent when it is not in the catalogue. */
  readonly generic: Detector | undefined;
  /** Of settings that endanger secrets. */
  readonly hygiene: readonly Detector[];
  readonly keywords: readonly string[];
  /** One for each keyword. */
  readonly wakes: readonly Wakes[];
  /** Numbers of matchers that no keyword wakes: they are run everywhere. */
  readonly always: readonly number[];
}

interface Wake {
  readonly matchers: number[];
  generic: boolean;
  manifest: boolean;
}

export function prepare(detectors: readonly Detector[], regex: PatternCompiler): Prepared {
  const matchers: Matcher[] = [];
  const always: number[] = [];
  let generic: Detector | undefined;
  const hygiene: Detector[] = [];
  const woken = new Map<string, Wake>();
  const wake = (keyword: string): Wake => {
    const known = woken.get(keyword) ?? { matchers: [], generic: false, manifest: false };
    woken.set(keyword, known);
    return known;
  };
  for (const detector of detectors) {
    if (detector.rule.kind === 'generic') {
      generic = detector;
      for (const keyword of GENERIC_KEYWORDS) wake(keyword).generic = true;
      continue;
    }
    if (detector.rule.kind === 'misconfiguration') {
      hygiene.push(detector);
      if (detector.rule.informational) wake(WORKLOAD_KEYWORD).manifest = true;
      continue;
    }
    if (detector.rule.kind === 'path') continue;
    for (const keyword of detector.keywords) wake(keyword).matchers.push(matchers.length);
    if (detector.keywords.length === 0) always.push(matchers.length);
    matchers.push(createMatcher(detector, detector.rule, regex));
  }
  for (const keyword of MANIFEST_KEYWORDS) wake(keyword).manifest = true;
  return { matchers, generic, hygiene, keywords: [...woken.keys()], wakes: [...woken.values()], always };
}

/** Keyword hits of one text by what they wake: offsets, in the order in which the prefilter gives them. */
export interface Hits {
  readonly byMatcher: Map<number, number[]>;
  readonly generic: number[];
  readonly manifest: number[];
}

/** `pairs` as the prefilter gives them: offset, number of the keyword. */
export function sortHits(pairs: Uint32Array, wakes: readonly Wakes[]): Hits {
  const byMatcher = new Map<number, number[]>();
  const generic: number[] = [];
  const manifest: number[] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    const offset = pairs[at] ?? 0;
    const woken = wakes[pairs[at + 1] ?? 0];
    if (woken === undefined) continue;
    if (woken.generic) generic.push(offset);
    if (woken.manifest) manifest.push(offset);
    for (const matcher of woken.matchers) addHits(byMatcher, matcher, [offset]);
  }
  return { byMatcher, generic, manifest };
}

export function addHits(byMatcher: Map<number, number[]>, matcher: number, offsets: readonly number[]): void {
  const known = byMatcher.get(matcher);
  if (known === undefined) byMatcher.set(matcher, [...offsets]);
  else known.push(...offsets);
}

/** Candidates in a text and in all that is encoded in it. */

import type { Range } from '../model/content.js';
import type { Detector } from '../model/detector.js';
import { latin1 } from './bytes.js';
import type { Candidate } from './candidate.js';
import { layersIn, outermost, type Layer } from './decode/index.js';
import { findGeneric } from './generic/index.js';
import { findWholeFile } from './generic/whole-file.js';
import { isTestPath } from './generic/syntax.js';
import { byLine, stepsOf } from './lines.js';
import type { Matcher } from './matcher.js';
import { createPrefilter } from './prefilter.js';
import { NO_PROFILER, type Profiler } from './profile.js';
import type { Reading } from './reading.js';
import { rangesOf, touches, wholeOf, type Regions } from './regions.js';
import { addHits, sortHits, type Hits, type Prepared } from './wakes.js';

/** What of a text is searched, and how. */
export interface Scope {
  readonly regions: Regions;
  /** Keywords of blocks outside of the regions: for each matcher the offsets. */
  readonly blocks: ReadonlyMap<number, readonly number[]>;
  /** Matchers of blocks all of whose keywords are known: where no window of theirs is in a region, nothing is new. */
  readonly settled: ReadonlySet<number>;
  readonly reading: Reading;
}

export interface Found {
  readonly candidates: Candidate[];
  /** In the text itself, not in what is encoded in it. */
  readonly hits: Hits;
  /** Detectors of blocks that were matched again, on all of the text. */
  readonly rematched: ReadonlySet<Detector>;
}

export type Search = (bytes: Uint8Array, scope: Scope) => Found;

/** All of a text, read in that way. */
export function all(bytes: Uint8Array, reading: Reading): Scope {
  return { regions: wholeOf(bytes), blocks: NO_BLOCKS, settled: NOTHING_SETTLED, reading };
}

const NO_BLOCKS: ReadonlyMap<number, readonly number[]> = new Map();
const NOTHING_SETTLED: ReadonlySet<number> = new Set();

export function createSearch(
  { matchers: unmeasured, generic, keywords, wakes, always }: Prepared,
  kernel: WebAssembly.Module,
  profiler: Profiler = NO_PROFILER,
): Search {
  const matchers = unmeasured.map(profiler.matcher);
  const prefilter = profiler.prefilter(createPrefilter(kernel, keywords));
  const genericIn = profiler.generic(genericCandidates);

  function searchLayer(layer: Layer, scope: Scope): Found {
    const { regions, blocks, reading } = scope;
    const hits = sortHits(prefilter.find(layer.bytes, regions), wakes);
    for (const [matcher, offsets] of blocks) addHits(hits.byMatcher, matcher, offsets);
    if (!reading.binary) addSteps(hits, always, { bytes: layer.bytes, regions });
    const { candidates, rematched } = matchAll(matchers, { layer, hits, scope });
    if (generic !== undefined && !reading.binary && hits.generic.length > 0) {
      candidates.push(...genericIn(generic, layer, { hits: hits.generic, path: reading.path }));
    }
    return { candidates, hits, rematched };
  }

  return (bytes, scope) => {
    const outer = outermost(bytes);
    const found = searchLayer(outer, scope);
    if (scope.reading.binary) return found;
    const { candidates } = found;
    if (generic !== undefined && scope.reading.whole) candidates.push(...wholeFile(generic, bytes, scope.reading.path));
    // The prefilter tells where something is encoded in the text that it searched last.
    const pending = [...layersIn(outer, prefilter.encoded())];
    for (let layer = pending.shift(); layer !== undefined; layer = pending.shift()) {
      candidates.push(...searchLayer(layer, all(layer.bytes, scope.reading)).candidates);
      pending.push(...layersIn(layer, prefilter.encoded()));
    }
    return found;
  };
}

/** Looks at every line for what no keyword wakes. */
function addSteps(
  hits: Hits,
  always: readonly number[],
  { bytes, regions }: { bytes: Uint8Array; regions: Regions },
): void {
  if (always.length === 0) return;
  const steps = stepsOf(bytes, rangesOf(regions));
  for (const matcher of always) addHits(hits.byMatcher, matcher, steps);
}

function matchAll(
  matchers: readonly Matcher[],
  { layer, hits, scope }: { layer: Layer; hits: Hits; scope: Scope },
): Pick<Found, 'candidates' | 'rematched'> {
  const { regions, settled, reading } = scope;
  const isTest = hits.byMatcher.size > 0 && isTestPath(reading.path);
  const candidates: Candidate[] = [];
  const rematched = new Set<Detector>();
  for (const [index, offsets] of hits.byMatcher) {
    const matcher = matchers[index];
    if (matcher === undefined || (reading.binary && !matcher.inBinary)) continue;
    const isNew = (window: Range): boolean => touches(regions, window);
    if (settled.has(index) && !matcher.windows(layer.bytes, offsets).some(isNew)) continue;
    if (matcher.block) rematched.add(matcher.detector);
    for (const candidate of matcher.match(layer, offsets)) candidates.push(isTest ? forShow(candidate) : candidate);
  }
  return { candidates, rematched };
}

/** Highest rank of what only a name or place beside it tells; see `Detector.rank`. */
const TOLD_BY_PLACE = 1;

/** In a test a password is made up, unless its own shape says what it is. */
function forShow(candidate: Candidate): Candidate {
  if (candidate.detector.rank > TOLD_BY_PLACE || candidate.confidence === 'low') return candidate;
  return { ...candidate, confidence: 'low', reasons: [...candidate.reasons, 'stands in a test or example'] };
}

function wholeFile(detector: Detector, bytes: Uint8Array, path: string): Candidate[] {
  const found = findWholeFile(bytes, path);
  if (found === undefined) return [];
  const { start, end, confidence, reasons, evidence } = found;
  const secret = latin1(bytes, start, end);
  const depends = { start: 0, end: bytes.length };
  return [{ detector, confidence, secret, start, end, encodings: [], depends, reasons, evidence }];
}

function genericCandidates(
  detector: Detector,
  layer: Layer,
  { hits, path }: { hits: readonly number[]; path: string },
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const { hits: onLine, context } of byLine(layer.bytes, Array.from(Uint32Array.from(hits).toSorted()))) {
    const { start: from } = context;
    const text = layer.bytes.subarray(from, context.end);
    const first = onLine[0] ?? 0;
    const depends = layer.dependsOn({ start: first, end: first + 1 });
    const found = findGeneric({ bytes: text, hits: Uint32Array.from(onLine, (hit) => hit - from), path });
    for (const { start, end, confidence, reasons, evidence } of found) {
      candidates.push({
        detector,
        confidence,
        secret: latin1(text, start, end),
        start: layer.outerStart(from + start),
        end: layer.outerEnd(from + end - 1),
        encodings: layer.encodings,
        depends,
        reasons,
        evidence,
      });
    }
  }
  return candidates;
}

/**
 * The engine: bytes in, findings out. Pure: it opens nothing, writes nothing and keeps nothing between two contents.
 *
 * content -> layers (what is encoded in it) -> keyword hits -> matches of the detectors woken -> overlap choice -> findings
 */

import type { Content, Range } from '../model/content.js';
import type { Detector } from '../model/detector.js';
import { OPEN, type Finding } from '../model/finding.js';
import { Secret } from '../model/secret.js';
import { latin1 } from './bytes.js';
import { allowMarks } from './allow.js';
import type { Candidate } from './candidate.js';
import { layersOf, type Layer } from './decode/index.js';
import { utf16Order } from './decode/utf16.js';
import { excerptOf } from './excerpt.js';
import { fingerprintOf } from './fingerprint.js';
import { findGeneric, GENERIC_KEYWORDS } from './generic/index.js';
import { createLocator, type Locator } from './location.js';
import { createMatcher, type Matcher } from './matcher.js';
import { chooseCandidates } from './overlap.js';
import { createPrefilter, type Prefilter } from './prefilter.js';
import { compilePattern, type PatternCompiler } from './regex.js';

export interface Engine {
  /** Reads `content.bytes` only during the call. */
  scan(content: Content): Scanned;
}

export interface Scanned {
  /** Ordered by position. */
  readonly findings: readonly Finding[];
  /** How many more there are than `MOST_FINDINGS`. */
  readonly omitted: number;
}

export interface EngineOptions {
  readonly detectors: readonly Detector[];
  /** The compiled keyword search (`wasm/prefilter.ts`). */
  readonly kernel: WebAssembly.Module;
  /** Key of the fingerprints. */
  readonly key: Uint8Array;
  /** Absent: the best one installed. */
  readonly regex?: PatternCompiler;
}

/** What a keyword wakes. */
interface Wakes {
  readonly matchers: readonly number[];
  readonly generic: boolean;
}

/** Findings of one content beyond this are not reported: it is a list of tokens, and the point is made. */
export const MOST_FINDINGS = 10_000;

const NOTHING: Scanned = { findings: [], omitted: 0 };

/** Chosen and loaded with the first pattern that is compiled: most files wake none. */
const BEST: PatternCompiler = { compile: compilePattern };

/** How far git looks for a NUL byte before it calls a file text; the same rule here. */
const BINARY_SAMPLE = 8000;

export function createEngine({ detectors, kernel, key, regex = BEST }: EngineOptions): Engine {
  const { matchers, inBinary, generic, keywords, wakes } = prepare(detectors, regex);
  const prefilter = createPrefilter(kernel, keywords);

  function scan(content: Content): Scanned {
    const binary = isBinary(content.bytes);
    const candidates: Candidate[] = [];
    for (const layer of layersOf(content.bytes, { inside: !binary })) {
      const hits = collectHits(prefilter, layer, wakes);
      for (const [index, offsets] of hits.byMatcher) {
        if (binary && !inBinary[index]) continue;
        for (const candidate of matchers[index]?.match(layer, offsets) ?? []) candidates.push(candidate);
      }
      if (generic !== undefined && !binary && hits.generic.length > 0) {
        candidates.push(
          ...genericCandidates(generic, layer, { hits: hits.generic, path: content.inside ?? content.provenance.path }),
        );
      }
    }
    return candidates.length === 0 ? NOTHING : toFindings(content, candidates, key);
  }
  return { scan };
}

function prepare(
  detectors: readonly Detector[],
  regex: PatternCompiler,
): {
  matchers: Matcher[];
  inBinary: boolean[];
  generic: Detector | undefined;
  keywords: string[];
  wakes: Wakes[];
} {
  const matchers: Matcher[] = [];
  const inBinary: boolean[] = [];
  let generic: Detector | undefined;
  const woken = new Map<string, { matchers: number[]; generic: boolean }>();
  const wake = (keyword: string): { matchers: number[]; generic: boolean } => {
    const known = woken.get(keyword) ?? { matchers: [], generic: false };
    woken.set(keyword, known);
    return known;
  };
  for (const detector of detectors) {
    if (detector.rule.kind === 'generic') {
      generic = detector;
      for (const keyword of GENERIC_KEYWORDS) wake(keyword).generic = true;
      continue;
    }
    for (const keyword of detector.keywords) wake(keyword).matchers.push(matchers.length);
    inBinary.push(detector.rule.inBinary);
    matchers.push(createMatcher(detector, detector.rule, regex));
  }
  return { matchers, inBinary, generic, keywords: [...woken.keys()], wakes: [...woken.values()] };
}

function collectHits(
  prefilter: Prefilter,
  layer: Layer,
  wakes: readonly Wakes[],
): { byMatcher: Map<number, number[]>; generic: number[] } {
  const byMatcher = new Map<number, number[]>();
  const generic: number[] = [];
  const pairs = prefilter.find(layer.bytes);
  for (let at = 0; at < pairs.length; at += 2) {
    const offset = pairs[at] ?? 0;
    const woken = wakes[pairs[at + 1] ?? 0];
    if (woken === undefined) continue;
    if (woken.generic) generic.push(offset);
    for (const matcher of woken.matchers) {
      const offsets = byMatcher.get(matcher);
      if (offsets === undefined) byMatcher.set(matcher, [offset]);
      else offsets.push(offset);
    }
  }
  return { byMatcher, generic };
}

function genericCandidates(
  detector: Detector,
  layer: Layer,
  { hits, path }: { hits: readonly number[]; path: string },
): Candidate[] {
  const found = findGeneric({ bytes: layer.bytes, hits: Uint32Array.from(hits).toSorted(), path });
  return found.map(({ start, end, confidence, reasons }) => ({
    detector,
    confidence,
    secret: latin1(layer.bytes, start, end),
    start: layer.outerStart(start),
    end: layer.outerEnd(end - 1),
    encodings: layer.encodings,
    reasons,
  }));
}

function toFindings(content: Content, candidates: readonly Candidate[], key: Uint8Array): Scanned {
  const { bytes, owned = { start: 0, end: bytes.length } } = content;
  const masked: Range[] = candidates.toSorted((a, b) => a.start - b.start);
  const locator = createLocator(bytes, content.start);
  const chosen = chooseCandidates(candidates).filter(({ start }) => start >= owned.start && start < owned.end);
  const findings = chosen
    .slice(0, MOST_FINDINGS)
    .map((candidate) => toFinding(candidate, { content, masked, locator, key }));
  return { findings, omitted: chosen.length - findings.length };
}

function toFinding(
  candidate: Candidate,
  { content, masked, locator, key }: { content: Content; masked: readonly Range[]; locator: Locator; key: Uint8Array },
): Finding {
  const { detector, start, end } = candidate;
  const secret = new Secret(Buffer.from(candidate.secret, 'latin1').toString('utf8'));
  const from = locator.position(start);
  const to = locator.position(end);
  const around = { secret: { start, end }, startLine: from.line, endLine: to.line, masked };
  const allow = allowMarks(content.bytes, around);
  return {
    type: 'finding',
    detector: detector.id,
    severity: detector.severity,
    confidence: candidate.confidence,
    secret,
    fingerprint: fingerprintOf(key, detector.id, candidate.secret),
    location: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
    provenance: content.provenance,
    decoded: candidate.encodings,
    excerpt: excerptOf(content.bytes, { secret: { start, end }, shown: secret.redacted(), masked }),
    reasons: candidate.reasons,
    ...(allow.length === 0 ? {} : { allow }),
    verdict: OPEN,
  };
}

/** NUL bytes near the start, and not UTF-16. */
function isBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, BINARY_SAMPLE);
  return sample.indexOf(0) >= 0 && utf16Order(sample) === undefined;
}

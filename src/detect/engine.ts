/**
 * The engine: bytes in, findings out. Pure: it opens nothing, writes nothing and keeps nothing between two contents.
 *
 * content -> regions to read -> layers (what is encoded in them) -> keyword hits -> matches of the detectors woken
 *         -> together with what is inherited: overlap choice -> findings
 */

import type { Content, Range, Trace } from '../model/content.js';
import type { Detector } from '../model/detector.js';
import { OPEN, type Finding } from '../model/finding.js';
import { Secret } from '../model/secret.js';
import { latin1 } from './bytes.js';
import { allowMarks } from './allow.js';
import type { Candidate } from './candidate.js';
import { layersIn, outermost, type Layer } from './decode/index.js';
import { utf16Order } from './decode/utf16.js';
import { excerptOf } from './excerpt.js';
import { createFingerprinter, type Fingerprinter, type FingerprintKey } from './fingerprint.js';
import { findGeneric } from './generic/index.js';
import { classOf } from './generic/syntax.js';
import { byLine } from './lines.js';
import { createLocator, type Locator } from './location.js';
import { mayHoldManifests, shapeOf } from './manifest/documents.js';
import { mergeDocuments, readDocuments } from './manifest/index.js';
import { marksAmong } from './manifest/marks.js';
import { chooseCandidates } from './overlap.js';
import { createPrefilter } from './prefilter.js';
import { compilePattern, type PatternCompiler } from './regex.js';
import { touches, wholeOf, withWholeBlocks, type Regions } from './regions.js';
import { inherit, nothingInherited, ScanTrace, type Inherited } from './trace.js';
import { addHits, prepare, sortHits, type Hits } from './wakes.js';

export interface Engine {
  /** Reads `content.bytes` only during the call. */
  scan(content: Content): Scanned;
}

export interface Scanned {
  /** Ordered by position. */
  readonly findings: readonly Finding[];
  /** How many more there are than `MOST_FINDINGS`. */
  readonly omitted: number;
  /** For contents that derive from this one. */
  readonly trace: Trace;
}

export interface EngineOptions {
  readonly detectors: readonly Detector[];
  /** The compiled keyword search (`wasm/prefilter.ts`). */
  readonly kernel: WebAssembly.Module;
  /** Key of the fingerprints. */
  readonly key: FingerprintKey;
  /** Absent: the best one installed. */
  readonly regex?: PatternCompiler;
}

/** Findings of one content beyond this are not reported: it is a list of tokens, and the point is made. */
export const MOST_FINDINGS = 10_000;

/** Chosen and loaded with the first pattern that is compiled: most files wake none. */
const BEST: PatternCompiler = { compile: compilePattern };

/** How far git looks for a NUL byte before it calls a file text; the same rule here. */
const BINARY_SAMPLE = 8000;

export function createEngine({ detectors, kernel, key, regex = BEST }: EngineOptions): Engine {
  const { matchers, generic, keywords, wakes } = prepare(detectors, regex);
  const prefilter = createPrefilter(kernel, keywords);
  const fingerprint = createFingerprinter(key);

  /** Candidates in a text, given what of it is to be read and hits of matchers of blocks known before. */
  function search(layer: Layer, { regions, blocks, reading }: Search): { candidates: Candidate[]; hits: Hits } {
    const hits = sortHits(prefilter.find(layer.bytes, regions), wakes);
    for (const [matcher, offsets] of blocks) addHits(hits.byMatcher, matcher, offsets);
    const wanted = (depends: Range): boolean => touches(regions, depends);
    const candidates: Candidate[] = [];
    for (const [index, offsets] of hits.byMatcher) {
      const matcher = matchers[index];
      if (matcher === undefined || (reading.binary && !matcher.inBinary)) continue;
      for (const candidate of matcher.match(layer, offsets, wanted)) candidates.push(candidate);
    }
    if (generic !== undefined && !reading.binary && hits.generic.length > 0) {
      candidates.push(...genericCandidates(generic, layer, { hits: hits.generic, path: reading.path }));
    }
    return { candidates, hits };
  }

  /** Candidates in what is encoded in a text that was just searched, and in what is encoded in that. */
  function searchBelow(outer: Layer, reading: Reading): Candidate[] {
    const candidates: Candidate[] = [];
    const pending = [...layersIn(outer, prefilter.encoded())];
    for (let layer = pending.shift(); layer !== undefined; layer = pending.shift()) {
      candidates.push(...search(layer, { regions: wholeOf(layer.bytes), blocks: NO_BLOCKS, reading }).candidates);
      pending.push(...layersIn(layer, prefilter.encoded()));
    }
    return candidates;
  }

  /** The same, in all that is encoded in the text, too. */
  function searchAll(bytes: Uint8Array, how: Search): { candidates: Candidate[]; hits: Hits } {
    const outer = outermost(bytes);
    const { candidates, hits } = search(outer, how);
    return { candidates: how.reading.binary ? candidates : [...candidates, ...searchBelow(outer, how.reading)], hits };
  }

  /** A text inside a document, as if it were a file. */
  function searchText(bytes: Uint8Array, path: string): { candidates: Candidate[]; marks: number[] } {
    const reading = readingOf(bytes, path);
    const { candidates, hits } = searchAll(bytes, { regions: wholeOf(bytes), blocks: NO_BLOCKS, reading });
    return { candidates, marks: marksIn(bytes, hits, reading) };
  }

  function scan(content: Content): Scanned {
    const { bytes, owned, inside = content.provenance.path } = content;
    const reading = readingOf(bytes, inside);
    const { regions, inherited } = toRead(content, reading);
    const found = searchAll(bytes, { regions, blocks: inherited.blocks, reading });
    const candidates = [...inherited.candidates, ...found.candidates];
    const marks = [...inherited.marks, ...marksIn(bytes, found.hits, reading)];
    const inDocuments = {
      bytes,
      path: inside,
      candidates,
      marks,
      known: inherited.documents,
      cut: owned !== undefined,
    };
    const documents = reading.manifest ? readDocuments(inDocuments, searchText) : [];
    const blocks = new Map([...found.hits.byMatcher].filter(([matcher]) => matchers[matcher]?.block === true));
    const trace = new ScanTrace({ reading: reading.kind, candidates, blocks, marks, documents });
    const all = mergeDocuments(candidates, documents);
    return all.length === 0 ? { findings: [], omitted: 0, trace } : { ...toFindings(content, all, fingerprint), trace };
  }
  return { scan };
}

interface Search {
  readonly regions: Regions;
  readonly blocks: ReadonlyMap<number, readonly number[]>;
  readonly reading: Reading;
}

const NO_BLOCKS: ReadonlyMap<number, readonly number[]> = new Map();

/** How a content is read. */
interface Reading {
  readonly binary: boolean;
  /** Whether what is found in one part holds for a content that has only that part of it. */
  readonly divisible: boolean;
  /** May hold documents that are read as data. */
  readonly manifest: boolean;
  readonly path: string;
  /** All that judgement depends on besides the bytes around a place, as one word. */
  readonly kind: string;
}

function readingOf(bytes: Uint8Array, path: string): Reading {
  const sample = bytes.subarray(0, BINARY_SAMPLE);
  const order = utf16Order(sample);
  const binary = order === undefined && sample.includes(0);
  const manifest = !binary && order === undefined && mayHoldManifests(sample, path);
  const kind = binary ? 'binary' : ['text', classOf(path), manifest && (shapeOf(path) ?? 'manifest')].join(' ');
  return { binary, divisible: order === undefined, manifest, path, kind };
}

function marksIn(bytes: Uint8Array, { generic, manifest }: Hits, reading: Reading): number[] {
  if (!reading.manifest) return [];
  return marksAmong(bytes, Uint32Array.from([...generic, ...manifest]).toSorted());
}

/** What of a content has to be read, and what is known of the rest. */
function toRead({ bytes, derived }: Content, reading: Reading): { regions: Regions; inherited: Inherited } {
  const from = derived?.from;
  if (derived === undefined || !(from instanceof ScanTrace) || from.reading !== reading.kind || !reading.divisible) {
    return { regions: wholeOf(bytes), inherited: nothingInherited() };
  }
  const regions = reading.binary ? derived.changed : withWholeBlocks(bytes, derived.changed);
  return { regions, inherited: inherit(from, derived.copies, regions) };
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

function toFindings(
  content: Content,
  candidates: readonly Candidate[],
  fingerprint: Fingerprinter,
): { findings: Finding[]; omitted: number } {
  const { bytes, owned = { start: 0, end: bytes.length } } = content;
  const masked: Range[] = candidates.toSorted((a, b) => a.start - b.start);
  const locator = createLocator(bytes, content.start);
  const chosen = chooseCandidates(candidates).filter(({ start }) => start >= owned.start && start < owned.end);
  const findings = chosen
    .slice(0, MOST_FINDINGS)
    .map((candidate) => toFinding(candidate, { content, masked, locator, fingerprint }));
  return { findings, omitted: chosen.length - findings.length };
}

function toFinding(
  candidate: Candidate,
  {
    content,
    masked,
    locator,
    fingerprint,
  }: { content: Content; masked: readonly Range[]; locator: Locator; fingerprint: Fingerprinter },
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
    fingerprint: fingerprint(detector.id, candidate.secret),
    location: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
    provenance: content.provenance,
    ...(candidate.resource === undefined ? {} : { resource: candidate.resource }),
    decoded: candidate.encodings,
    excerpt: excerptOf(content.bytes, { secret: { start, end }, shown: secret.redacted(), masked }),
    reasons: candidate.reasons,
    ...(candidate.evidence === undefined ? {} : { evidence: candidate.evidence }),
    ...(allow.length === 0 ? {} : { allow }),
    verdict: OPEN,
  };
}

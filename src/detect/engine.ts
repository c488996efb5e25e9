/**
 * The engine: bytes in, findings out. Pure: it opens nothing, writes nothing and keeps nothing between two contents.
 *
 * content -> regions to read -> layers (what is encoded in them) -> keyword hits -> matches of the detectors woken
 *         -> together with what is inherited: overlap choice -> findings
 */

import type { Content, Range, Trace } from '../model/content.js';
import type { Detector } from '../model/detector.js';
import { OPEN, type Finding } from '../model/finding.js';
import type { AllowList } from '../model/policy.js';
import type { Profile } from '../model/profile.js';
import { Secret } from '../model/secret.js';
import { allowMarks, lineAround } from './allow.js';
import { createAllowLists, type AllowListMatcher } from './allow-lists.js';
import { latin1 } from './bytes.js';
import type { Candidate } from './candidate.js';
import { excerptOf } from './excerpt.js';
import { createFileRules } from './file-rules.js';
import { createFingerprinter, type Fingerprinter, type FingerprintKey } from './fingerprint.js';
import { createLocator, type Locator } from './location.js';
import { mergeDocuments, readDocuments } from './manifest/index.js';
import { marksAmong } from './manifest/marks.js';
import type { Matcher } from './matcher.js';
import { chooseCandidates } from './overlap.js';
import { NO_PROFILER, type Profiler } from './profile.js';
import { compilePattern, type PatternCompiler } from './regex.js';
import { readingOf, type Reading } from './reading.js';
import { wholeCandidates } from './required.js';
import { wholeOf, withWholeBlocks, type Regions } from './regions.js';
import { all, createSearch, type Found } from './search.js';
import { inherit, nothingInherited, ScanTrace, type Inherited } from './trace.js';
import { prepare, type Hits } from './wakes.js';

export interface Engine {
  /** Reads `content.bytes` only during the call. */
  scan(content: Content): Scanned;
  /** What was done since it was last called. Only with a profiler. */
  profile?(): Profile;
}

/** What was found, told as briefly as it is asked for: of a file's thousand versions one or two are reported. */
export interface Scanned {
  /** Ordered by position. Reads the content's bytes again, so only while those are valid. */
  findings(): readonly Finding[];
  /** Fingerprints of the findings, each once, in the same order. */
  fingerprints(): readonly string[];
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
  /** Whose patterns are tried on each finding. */
  readonly allowLists?: readonly AllowList[];
  /** Absent: nothing is measured. */
  readonly profiler?: Profiler;
}

/** Findings of one content beyond this are not reported: it is a list of tokens, and the point is made. */
export const MOST_FINDINGS = 10_000;

/** Chosen and loaded with the first pattern that is compiled: most files wake none. */
const BEST: PatternCompiler = { compile: compilePattern };

export function createEngine({ detectors, kernel, key, ...more }: EngineOptions): Engine {
  const { regex = BEST, allowLists = [], profiler = NO_PROFILER } = more;
  const prepared = prepare(detectors, profiler.regex(regex));
  const search = createSearch(prepared, kernel, profiler);
  const documentsIn = profiler.timed('manifests', readDocuments);
  const identity = { fingerprint: createFingerprinter(key), allowed: createAllowLists(allowLists, regex) };

  const filesFound = createFileRules(detectors, { regex, fingerprint: identity.fingerprint });

  /** A text inside a document, as if it were a file. */
  function searchText(bytes: Uint8Array, path: string): { candidates: Candidate[]; marks: number[] } {
    const reading = readingOf(bytes, path);
    const { candidates, hits } = search(bytes, all(bytes, reading));
    return { candidates, marks: marksIn(bytes, hits, reading) };
  }

  function scan(content: Content): Scanned {
    const { bytes, owned, inside = content.provenance.path } = content;
    const reading = readingOf(bytes, inside);
    const { regions, inherited } = toRead(content, reading);
    const found = search(bytes, { regions, blocks: inherited.blocks, settled: inherited.settled, reading });
    const candidates = [...inherited.candidates.filter((one) => !isFoundAgain(one, found)), ...found.candidates];
    const marks = [...inherited.marks, ...marksIn(bytes, found.hits, reading)];
    const inDocuments = {
      bytes,
      path: inside,
      candidates,
      marks,
      known: inherited.documents,
      cut: owned !== undefined,
    };
    const documents = reading.manifest
      ? documentsIn(inDocuments, { search: searchText, hygiene: prepared.hygiene })
      : [];
    const blocks = blocksAmong(found.hits, prepared.matchers);
    const trace = new ScanTrace({ reading: reading.kind, candidates, blocks, marks, documents });
    const merged = mergeDocuments(candidates, documents);
    const scanned = merged.length === 0 ? NOTHING : toScanned(content, merged, identity);
    return { ...withFiles(filesFound(content), scanned), trace };
  }
  return profiler.engine({ scan });
}

/** What was found in a content, behind what its path alone says. */
function withFiles(files: readonly Finding[], inside: Omit<Scanned, 'trace'>): Omit<Scanned, 'trace'> {
  if (files.length === 0) return inside;
  return {
    findings: () => [...files, ...inside.findings()],
    fingerprints: () => [...files.map(({ fingerprint }) => fingerprint), ...inside.fingerprints()],
    omitted: inside.omitted,
  };
}

const NOTHING: Omit<Scanned, 'trace'> = { findings: () => [], fingerprints: () => [], omitted: 0 };

/** Windows of blocks may have become one or parted, so all of a detector's are matched again or none. */
function isFoundAgain({ detector, encodings }: Candidate, { rematched }: Found): boolean {
  return encodings.length === 0 && rematched.has(detector);
}

function blocksAmong({ byMatcher }: Hits, matchers: readonly Matcher[]): ReadonlyMap<number, readonly number[]> {
  return new Map([...byMatcher].filter(([matcher]) => matchers[matcher]?.block === true));
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

/** A setting, not a secret. */
function isFlaw({ detector }: Candidate): boolean {
  return detector.rule.kind === 'misconfiguration';
}

/** What the fingerprint is made of besides the detector: the secret; of a setting, where it is. */
function identityOf(candidate: Candidate): string {
  return isFlaw(candidate) ? JSON.stringify(candidate.resource) : candidate.secret;
}

function fingerprintOf(candidate: Candidate, { fingerprint }: Identity): string {
  return fingerprint(candidate.detector.id, identityOf(candidate));
}

/** What is known of a finding from its text alone. */
interface Identity {
  readonly fingerprint: Fingerprinter;
  readonly allowed: AllowListMatcher;
}

function toScanned(content: Content, candidates: readonly Candidate[], identity: Identity): Omit<Scanned, 'trace'> {
  const { bytes, owned = { start: 0, end: bytes.length } } = content;
  const [flaws, leaks] = [candidates.filter(isFlaw), candidates.filter((candidate) => !isFlaw(candidate))];
  const winners = [...chooseCandidates(wholeCandidates(bytes, leaks)), ...flaws].toSorted((a, b) => a.start - b.start);
  const owning = winners.filter(({ start }) => start >= owned.start && start < owned.end);
  const chosen = owning.slice(0, MOST_FINDINGS);
  return {
    findings() {
      const masked: Range[] = leaks.toSorted((a, b) => a.start - b.start);
      const locator = createLocator(bytes, content.start);
      return chosen.map((candidate) => toFinding(candidate, { content, masked, locator, ...identity }));
    },
    fingerprints: () => [...new Set(chosen.map((candidate) => fingerprintOf(candidate, identity)))],
    omitted: owning.length - chosen.length,
  };
}

function toFinding(
  candidate: Candidate,
  {
    content,
    masked,
    locator,
    ...identity
  }: Identity & { content: Content; masked: readonly Range[]; locator: Locator },
): Finding {
  const { detector, start, end } = candidate;
  const secret = new Secret(Buffer.from(candidate.secret, 'latin1').toString('utf8'));
  const from = locator.position(start);
  const to = locator.position(end);
  const around = { secret: { start, end }, startLine: from.line, endLine: to.line, masked };
  const allow = allowMarks(content.bytes, around);
  const allowLists = identity.allowed(candidate, () => {
    const [first, last] = [lineAround(content.bytes, start), lineAround(content.bytes, end)];
    return latin1(content.bytes, first.start, last.end);
  });
  return {
    type: 'finding',
    detector: detector.id,
    severity: detector.severity,
    confidence: candidate.confidence,
    secret,
    ...(isFlaw(candidate) ? { class: 'misconfiguration' } : {}),
    fingerprint: fingerprintOf(candidate, identity),
    location: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
    provenance: content.provenance,
    ...(candidate.resource === undefined ? {} : { resource: candidate.resource }),
    decoded: candidate.encodings,
    excerpt: excerptOf(content.bytes, {
      secret: { start, end: isFlaw(candidate) ? start : end },
      shown: secret.redacted(),
      masked,
    }),
    reasons: candidate.reasons,
    ...(candidate.evidence === undefined ? {} : { evidence: candidate.evidence }),
    ...(allow.length === 0 ? {} : { allow }),
    ...(allowLists.length === 0 ? {} : { allowLists }),
    verdict: OPEN,
  };
}

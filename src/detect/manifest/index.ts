/**
 * Kubernetes objects and the files beside them read as data. A text has been searched already; this adds what only the
 * structure tells, says of every candidate which object and key it stands in, and takes back what the structure shows to
 * be none.
 *
 * marks and candidates -> the documents that hold them -> tree -> pieces (values under names, texts in values)
 *                      -> each searched as a text of its own -> candidates at the place in the document
 */

import type { Detector } from '../../model/detector.js';
import type { Range } from '../../model/content.js';
import type { Candidate } from '../candidate.js';
import { latin1 } from '../bytes.js';
import { documentAround, isReadAsData, shapeOf } from './documents.js';
import { filesIn } from './files.js';
import { searchNamed } from './named.js';
import { HYGIENE_RULES, type Inspection } from './hygiene.js';
import type { Part } from './list-items.js';
import { isMarked } from './marks.js';
import { resourceOf } from './objects.js';
import { pairsIn } from './pairs.js';
import type { Document, InnerFile, Piece, SearchText } from './pieces.js';
import { isReference } from './references.js';
import { secretsIn } from './secrets.js';
import { coverActions } from './templates.js';
import { blockAround } from './terraform/blocks.js';
import { parseTerraform } from './terraform/index.js';
import { nodeAt, visitAll, type Node } from './tree.js';
import { parseDocument } from './yaml.js';
import { formatKeyPath, parseKeyPath, type Resource } from '../../model/resource.js';

/** How deep texts in values are read: an object in an annotation of an object in a ConfigMap. */
const MAX_DEPTH = 3;

export interface Reading {
  readonly bytes: Uint8Array;
  readonly path: string;
  /** Found in the text. */
  readonly candidates: readonly Candidate[];
  /** Offsets that `marksAmong` gave. */
  readonly marks: readonly number[];
  /** Documents known from a content that this one derives from, by the offset where they begin here. */
  readonly known: ReadonlyMap<number, ReadDocument>;
  /** `bytes` are a window of a larger file: a document at its edge may go on behind it, and stays text. */
  readonly cut: boolean;
}

/** A document that was read, and all candidates in it: those of its text, too. */
export interface ReadDocument extends Part {
  readonly candidates: readonly Candidate[];
}

/** Something that may make a document worth reading. */
interface Place {
  readonly offset: number;
  /** A mark, not a candidate. */
  readonly marked: boolean;
}

/** The documents that are worth reading as data, in order. Those that turn out to be no valid YAML are left out. */
export function readDocuments(reading: Reading, tools: Tools): ReadDocument[] {
  const { bytes, path, candidates, marks, known } = reading;
  const documents: ReadDocument[] = [];
  let range: Part = { start: 0, end: 0, item: false };
  let read = false;
  const places: Place[] = [
    ...marks.map((offset) => ({ offset, marked: true })),
    ...candidates.map(({ start }) => ({ offset: start, marked: false })),
  ];
  for (const place of places.toSorted((a, b) => a.offset - b.offset)) {
    const { offset } = place;
    if (!holds(range, offset)) {
      range = isTerraform(path) ? { ...blockAround(bytes, offset), item: false } : documentAround(bytes, offset);
      const before = known.get(range.start);
      read = before?.end === range.end && before.item === range.item;
      if (before !== undefined && read) documents.push(before);
    }
    if (read || !isWorth(reading, range, place)) continue;
    read = true;
    const document = readDocument(reading, range, tools);
    if (document !== undefined) documents.push(document);
  }
  return documents;
}

/** Whether the document is read for what is at `offset`, a mark or a candidate. */
function isWorth({ bytes, path, cut }: Reading, range: Range, { offset, marked }: Place): boolean {
  if (cut && isAtEdge(bytes, range)) return false;
  const { start, end } = range;
  const document = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  return (!marked || isMarked(document, { bytes, mark: offset })) && isReadAsData(bytes, path, range);
}

/** `candidates` with those of documents that were read replaced by what reading found. */
export function mergeDocuments(candidates: readonly Candidate[], documents: readonly ReadDocument[]): Candidate[] {
  if (documents.length === 0) return [...candidates];
  const outside = candidates.filter((candidate) => !documents.some((document) => holds(document, candidate.start)));
  return [...outside, ...documents.flatMap(({ candidates: inside }) => inside)];
}

const NONE: ReadonlyMap<number, ReadDocument> = new Map();

function isAtEdge(bytes: Uint8Array, { start, end }: Range): boolean {
  return start === 0 || end === bytes.length;
}

/** What documents are read with. */
export interface Tools {
  readonly search: SearchText;
  /** Detectors of settings; `HYGIENE_RULES` has the rule of each. */
  readonly hygiene: readonly Detector[];
  /** In how many other documents this one is. Absent: in none. */
  readonly depth?: number;
}

function readDocument({ bytes, path, candidates }: Reading, range: Part, tools: Tools): ReadDocument | undefined {
  const part = bytes.subarray(range.start, range.end);
  const { root, covered } = parse(latin1(part), path, range.item);
  if (root === undefined) return undefined;
  const document: Document = { root, visits: visitAll(root), source: { bytes: part, covered }, path };
  const pieces = [...pairsIn(document), ...secretsIn(document), ...filesIn(document)];
  const found = pieces.length === 0 ? [] : searchPieces(document, pieces, tools);
  const added = found.map((candidate) => moved(candidate, range));
  const kept = candidates
    .filter(({ start }) => holds(range, start))
    .map((candidate) => placed(document, candidate, range.start))
    .filter((candidate) => candidate !== undefined)
    .filter((candidate) => !isJudged(candidate, pieces, range.start));
  const leaks = [...found, ...kept.map((candidate) => ({ ...candidate, start: candidate.start - range.start }))];
  const flaws = flawsOf({ document, pieces, leaks }, tools.hygiene).map((candidate) => moved(candidate, range));
  return { ...range, candidates: [...added, ...kept, ...flaws] };
}

function isTerraform(path: string): boolean {
  return shapeOf(path) === 'Terraform';
}

/** The tree, and the text that it was made of. */
function parse(text: string, path: string, item: boolean): { root: Node | undefined; covered: string } {
  if (isTerraform(path)) return { root: parseTerraform(text), covered: text };
  const covered = coverActions(text);
  return { root: parseDocument(item ? withoutDash(covered) : covered), covered };
}

/** An item of a list alone: its dash is in the way, and every byte stays where it is. */
function withoutDash(item: string): string {
  return item.replace(/^( *)-/, '$1 ');
}

/** Settings that endanger secrets, by the rules of the detectors. */
function flawsOf(inspection: Inspection, detectors: readonly Detector[]): Candidate[] {
  const { path } = inspection.document;
  return detectors.flatMap((detector) =>
    (HYGIENE_RULES[detector.id]?.(inspection) ?? []).map(({ visit, reason }) => {
      const { start, end } = visit.node;
      const place = { start, end, depends: { start, end }, resource: resourceOf(visit, path) };
      return { detector, confidence: detector.confidence, secret: '', encodings: [], reasons: [reason], ...place };
    }),
  );
}

function searchPieces(document: Document, pieces: readonly Piece[], tools: Tools): Candidate[] {
  const { search, depth = 0 } = tools;
  const found = searchNamed(document, pieces, search);
  if (depth >= MAX_DEPTH) return found;
  for (const piece of pieces) {
    if (piece.as.type === 'file') found.push(...searchFile(document, { piece, file: piece.as }, tools));
  }
  return found;
}

function searchFile(
  { path }: Document,
  { piece, file }: { piece: Piece; file: InnerFile },
  { search, depth = 0 }: Tools,
): Candidate[] {
  const { bytes } = piece.written;
  const inner = `${path}/${file.name}`;
  const { candidates, marks } = search(bytes, inner);
  const reading = { bytes, path: inner, candidates, marks, known: NONE, cut: false };
  const all = mergeDocuments(candidates, readDocuments(reading, { search, hygiene: [], depth: depth + 1 }));
  const outer = resourceOf(piece.visit, path);
  const within = [...parseKeyPath(outer.keyPath), ...parseKeyPath(file.within ?? '')];
  return all.map((candidate) => outward(candidate, piece, { ...outer, keyPath: formatKeyPath(within) }));
}

/** A candidate of a piece at its place in the document. */
function outward(candidate: Candidate, piece: Piece, outer: Resource): Candidate {
  const { written, encodings, packed } = piece;
  const { start, end, resource } = candidate;
  const inner = parseKeyPath(resource?.keyPath ?? '');
  return {
    ...candidate,
    start: written.start(start),
    end: written.end(end - 1),
    encodings: [...encodings, ...candidate.encodings],
    ...(packed === undefined ? {} : { packed: { start: packed + start, end: packed + end } }),
    resource: {
      ...outer,
      ...(resource?.container === undefined ? {} : { container: resource.container }),
      keyPath: formatKeyPath([...parseKeyPath(outer.keyPath), ...inner]),
    },
  };
}

/** A candidate found in the text, with its object; undefined where the structure says that it is none. */
function placed({ root, path }: Document, candidate: Candidate, offset: number): Candidate | undefined {
  const visit = nodeAt(root, candidate.start - offset);
  if (isGeneric(candidate) && visit.node.type === 'value' && isReference(visit)) return undefined;
  return { ...candidate, resource: resourceOf(visit, path) };
}

/** A piece that was searched by itself has the last word on what is a credential in it by its name alone. */
function isJudged(candidate: Candidate, pieces: readonly Piece[], offset: number): boolean {
  if (!isGeneric(candidate)) return false;
  return pieces.some(({ visit }) => holds(visit.node, candidate.start - offset));
}

function isGeneric({ detector }: Candidate): boolean {
  return detector.rule.kind === 'generic';
}

/** To the document's place in the content, all of which it depends on. */
function moved(candidate: Candidate, { start, end }: Range): Candidate {
  return { ...candidate, start: candidate.start + start, end: candidate.end + start, depends: { start, end } };
}

function holds({ start, end }: Range | Node, offset: number): boolean {
  return offset >= start && offset < end;
}

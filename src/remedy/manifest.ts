/** A YAML or JSON file with the positions of its nodes, and the way from a position to the node and its key path. */

import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Alias, Document, Node, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { beginsLine, columnOf, eolOf } from './edit.js';
import { hasActions, maskActions } from './template.js';

export interface Manifest {
  readonly path: string;
  readonly text: string;
  /** With template actions replaced by filler of the same length; the text itself where there are none. */
  readonly parsed: string;
  readonly documents: readonly Document.Parsed[];
  readonly eol: string;
  /** Blanks that one level adds. */
  readonly step: number;
}

/** From a collection to one of its members. */
export interface Step {
  readonly parent: YAMLMap | YAMLSeq;
  readonly key: string | number;
  /** Where the parent is a map. */
  readonly pair?: Pair;
}

/** A value in a manifest. */
export interface Place {
  readonly manifest: Manifest;
  readonly document: Document.Parsed;
  readonly node: Node;
  /** From the top of the document. */
  readonly steps: readonly Step[];
}

/** The part of a text to read as a manifest of its own, such as an inline patch. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** Larger files are no manifests that anybody edits. */
const LARGEST = 2_000_000;

/** Undefined for what is too large to be edited by hand. Errors are in the documents. */
export function openManifest(path: string, text: string, part?: Part): Manifest | undefined {
  if (text.length > LARGEST) return undefined;
  const whole = hasActions(text) && !path.endsWith('.json') ? maskActions(text) : text;
  const parsed = part === undefined ? whole : blankAround(whole, part);
  const all = parseAllDocuments(parsed, { uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
  const documents: readonly Document.Parsed[] = 'empty' in all ? [] : all;
  return { path, text, parsed, documents, eol: eolOf(text), step: stepOf(parsed, documents) };
}

function blankAround(text: string, { start, end }: Part): string {
  const blank = (around: string): string => around.replace(/[^\r\n]/g, ' ');
  return blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end));
}

/** How much deeper the first map inside a map stands, as most people keep to one width. A list's dash does not count. */
function stepOf(text: string, documents: readonly Document.Parsed[]): number {
  const widths = documents.flatMap(({ contents }) => (isMap(contents) ? widthsIn(text, contents) : []));
  return widths.find((width) => width > 0 && width <= 8) ?? 2;
}

function widthsIn(text: string, map: YAMLMap): number[] {
  return map.items.flatMap((pair) => {
    const inner = isMap(pair.value) ? pair.value.items[0] : undefined;
    const [own, first] = [startOf(pair), startOf(inner)];
    if (own === undefined || first === undefined || !beginsLine(text, own) || !beginsLine(text, first)) return [];
    return [columnOf(text, first) - columnOf(text, own)];
  });
}

function startOf(pair: Pair | undefined): number | undefined {
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

/** The scalar or alias that holds the offset, as a value and not as a key. */
export function locate(manifest: Manifest, offset: number): Place | undefined {
  for (const document of manifest.documents) {
    const [start, , end] = document.range;
    if (offset < start || offset >= end) continue;
    const found = descend(document.contents, offset, []);
    if (found !== undefined) return { manifest, document, ...found };
  }
  return undefined;
}

function descend(node: unknown, offset: number, steps: readonly Step[]): Pick<Place, 'node' | 'steps'> | undefined {
  if (!isNode(node) || !covers(node, offset)) return undefined;
  if (isScalar(node) || isAlias(node)) return { node, steps };
  for (const [step, child] of membersOf(node)) {
    const found = descend(child, offset, [...steps, step]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function covers({ range }: Node, offset: number): boolean {
  return range !== undefined && range !== null && range[0] <= offset && offset < Math.max(range[1], range[0] + 1);
}

function isNode(node: unknown): node is Node {
  return isScalar(node) || isAlias(node) || isMap(node) || isSeq(node);
}

function* membersOf(node: Node): Generator<[Step, unknown]> {
  if (isMap(node)) {
    for (const pair of node.items) yield [{ parent: node, key: keyOf(pair), pair }, pair.value];
  } else if (isSeq(node)) {
    for (const [key, item] of node.items.entries()) yield [{ parent: node, key }, item];
  }
}

export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

/** All nodes of a document in order, with the way to each. Aliases are not followed. */
export function* walk(place: Omit<Place, 'node' | 'steps'>): Generator<Place> {
  yield* walkFrom({ ...place, node: place.document.contents as ParsedNode, steps: [] });
}

function* walkFrom(place: Place): Generator<Place> {
  if (!isNode(place.node)) return;
  yield place;
  for (const [step, node] of membersOf(place.node))
    yield* walkFrom({ ...place, node: node as Node, steps: [...place.steps, step] });
}

export function pairOf(map: unknown, key: string): Pair | undefined {
  return isMap(map) ? map.items.find((pair) => keyOf(pair) === key) : undefined;
}

/** The value of a key, aliases followed. */
export function valueOf(map: unknown, key: string, document: Document): Node | undefined {
  return followed(pairOf(map, key)?.value, document);
}

export function followed(node: unknown, document: Document): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
}

/** The text of a scalar as its reader gets it; undefined for what is no scalar or comes out of a template. */
export function textOf(node: unknown, { parsed, text }: Manifest): string | undefined {
  if (!isScalar(node) || node.value === null || node.range === undefined || node.range === null) return undefined;
  const [start, end] = node.range;
  if (parsed !== text && hasActions(text.slice(start, end))) return undefined;
  // A number or boolean where a string is meant: what the author wrote is what was meant.
  return typeof node.value === 'string' ? node.value : text.slice(start, end);
}

/** `textOf` the value of a key. */
export function fieldOf(
  map: unknown,
  key: string,
  { manifest, document }: Omit<Place, 'node' | 'steps'>,
): string | undefined {
  return textOf(valueOf(map, key, document), manifest);
}

/** `spec.template.spec.containers[0].env[2].value` */
export function keyPathOf(steps: readonly Step[]): string {
  return steps.map(({ key }, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join('');
}

/** Every alias in the document that stands for this anchored node. */
export function aliasesOf({ manifest, document, node }: Place): Place[] {
  const { anchor } = node as Scalar;
  if (anchor === undefined) return [];
  return [...walk({ manifest, document })].filter(
    (place) => isAlias(place.node) && (place.node as Alias).resolve(document) === node,
  );
}

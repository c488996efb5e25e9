/** Edits that put small pieces of YAML or JSON into a manifest, in the manner of what stands around them. */

import { isMap, isPair, isScalar } from 'yaml';
import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { beginsLine, columnOf, lineStart, nextLine, trimEnd, type Edit } from './edit.js';
import type { Manifest, Part } from './manifest.js';

/** Something to write as it stood elsewhere, such as a number in octal. */
export class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** A piece to write: names, maps and lists of them. */
export type Piece = string | Raw | { readonly [key: string]: Piece } | readonly Piece[];

/** What YAML 1.1, which Kubernetes reads, or 1.2 would take for something else than a string. */
const NO_STRING = /^(true|false|yes|no|on|off|y|n|null|\.nan|[-+]?\.inf)$/i;
const PLAIN = /^[A-Za-z_./][-\w./]*$/;

export function scalarText(text: string): string {
  return PLAIN.test(text) && !NO_STRING.test(text) && text !== '.' ? text : JSON.stringify(text);
}

interface Layout {
  readonly column: number;
  readonly step: number;
  readonly eol: string;
}

/** `key: value` in block form, its first line without indentation, its last without line break. */
export function blockPair(key: string, value: Piece, layout: Layout): string {
  const { column, step, eol } = layout;
  if (isLeaf(value)) return `${scalarText(key)}: ${leafText(value)}`;
  if (isEmpty(value)) return `${scalarText(key)}: ${Array.isArray(value) ? '[]' : '{}'}`;
  const inner = { ...layout, column: column + step };
  return `${scalarText(key)}:${eol}${' '.repeat(inner.column)}${blockValue(value, inner)}`;
}

function isLeaf(value: Piece): value is string | Raw {
  return typeof value === 'string' || value instanceof Raw;
}

function leafText(value: string | Raw): string {
  return typeof value === 'string' ? scalarText(value) : value.text;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function blockValue(value: Piece, layout: Layout): string {
  if (isLeaf(value)) return leafText(value);
  const between = layout.eol + ' '.repeat(layout.column);
  if (isList(value)) return value.map((item) => blockItem(item, layout)).join(between);
  return Object.entries(value)
    .map(([key, inner]) => blockPair(key, inner, layout))
    .join(between);
}

/** `- item`, the further lines of a map below its first key. */
export function blockItem(item: Piece, layout: Layout): string {
  return `- ${blockValue(item, { ...layout, column: layout.column + 2 })}`;
}

function isList(value: Piece): value is readonly Piece[] {
  return Array.isArray(value);
}

function flowValue(value: Piece, json: boolean): string {
  if (isLeaf(value)) return json ? JSON.stringify(value) : leafText(value);
  if (isList(value)) return `[${value.map((item) => flowValue(item, json)).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, inner]) => flowPair(key, inner, json));
  return `{${pairs.join(', ')}}`;
}

function flowPair(key: string, value: Piece, json: boolean): string {
  return `${json ? JSON.stringify(key) : scalarText(key)}: ${flowValue(value, json)}`;
}

/** Several lines of JSON, the further ones indented from `column`. */
function prettyJson(value: Piece, { column, step, eol }: Layout): string {
  return JSON.stringify(value, undefined, step).replaceAll('\n', eol + ' '.repeat(column));
}

function layoutAt({ text, step, eol }: Manifest, at: number): Layout {
  return { column: columnOf(text, at), step, eol };
}

/** A pair as it would be written in this map, with its key at `at`. */
function pairText(
  manifest: Manifest,
  { map, at }: { map: YAMLMap; at: number },
  [key, value]: readonly [string, Piece],
): string {
  if (map.flow !== true) return blockPair(key, value, layoutAt(manifest, at));
  const json = isJson(map);
  if (json && /^"[^"]*":\S/.test(manifest.text.slice(at))) return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  if (!json || !beginsLine(manifest.text, at)) return flowPair(key, value, json);
  return `${JSON.stringify(key)}: ${prettyJson(value, layoutAt(manifest, at))}`;
}

function isJson(map: YAMLMap): boolean {
  return map.items.some(({ key }) => isScalar(key) && key.type === 'QUOTE_DOUBLE');
}

/** From the first character of the key to the last of the value, blanks behind a block scalar left out. */
export function rangeOf({ text }: Manifest, { key, value }: Pair): Part {
  const keyRange = (key as Node).range;
  const start = keyRange?.[0] ?? 0;
  const end = (value as Node | null)?.range?.[1] ?? keyRange?.[1] ?? start;
  return { start, end: Math.max(trimEnd(text, { start, end }), keyRange?.[1] ?? start) };
}

export function replacePair(
  manifest: Manifest,
  { map, pair }: { map: YAMLMap; pair: Pair },
  fresh: readonly [string, Piece],
): Edit {
  const range = rangeOf(manifest, pair);
  // A key without a value has its colon behind it.
  const bare = (pair.value as Node | null)?.range?.[0] === (pair.value as Node | null)?.range?.[1];
  const end = bare ? range.end + (/^\s*:/.exec(manifest.text.slice(range.end))?.[0].length ?? 0) : range.end;
  return { start: range.start, end, text: pairText(manifest, { map, at: range.start }, fresh) };
}

/** Adds pairs before another one, which keeps its place. */
export function insertPairs(
  manifest: Manifest,
  { map, before }: { map: YAMLMap; before: Pair },
  fresh: readonly (readonly [string, Piece])[],
): Edit {
  const at = rangeOf(manifest, before).start;
  const between =
    map.flow === true ? `,${gapBefore(manifest, at)}` : manifest.eol + ' '.repeat(columnOf(manifest.text, at));
  return { start: at, end: at, text: fresh.map((pair) => pairText(manifest, { map, at }, pair) + between).join('') };
}

/** Adds pairs behind another one, and behind the comment on its line. */
export function appendPairs(
  manifest: Manifest,
  { map, after }: { map: YAMLMap; after: Pair },
  fresh: readonly (readonly [string, Piece])[],
): Edit {
  const { start, end } = rangeOf(manifest, after);
  const flow = map.flow === true;
  const at = flow ? end : lineEnd(manifest.text, end);
  const between = flow ? `,${gapBefore(manifest, start)}` : manifest.eol + ' '.repeat(columnOf(manifest.text, start));
  return {
    start: at,
    end: at,
    text: fresh.map((pair) => between + pairText(manifest, { map, at: start }, pair)).join(''),
  };
}

/** What stands between the comma and an item of a flow collection: a blank, or a line break and the indentation. */
function gapBefore({ text, eol }: Manifest, at: number): string {
  return beginsLine(text, at) ? eol + ' '.repeat(columnOf(text, at)) : ' ';
}

function lineEnd(text: string, at: number): number {
  const next = nextLine(text, at);
  return next - (/\r?\n$/.exec(text.slice(Math.max(at, next - 2), next))?.[0].length ?? 0);
}

/** Adds items behind the last one. */
export function appendItems(manifest: Manifest, seq: YAMLSeq, items: readonly Piece[]): Edit {
  const { text, eol } = manifest;
  const [start = 0, end = 0] = seq.range ?? [];
  if (seq.flow === true) return appendToFlow(manifest, seq, items);
  const at = lineEnd(text, trimEnd(text, { start, end }));
  const layout = layoutAt(manifest, start);
  return {
    start: at,
    end: at,
    text: items.map((item) => `${eol}${' '.repeat(layout.column)}${blockItem(item, layout)}`).join(''),
  };
}

function appendToFlow(manifest: Manifest, seq: YAMLSeq, items: readonly Piece[]): Edit {
  const last = seq.items.at(-1) as Node | undefined;
  const json = manifest.path.endsWith('.json') || seq.items.some((item) => isMap(item) && isJson(item));
  const open = (seq.range?.[0] ?? 0) + 1;
  const at = last?.range?.[1] ?? open;
  const gap = last?.range === undefined || last.range === null ? '' : gapBefore(manifest, last.range[0]);
  const layout = layoutAt(manifest, last?.range?.[0] ?? open);
  const written = items.map((item) => (json && gap.length > 1 ? prettyJson(item, layout) : flowValue(item, json)));
  return {
    start: at,
    end: at,
    text: written.map((item, index) => (last === undefined && index === 0 ? item : `,${gap}${item}`)).join(''),
  };
}

/** Adds an item before the one at `index`. */
export function insertItem(manifest: Manifest, { seq, index }: { seq: YAMLSeq; index: number }, item: Piece): Edit {
  const { text, eol } = manifest;
  const at = (seq.items[index] as Node).range?.[0] ?? 0;
  if (seq.flow === true) {
    const json = seq.items.some((other) => isMap(other) && isJson(other));
    return { start: at, end: at, text: `${flowValue(item, json)},${gapBefore(manifest, at)}` };
  }
  const layout = layoutAt(manifest, seq.range?.[0] ?? 0);
  const dash = dashBefore(text, { at, column: layout.column });
  return { start: dash, end: dash, text: `${blockItem(item, layout)}${eol}${' '.repeat(layout.column)}` };
}

/** Adds an item behind the one at `index`. */
export function insertItemAfter(
  manifest: Manifest,
  { seq, index }: { seq: YAMLSeq; index: number },
  item: Piece,
): Edit {
  return index === seq.items.length - 1
    ? appendItems(manifest, seq, [item])
    : insertItem(manifest, { seq, index: index + 1 }, item);
}

/** Another text for a scalar, in the quotes that it has. */
export function replaceScalar({ text }: Manifest, node: Node, fresh: string): Edit {
  const [start = 0, end = 0] = node.range ?? [];
  const quote = /^["']/.exec(text.slice(start, end))?.[0];
  return { start, end, text: quote === undefined ? scalarText(fresh) : `${quote}${fresh}${quote}` };
}

/** The dash of the item that begins at `at`: at the list's column, on that line or one above. */
function dashBefore(text: string, { at, column }: { at: number; column: number }): number {
  let start = lineStart(text, at);
  while (start > 0 && text[start + column] !== '-') start = lineStart(text, start - 1);
  return start + column;
}

/**
 * Takes members out of a collection that keeps others: whole lines of a block, in flow style each with the comma that
 * parts it from a member that stays.
 */
export function removeMembers(
  { text }: Manifest,
  { members, gone, flow }: { members: readonly Part[]; gone: ReadonlySet<number>; flow: boolean },
): Edit[] {
  const lastKept = members.findLastIndex((_, index) => !gone.has(index));
  return members.flatMap(({ start, end }, index) => {
    if (!gone.has(index)) return [];
    if (!flow) return [{ ...linesOf(text, { start, end }), text: '' }];
    if (index < lastKept) return [{ start, end: members[index + 1]?.start ?? end, text: '' }];
    return [{ start: members[index - 1]?.end ?? start, end, text: '' }];
  });
}

/** With the line break before them, so that what is added behind the last one finds its place. */
function linesOf(text: string, { start, end }: Part): Part {
  const first = lineStart(text, start);
  const last = Math.max(end - 1, start);
  if (first === 0) return { start: first, end: nextLine(text, last) };
  return { start: lineEnd(text, lineStart(text, first - 1)), end: lineEnd(text, last) };
}

/** Ranges of the members of a map or list, in order. */
export function memberRanges(manifest: Manifest, { items }: YAMLMap | YAMLSeq): Part[] {
  return items.map((item) => {
    if (isPair(item)) return rangeOf(manifest, item);
    const [start = 0, end = 0] = (item as Node).range ?? [];
    return { start, end: trimEnd(manifest.text, { start, end }) };
  });
}

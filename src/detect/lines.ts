/** How far a text is looked at around a keyword, counted in lines. */

import { CONTEXT_LINES, type Range } from '../model/content.js';

const NEWLINE = 0x0a;

/** No line is followed further than this: more than any match reaches that is not a block. */
const FAR = 2048;

/** Bytes between two looks at a long line. */
const STEP = 400;

/** Keywords on one line and not far apart, and what may be looked at for them. */
export interface LineHits {
  /** Offsets, ascending; at least one. */
  readonly hits: readonly number[];
  /** The line itself and `CONTEXT_LINES` on each side, line breaks included, as far as they are not far away. */
  readonly context: Range;
}

/**
 * Groups `hits` (ascending) by the line they stand on. What is found for a group depends on nothing outside of its
 * context: so a text that differs from another one in some lines only has to be read again around those.
 */
export function* byLine(bytes: Uint8Array, hits: readonly number[]): Generator<LineHits> {
  let group: number[] = [];
  let lineEnd = -1;
  for (const hit of hits) {
    if (hit >= lineEnd) {
      if (group.length > 0) yield { hits: group, context: contextOf(bytes, group, lineEnd) };
      group = [];
      lineEnd = hit;
    }
    group.push(hit);
    if (bytes[lineEnd - 1] !== NEWLINE || lineEnd <= hit) lineEnd = endOfLine(bytes, lineEnd, hit + FAR);
  }
  if (group.length > 0) yield { hits: group, context: contextOf(bytes, group, lineEnd) };
}

function contextOf(bytes: Uint8Array, hits: readonly number[], lineEnd: number): Range {
  const [first = 0, last = 0] = [hits[0], hits.at(-1)];
  const [least, most] = [Math.max(0, first - FAR), Math.min(bytes.length, last + FAR)];
  let start = startOfLine(bytes, first, least);
  for (let line = 0; line < CONTEXT_LINES && start > least; line++) start = startOfLine(bytes, start - 1, least);
  let end = Math.min(lineEnd, most);
  for (let line = 0; line < CONTEXT_LINES && end < most; line++) end = endOfLine(bytes, end, most);
  return { start, end };
}

/** Offset of the first byte of the line that holds `offset`, or `least` when that is reached first. */
export function startOfLine(bytes: Uint8Array, offset: number, least = 0): number {
  let at = offset;
  while (at > least && bytes[at - 1] !== NEWLINE) at--;
  return at;
}

/** Offset behind the line break of the line that holds `offset`, or `most` when that is reached first. */
export function endOfLine(bytes: Uint8Array, offset: number, most = bytes.length): number {
  const limit = Math.min(bytes.length, most);
  let at = offset;
  while (at < limit && bytes[at] !== NEWLINE) at++;
  return at < limit ? at + 1 : limit;
}

/** Offsets in `ranges` at which something without a keyword is looked for: each line's start, and more of long lines. */
export function stepsOf(bytes: Uint8Array, ranges: Iterable<Range>): number[] {
  const steps: number[] = [];
  for (const { start, end } of ranges) {
    for (let line = start; line < end;) {
      const next = endOfLine(bytes, line, end);
      for (let at = line; at < next; at += STEP) steps.push(at);
      line = next;
    }
  }
  return steps;
}

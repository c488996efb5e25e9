/** How far a text is looked at around a keyword, counted in lines. */

import { CONTEXT_LINES, type Range } from '../model/content.js';

const NEWLINE = 0x0a;

/** Keywords on one line, and the lines that may be looked at for them. */
export interface LineHits {
  /** Offsets, ascending; at least one. */
  readonly hits: readonly number[];
  /** The line itself and `CONTEXT_LINES` on each side, line breaks included. */
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
      if (group.length > 0) yield { hits: group, context: contextOf(bytes, group[0] ?? 0) };
      group = [];
      lineEnd = endOfLine(bytes, hit);
    }
    group.push(hit);
  }
  if (group.length > 0) yield { hits: group, context: contextOf(bytes, group[0] ?? 0) };
}

/** The line that holds `offset`, and `CONTEXT_LINES` on each side. */
function contextOf(bytes: Uint8Array, offset: number): Range {
  let start = startOfLine(bytes, offset);
  for (let line = 0; line < CONTEXT_LINES && start > 0; line++) start = startOfLine(bytes, start - 1);
  let end = endOfLine(bytes, offset);
  for (let line = 0; line < CONTEXT_LINES && end < bytes.length; line++) end = endOfLine(bytes, end);
  return { start, end };
}

/** Offset of the first byte of the line that holds `offset`. */
export function startOfLine(bytes: Uint8Array, offset: number): number {
  return offset <= 0 ? 0 : bytes.lastIndexOf(NEWLINE, offset - 1) + 1;
}

/** Offset behind the line break of the line that holds `offset`. */
export function endOfLine(bytes: Uint8Array, offset: number): number {
  const newline = bytes.indexOf(NEWLINE, offset);
  return newline < 0 ? bytes.length : newline + 1;
}

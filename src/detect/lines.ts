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

/** Lines are short: walking them byte by byte is faster than a call, up to this length. */
const SHORT = 200;

/** Offset of the first byte of the line that holds `offset`. */
export function startOfLine(bytes: Uint8Array, offset: number): number {
  const limit = Math.max(0, offset - SHORT);
  let at = offset;
  while (at > limit && bytes[at - 1] !== NEWLINE) at--;
  return at > limit || at === 0 ? at : bytes.lastIndexOf(NEWLINE, at - 1) + 1;
}

/** Offset behind the line break of the line that holds `offset`. */
export function endOfLine(bytes: Uint8Array, offset: number): number {
  const limit = Math.min(bytes.length, offset + SHORT);
  let at = offset;
  while (at < limit && bytes[at] !== NEWLINE) at++;
  if (at < limit) return at + 1;
  const newline = bytes.indexOf(NEWLINE, at);
  return newline < 0 ? bytes.length : newline + 1;
}

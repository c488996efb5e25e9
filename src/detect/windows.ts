/** The parts of a text that a detector's pattern is run on: around its keyword hits, as far as a match can reach. */

import type { Range } from '../model/content.js';

/** How far a window is stretched so that it does not begin or end inside a word. */
const STRETCH = 256;

/**
 * Merged windows around `hits` (offsets of keywords, any order). A window begins after and ends before a byte that is
 * not part of a word, or `STRETCH` bytes further, so that `\b` at its edge means what it means in the whole text.
 */
export function windowsAround(
  bytes: Uint8Array,
  hits: readonly number[],
  reach: { readonly before: number; readonly after: number },
): Range[] {
  const windows: { start: number; end: number }[] = [];
  for (const hit of ascending(hits)) {
    const start = stretchBack(bytes, Math.max(0, hit - reach.before));
    const end = stretchForward(bytes, Math.min(bytes.length, hit + reach.after));
    const last = windows.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else windows.push({ start, end });
  }
  return windows;
}

function ascending(hits: readonly number[]): readonly number[] {
  const sorted = hits.every((hit, i) => i === 0 || (hits[i - 1] ?? 0) <= hit);
  return sorted ? hits : hits.toSorted((a, b) => a - b);
}

/** Takes one byte more than the word, so that a pattern which asks for a character before the word has one. */
function stretchBack(bytes: Uint8Array, from: number): number {
  let start = from;
  const limit = Math.max(0, from - STRETCH);
  while (start > limit && isWordByte(bytes[start - 1])) start--;
  return Math.max(0, start - 1);
}

function stretchForward(bytes: Uint8Array, from: number): number {
  let end = from;
  const limit = Math.min(bytes.length, from + STRETCH);
  while (end < limit && isWordByte(bytes[end])) end++;
  return Math.min(bytes.length, end + 1);
}

/** Letters, digits and what tokens are made of besides: `_ - + / = . ~`. */
function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x2d && byte <= 0x39) ||
    byte === 0x5f ||
    byte === 0x2b ||
    byte === 0x3d ||
    byte === 0x7e
  );
}

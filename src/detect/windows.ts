/** The parts of a text that a detector's pattern is run on: around its keyword hits, as far as a match can reach. */

import type { Range } from '../model/content.js';
import { byLine } from './lines.js';

/** How far a window is stretched so that it does not begin or end inside a word. */
const STRETCH = 256;

/** A reach beyond this is that of a block of many lines. */
const BLOCK = 800;

/** A part of a text to match in. */
export interface Window extends Range {
  /** What it depends on: a text in which these bytes and the lines around are the same has the same window. */
  readonly depends: Range;
}

/**
 * Windows around `hits` (offsets of keywords, any order), merged where they overlap: those of one line, and those of
 * blocks wherever they are. A window begins after and ends before a byte that is not part of a word, or `STRETCH` bytes
 * further, so that `\b` at its edge means what it means in the whole text. It stays within the context of its line, unless
 * its reach is that of a block.
 */
export function windowsAround(bytes: Uint8Array, hits: readonly number[], reach: Reach): Window[] {
  const sorted = ascending(hits);
  if (isBlock(reach)) {
    const limits = { start: 0, end: bytes.length };
    return mergedWindows(bytes, { hits: sorted, limits }, reach).map((window) => ({ ...window, depends: window }));
  }
  const windows: Window[] = [];
  for (const { hits: onLine, context } of byLine(bytes, sorted)) {
    const [first = 0] = onLine;
    for (const window of mergedWindows(bytes, { hits: onLine, limits: context }, reach)) {
      windows.push({ ...window, depends: { start: first, end: first + 1 } });
    }
  }
  return windows;
}

/** How many bytes a match may begin before the keyword's first byte, and end after it. */
export interface Reach {
  readonly before: number;
  readonly after: number;
}

/** Whether matches may go over many lines, as private keys do. */
export function isBlock({ before, after }: Reach): boolean {
  return before + after > BLOCK;
}

function mergedWindows(
  bytes: Uint8Array,
  { hits, limits }: { hits: readonly number[]; limits: Range },
  reach: Reach,
): Range[] {
  const windows: { start: number; end: number }[] = [];
  for (const hit of hits) {
    const start = Math.max(limits.start, stretchBack(bytes, Math.max(limits.start, hit - reach.before)));
    const end = Math.min(limits.end, stretchForward(bytes, Math.min(limits.end, hit + reach.after)));
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

/** Percent-encoding (RFC 3986 section 2.1), in each stretch of URL characters that has some. */

import { isMostlyText } from './printable.js';
import type { Decoded } from './layer.js';

const PERCENT = 0x25;

/** Each stretch around `places` (offsets of `%XX`, ascending) that decodes to text. */
export function* decodePercent(bytes: Uint8Array, places: Uint32Array): Generator<Decoded> {
  let from = 0;
  for (const at of places) {
    if (at < from) continue;
    let start = at;
    while (start > from && isUrlByte(bytes[start - 1])) start--;
    let end = at;
    while (end < bytes.length && isUrlByte(bytes[end])) end++;
    const decoded = decodeStretch(bytes, start, end);
    if (isMostlyText(decoded.bytes)) yield decoded;
    from = end;
  }
}

function decodeStretch(bytes: Uint8Array, start: number, end: number): Decoded {
  const result = new Uint8Array(end - start);
  const starts = new Uint32Array(end - start);
  const widths = new Uint8Array(end - start);
  let size = 0;
  for (let at = start; at < end; size++) {
    const value = bytes[at] === PERCENT ? hexPair(bytes, at + 1) : -1;
    const width = value < 0 ? 1 : 3;
    result[size] = value < 0 ? (bytes[at] ?? 0) : value;
    starts[size] = at;
    widths[size] = width;
    at += width;
  }
  return {
    encoding: 'percent',
    bytes: result.subarray(0, size),
    start: (at) => starts[at] ?? 0,
    end: (at) => (starts[at] ?? 0) + (widths[at] ?? 0),
  };
}

/** The value of two hex digits, or -1. */
function hexPair(bytes: Uint8Array, at: number): number {
  const high = hexDigit(bytes[at]);
  const low = hexDigit(bytes[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Printable ASCII except what ends a URL in running text: blanks, quotes, angle brackets, backslash, backtick, braces. */
function isUrlByte(byte: number | undefined): boolean {
  if (byte === undefined || byte <= 0x20 || byte >= 0x7f) return false;
  switch (byte) {
    case 0x22: // "
    case 0x27: // '
    case 0x3c: // <
    case 0x3e: // >
    case 0x5c: // \
    case 0x60: // `
    case 0x7b: // {
    case 0x7d: // }
      return false;
    default:
      return true;
  }
}

/** UTF-16, as Windows tools write it: recognised by its byte order mark or by the zero bytes between ASCII letters. */

import type { Decoded } from './layer.js';

type Order = 'utf-16le' | 'utf-16be';

/** How many bytes decide, and how many of the 16-bit units in them must be ASCII. */
const SAMPLE = 256;
const ASCII_SHARE = 0.7;

/** The byte order when `bytes` is UTF-16 text, otherwise undefined. */
export function utf16Order(bytes: Uint8Array): Order | undefined {
  if (bytes.length < 8) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe && (bytes[2] !== 0 || bytes[3] !== 0)) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const units = Math.min(SAMPLE, bytes.length) >> 1;
  let little = 0;
  let big = 0;
  for (let unit = 0; unit < units; unit++) {
    const first = bytes[unit * 2] ?? 0;
    const second = bytes[unit * 2 + 1] ?? 0;
    if (second === 0 && isAscii(first)) little++;
    if (first === 0 && isAscii(second)) big++;
  }
  if (little >= units * ASCII_SHARE) return 'utf-16le';
  if (big >= units * ASCII_SHARE) return 'utf-16be';
  return undefined;
}

/** Converts to UTF-8. A lone surrogate or a last odd byte becomes U+FFFD or is dropped. */
export function decodeUtf16(bytes: Uint8Array, order: Order): Decoded {
  const text = utf16Text(bytes, order);
  const utf8 = Buffer.from(text, 'utf8');
  // One entry a byte of the result: the first source byte, and how many source bytes the character took.
  const starts = new Uint32Array(utf8.length);
  const widths = new Uint8Array(utf8.length);
  let at = 0;
  let source = 0;
  for (const character of text) {
    const size = utf8Size(character.codePointAt(0) ?? 0);
    starts.fill(source, at, at + size);
    widths.fill(character.length * 2, at, at + size);
    at += size;
    source += character.length * 2;
  }
  return {
    encoding: order,
    bytes: utf8,
    start: (index) => starts[index] ?? 0,
    end: (index) => (starts[index] ?? 0) + (widths[index] ?? 0),
  };
}

function utf16Text(bytes: Uint8Array, order: Order): string {
  const even = bytes.subarray(0, bytes.length & ~1);
  if (order === 'utf-16le') return Buffer.from(even.buffer, even.byteOffset, even.length).toString('utf16le');
  return Buffer.from(even).swap16().toString('utf16le');
}

function utf8Size(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

function isAscii(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

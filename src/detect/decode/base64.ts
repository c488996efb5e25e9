/** base64 (RFC 4648 sections 4 and 5) and hex, in the runs that `runs.ts` finds. */

import { latin1 } from '../bytes.js';
import { isMostlyText } from './printable.js';
import { utf16Order } from './utf16.js';
import type { Decoded } from './layer.js';
import { LEAST_RUN, type Run } from './runs.js';

/** Digits of the shortest hex text: sixteen bytes. */
const LEAST_HEX = 32;

/** The text that a run encodes, or undefined when it does not decode to text. */
export function decodeRun(run: Run): Decoded | undefined {
  return decodeHex(run) ?? decodeBase64(run);
}

function decodeBase64(run: Run): Decoded | undefined {
  const encoding = alphabetOf(run.text);
  // The first groups decide for nearly every run, so a megabyte of image is not decoded to learn that it is one.
  if (encoding === undefined || !isTextual(bytesOf(run.text.subarray(0, LEAST_RUN)))) return undefined;
  const bytes = bytesOf(run.text);
  if (!isTextual(bytes)) return undefined;
  return {
    encoding,
    bytes,
    start: (at) => run.position(characterOf(at)),
    end: (at) => run.position(characterOf(at) + 1) + 1,
  };
}

/** Byte 3k+r comes from characters 4k+r and 4k+r+1: the index of the first. */
function characterOf(byte: number): number {
  return Math.floor(byte / 3) * 4 + (byte % 3);
}

function decodeHex(run: Run): Decoded | undefined {
  if (run.text.length < LEAST_HEX || run.text.length % 2 !== 0 || !run.text.every(isHexDigit)) return undefined;
  const bytes = Buffer.from(latin1(run.text), 'hex');
  if (!isMostlyText(bytes)) return undefined;
  return {
    encoding: 'hex',
    bytes,
    start: (at) => run.position(at * 2),
    end: (at) => run.position(at * 2 + 1) + 1,
  };
}

/** Which of the two alphabets; undefined for a mixture, which is neither. */
function alphabetOf(text: Uint8Array): 'base64' | 'base64url' | undefined {
  let standard = false;
  let url = false;
  for (const byte of text) {
    if (byte === 0x2b || byte === 0x2f) standard = true;
    else if (byte === 0x2d || byte === 0x5f) url = true;
  }
  if (standard && url) return undefined;
  return url ? 'base64url' : 'base64';
}

/** Node's decoder takes both alphabets and no padding. */
function bytesOf(text: Uint8Array): Uint8Array {
  return Buffer.from(latin1(text), 'base64');
}

/** UTF-16 counts as text here: PowerShell encodes commands so. The next layer undoes it. */
function isTextual(bytes: Uint8Array): boolean {
  return isMostlyText(bytes) || utf16Order(bytes) !== undefined;
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

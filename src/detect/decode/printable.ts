/** Whether decoded bytes are text. Most things that look like base64 or hex are not, and are dropped here. */

/** The share of bytes that may be outside ASCII text: names and comments in other languages, in UTF-8. */
const TOLERATED = 0.1;

/** True when `bytes` reads as text, nearly all of it ASCII. */
export function isMostlyText(bytes: Uint8Array): boolean {
  let odd = 0;
  const limit = Math.floor(bytes.length * TOLERATED);
  for (const byte of bytes) {
    if (isAsciiText(byte)) continue;
    if (byte < 0x80 || ++odd > limit) return false;
  }
  return true;
}

function isAsciiText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

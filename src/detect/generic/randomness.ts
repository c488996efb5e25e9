/**
 * How unlike written language a value is: the mean surprise of its characters given the one before, by the statistics of
 * `bigrams.ts`. Words and identifiers come out at 3 to 4 bits, random letters and digits above 5, whatever their length;
 * Shannon entropy cannot tell `configuration` from `xkqzjvbnwtpl`.
 */

import { BIGRAMS, SYMBOLS } from './bigrams.js';

const INDEX = new Map([...SYMBOLS].map((symbol, index) => [symbol, index]));
const BOUNDARY = 0;

/** Bits per character; 0 for the empty text. A capital after a small letter begins a new word, as in camel case. */
export function surprise(text: string): number {
  let bits = 0;
  let before = BOUNDARY;
  for (let at = 0; at < text.length; at++) {
    const symbol = INDEX.get((text[at] ?? '').toLowerCase()) ?? BOUNDARY;
    if (at > 0 && isUpper(text, at) && isLower(text, at - 1)) {
      bits += bigram(before, BOUNDARY);
      before = BOUNDARY;
    }
    bits += bigram(before, symbol);
    before = symbol;
  }
  return text.length === 0 ? 0 : bits / text.length;
}

/** Letters of the table are quarter bits, `A` for none. */
function bigram(before: number, after: number): number {
  return ((BIGRAMS[before]?.charCodeAt(after) ?? 65) - 65) / 4;
}

function isUpper(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x41 && code <= 0x5a;
}

function isLower(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x61 && code <= 0x7a;
}

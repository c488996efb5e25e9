/**
 * How unlike written language a value is: the mean surprise of its characters given the one before, by the statistics of
 * `bigrams.ts`. Words and identifiers come out at 3 to 4 bits, random letters and digits above 5, whatever their length;
 * Shannon entropy cannot tell `configuration` from `xkqzjvbnwtpl`.
 */

import { BIGRAMS, SYMBOLS } from './bigrams.js';

/** Bits a character above which a value is taken for random; words stay below 4. */
export const RANDOM = 4.7;
export const VERY_RANDOM = 5.2;

/** Stands for the beginning and the end of a word and for every sign. */
const BOUNDARY = 0;

/** Bits of a sign behind a sign, which words do not have and the table thus knows nothing about. */
const SIGN = 5;

const COUNT = SYMBOLS.length;

/** Number of the symbol for each byte, in either letter case. */
const SYMBOL_OF = new Uint8Array(256);
for (let symbol = 1; symbol < COUNT; symbol++) {
  SYMBOL_OF[SYMBOLS.charCodeAt(symbol)] = symbol;
  SYMBOL_OF[SYMBOLS.toUpperCase().charCodeAt(symbol)] = symbol;
}

/** Bits of a symbol behind another, row by row. Letters of the table are quarter bits, `A` for none. */
const BITS = Float64Array.from(BIGRAMS.join(''), (letter) => (letter.charCodeAt(0) - 65) / 4);
BITS[BOUNDARY] = SIGN;

/** Bits per character; 0 for the empty text. A capital after a small letter begins a new word, as in camel case. */
export function surprise(text: string): number {
  let bits = 0;
  let before = BOUNDARY;
  let afterSmall = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (afterSmall && code >= 0x41 && code <= 0x5a) {
      bits += BITS[before * COUNT + BOUNDARY] ?? 0;
      before = BOUNDARY;
    }
    const symbol = SYMBOL_OF[code] ?? BOUNDARY;
    bits += BITS[before * COUNT + symbol] ?? 0;
    before = symbol;
    afterSmall = code >= 0x61 && code <= 0x7a;
  }
  return text.length === 0 ? 0 : bits / text.length;
}

/** Digits and signs that people write in place of letters, `0` for `o` and so on. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** `surprise` of the text with the digits and signs behind it cut off and those that look like letters read as such. */
export function surpriseSpelt(text: string): number {
  const word = text.replace(/[^A-Za-z]{1,8}$/, '');
  return surprise(word.toLowerCase().replace(/[013457@$!]/g, (character) => LOOKALIKES[character] ?? character));
}

/** Strings: where one begins, where it ends, and whether a place is inside one. */

import type { Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import { BACKSLASH, isLetter, isLineEnd, isQuote, markAt, NEWLINE, SLACK, startsWith } from './characters.js';

export interface Quote {
  /** Offset of the first byte inside. */
  readonly start: number;
  readonly quote: number;
  /** The quote itself is escaped, inside an outer string: `\"`. */
  readonly escaped: boolean;
  /** What closes it, where that is more than one byte. */
  readonly mark?: string;
  /** The string is the argument of a call that turns it into the value: `Base64.decode("...")`. */
  readonly wrapped: boolean;
}

/** How far back a line is read to tell whether a place is inside a string. */
const LOOK_BACK = 400;

/** Prefixes of strings in various languages: `b'`, `@"`, `[`, `(`. */
const PREFIX = /^(?:[bruRBUL@&]{1,2}|\[\]byte\(|\[|\()?\s?(?=\\?["'`])/;

/** Constructors of values, and decoders: `new Password(`, `Base64.decode(`, `Buffer.from(`. */
const WRAPPER =
  /^(?:new |&)?(?:\w{1,30}(?:\.|::|->)){0,3}(?:[A-Z]\w{0,30}|(?:from|decode|unhex|atob|b64|base64|hex|bytes|str)\w{0,20})\(\s?[bruB@]?(?=\\?["'`])/;

/** Functions that look something up by the name that they are given. */
const READER =
  /(?:^|[.:>])(?:Get|Read|Find|Fetch|Load|Lookup|Env|Has|Is|Must|Require|Prompt|Ask|Format|Sprintf?|Print|Error|New)[^(]*\($/;

/** A quote at `at`, behind what languages put in front of strings. */
export function openingQuote(bytes: Uint8Array, at: number): Quote | undefined {
  const text = latin1(bytes, at, at + SLACK);
  const prefix = PREFIX.exec(text);
  if (prefix !== null && !startsWith(bytes, at, '``')) return quoteAt(bytes, at + prefix[0].length, false);
  const mark = markAt(bytes, at);
  if (mark !== undefined) {
    return { start: at + mark.length, quote: 0, mark: mark.close, escaped: false, wrapped: false };
  }
  const wrapper = WRAPPER.exec(text);
  return wrapper === null || READER.test(wrapper[0]) ? undefined : quoteAt(bytes, at + wrapper[0].length, true);
}

function quoteAt(bytes: Uint8Array, from: number, wrapped: boolean): Quote | undefined {
  const escaped = bytes[from] === BACKSLASH;
  const start = from + (escaped ? 2 : 1);
  const quote = bytes[start - 1] ?? 0;
  // Three quotes in a row open a block of text in several languages: not a value on this line.
  return bytes[start] === quote ? undefined : { start, quote, escaped, wrapped };
}

/** Offset of the closing quote, or undefined when there is none on the line and before `limit`. */
export function closingQuote(bytes: Uint8Array, opening: Quote, limit: number): number | undefined {
  const { start, quote, escaped, mark } = opening;
  if (mark !== undefined) return closingMark(bytes, { start, end: limit }, mark);
  for (let at = start; at < limit; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE) return undefined;
    if (byte === BACKSLASH) {
      if (escaped && bytes[at + 1] === quote) return at;
      at++;
    } else if (byte === quote) return at;
  }
  return undefined;
}

function closingMark(bytes: Uint8Array, { start, end }: Range, mark: string): number | undefined {
  for (let at = start; at < end && bytes[at] !== NEWLINE; at++) if (startsWith(bytes, at, mark)) return at;
  return undefined;
}

/** The quote of the string that the byte at `at` is inside of, as far as its line tells. */
export function enclosingQuote(bytes: Uint8Array, at: number): number | undefined {
  let from = at;
  while (from > 0 && at - from < LOOK_BACK && !isLineEnd(bytes[from - 1])) from--;
  let open: number | undefined;
  for (let place = from; place < at; place++) {
    const byte = bytes[place];
    if (byte === BACKSLASH) place++;
    else if (open === undefined) {
      // An apostrophe inside a word opens nothing.
      if (isQuote(byte) && !(byte === 0x27 && isLetter(bytes[place - 1]))) open = byte;
    } else if (byte === open) open = undefined;
  }
  return open;
}

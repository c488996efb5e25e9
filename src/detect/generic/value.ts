/** From the end of a name over the operator to the value, in whatever language it is. */

import type { Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import { isFlag, isShellLine, type Operator } from './assignment.js';
import { isBlank, isLineEnd, isQuote, NEWLINE, SLACK, skipBlanks } from './characters.js';
import { closingQuote, enclosingQuote, openingQuote, type Quote } from './quotes.js';
import type { Syntax } from './syntax.js';

export interface Value {
  /** Offsets of the value without its quotes. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly quoted: boolean;
  /** It was the argument of a call, which might as well look something up by it. */
  readonly wrapped: boolean;
}

/** The longest value; what is longer is data. */
const LONGEST_VALUE = 512;

/** Bytes besides blanks, line ends and quotes that end a bare value: `,` `;` `)` `&` `<` `>`, and outside a string `|`. */
const ENDS_BARE = [0x2c, 0x3b, 0x29, 0x26, 0x3c, 0x3e];
const PIPE = 0x7c;

/** The value that the operator gives to the name, or undefined when it is none that is written here. */
export function valueAfter(
  bytes: Uint8Array,
  { name, operator, syntax }: { name: Range; operator: Operator; syntax: Syntax },
): Value | undefined {
  const from = skipBlanks(bytes, operator.end);
  const around = bytes[name.end] === 0x3d ? enclosingQuote(bytes, name.start) : undefined;
  // `"password=" + password`: the string that the name stands in ends here.
  if (around !== undefined && bytes[from] === around) return undefined;
  const opening = openingQuote(bytes, from);
  if (opening !== undefined) {
    const end = closingQuote(bytes, opening, Math.min(bytes.length, opening.start + LONGEST_VALUE));
    return end === undefined ? undefined : made(bytes, { start: opening.start, end }, opening);
  }
  const inString = around !== undefined || isInQuery(bytes, name);
  const element = operator.kind === 'element';
  const written = operator.kind === 'assign' && syntax !== 'code';
  if (!element && !written && !inString && !isFlag(bytes, name) && !isShellLine(bytes, name)) return undefined;
  // `"name": value` in data is a number, a list or a reference, not a string.
  if (isQuote(bytes[name.end])) return undefined;
  return element ? elementText(bytes, from) : bareValue(bytes, from, inString);
}

/** `?name=value`, `&name=value`: written out in an address, whatever the language around it. */
function isInQuery(bytes: Uint8Array, { start, end }: Range): boolean {
  return bytes[end] === 0x3d && (bytes[start - 1] === 0x3f || bytes[start - 1] === 0x26);
}

/** The text of an element that is closed right behind it; otherwise `>` was something else. */
function elementText(bytes: Uint8Array, start: number): Value | undefined {
  const limit = Math.min(bytes.length, start + LONGEST_VALUE);
  let end = start;
  while (end < limit && bytes[end] !== 0x3c && bytes[end] !== NEWLINE) end++;
  return bytes[end] === 0x3c && bytes[end + 1] === 0x2f ? made(bytes, { start, end }) : undefined;
}

function bareValue(bytes: Uint8Array, start: number, inString: boolean): Value | undefined {
  const limit = Math.min(bytes.length, start + LONGEST_VALUE);
  let end = start;
  while (end < limit && !endsBare(bytes[end], inString)) end++;
  if (end === limit && limit < bytes.length) return undefined;
  // A template such as `prefix_<your-key>`.
  if (bytes[end] === 0x3c) return undefined;
  // A quote inside: part of an expression, such as `env["NAME"]`.
  if (isQuote(bytes[end]) && !inString) return undefined;
  if (isBlank(bytes[end]) && isProse(bytes, end)) return undefined;
  return made(bytes, { start, end });
}

/** More words behind it: a sentence, not a value. A comment or another command is no part of it. */
function isProse(bytes: Uint8Array, from: number): boolean {
  const rest = /^[^\r\n]*/.exec(latin1(bytes, from, from + 2 * SLACK))?.[0] ?? '';
  return /^\s+[A-Za-z']+\s+[A-Za-z']+/.test(rest) || /^\s+(and|or|is|for|to|in|of|the|with)\b/.test(rest);
}

function made(bytes: Uint8Array, { start, end }: Range, opening?: Quote): Value | undefined {
  if (end <= start) return undefined;
  const text = latin1(bytes, start, end);
  return { start, end, text, quoted: opening !== undefined, wrapped: opening?.wrapped ?? false };
}

function endsBare(byte: number | undefined, inString: boolean): boolean {
  if (isBlank(byte) || isLineEnd(byte) || isQuote(byte) || ENDS_BARE.includes(byte ?? 0)) return true;
  return byte === PIPE && !inString;
}

/** From the end of a name over the operator to the value, in whatever language it is. */

import type { Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import { FARTHEST, isFlag, isShellLine, type Operator, type OperatorKind } from './assignment.js';
import { BACKSLASH, isBlank, isLetter, isLineEnd, isQuote, NEWLINE, SLACK, skipBlanks } from './characters.js';
import { schemeLength } from './credential.js';
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
  /** It has no end on its line. */
  readonly open: boolean;
  /** Not quoted itself, but part of a longer string. */
  readonly inString: boolean;
  /** The line begins as a comment does. */
  readonly inComment: boolean;
  readonly operator: OperatorKind;
  readonly syntax: Syntax;
}

/** A value of which nothing is known but that a name in a file of data is given to it. */
export function valueInData(text: string, start = 0): Value {
  return {
    start,
    end: start + text.length,
    text,
    quoted: true,
    wrapped: false,
    open: false,
    inString: false,
    inComment: false,
    operator: 'assign',
    syntax: 'data',
  };
}

export interface Place {
  readonly name: Range;
  readonly operator: Operator;
  readonly syntax: Syntax;
}

/** The longest value; what is longer is data. */
const LONGEST_VALUE = 512;

/** The most values of one list. */
const MOST_ITEMS = 16;

/** What is cut out of a value that goes on in the next line must be this long to be of interest. */
const LEAST_OPEN = 32;

/** Bytes besides blanks, line ends and quotes that end a bare value: `,` `;` `)` `&` `<` `>`, and outside a string `|`. */
const ENDS_BARE = [0x2c, 0x3b, 0x29, 0x26, 0x3c, 0x3e];
const PIPE = 0x7c;

/** The values that the operator gives to the name; none when it is nothing that is written here. */
export function valuesAfter(bytes: Uint8Array, place: Place): Value[] {
  const { name, operator } = place;
  const from = valueStart(bytes, place);
  const around = bytes[name.end] === 0x3d ? enclosingQuote(bytes, name.start) : undefined;
  // `"password=" + password`: the string that the name stands in ends here.
  if (around !== undefined && bytes[from] === around) return [];
  const opening = openingQuote(bytes, from);
  if (opening !== undefined) return quotedValues(bytes, opening, place);
  if (operator.kind === 'element') return listed(elementText(bytes, from, place));
  // `"name": value` in data is a number, a list or a reference, not a string.
  if (operator.kind === 'compare' || (isQuote(bytes[name.end]) && operator.kind !== 'words')) return [];
  const inString = around !== undefined || isInQuery(bytes, name);
  return listed(bareValue(bytes, { ...place, from: from + schemeAt(bytes, name, from), inString }));
}

/** `Authorization: Bearer ...`, inside a longer string or in none: the value is behind the scheme. */
function schemeAt(bytes: Uint8Array, name: Range, from: number): number {
  return schemeLength(latin1(bytes, from, from + SLACK), latin1(bytes, name.start, name.end));
}

function listed(value: Value | undefined): Value[] {
  return value === undefined ? [] : [value];
}

/** Behind these a value stands directly. */
const STAYS: readonly OperatorKind[] = ['blank', 'element', 'list'];

/** `[`, `(`, `{`, `*`, a line end: the first byte where something has to be stepped over. */
const MAY_WRAP = [0x5b, 0x28, 0x7b, 0x2a, 0x0d, NEWLINE];

/** Over blanks, and in lists and calls over one line break to what stands by itself in the next line. */
function valueStart(bytes: Uint8Array, { operator }: Place): number {
  const from = skipBlanks(bytes, operator.end);
  if (STAYS.includes(operator.kind) || !MAY_WRAP.includes(bytes[from] ?? 0)) return from;
  const next = /^[[({]?[ \t]{0,40}\r?\n[ \t]{0,120}(?:-[ \t]{1,8}(?=[^\s:]+[ \t]*[\r\n])|(?=["'`]))|^\*{2}[ \t]*/.exec(
    latin1(bytes, from, from + FARTHEST),
  );
  return from + (next?.[0].length ?? 0);
}

/** The string, and as long as commas follow, the strings behind it. */
function quotedValues(bytes: Uint8Array, first: Quote, place: Place): Value[] {
  const values: Value[] = [];
  let opening: Quote | undefined = first;
  const isList = bytes[first.start - 2] === 0x5b;
  while (opening !== undefined && values.length < MOST_ITEMS) {
    const end = closingQuote(bytes, opening, Math.min(bytes.length, opening.start + LONGEST_VALUE));
    if (end === undefined) return [...values, ...listed(openValue(bytes, opening, place))];
    values.push(...listed(made(bytes, { start: opening.start, end }, { place, opening })));
    const next: number | undefined = isList ? nextItem(bytes, end) : undefined;
    opening = next === undefined ? undefined : openingQuote(bytes, next);
  }
  return values;
}

function nextItem(bytes: Uint8Array, end: number): number | undefined {
  const comma = /^.[ \t]{0,8},[ \t]{0,8}(?=["'`])/.exec(latin1(bytes, end, end + SLACK));
  return comma === null ? undefined : end + comma[0].length;
}

/** A long run without blanks up to the end of the line: a value that goes on in the next. */
function openValue(bytes: Uint8Array, { start }: Quote, place: Place): Value | undefined {
  const run = /^[A-Za-z0-9+/=_-]+(?=\\?\r?\n)/.exec(latin1(bytes, start, start + LONGEST_VALUE))?.[0] ?? '';
  if (run.length < LEAST_OPEN) return undefined;
  const value = made(bytes, { start, end: start + run.length }, { place, quoted: true });
  return value === undefined ? undefined : { ...value, open: true };
}

/** `?name=value`, `&name=value`: written out in an address, whatever the language around it. */
function isInQuery(bytes: Uint8Array, { start, end }: Range): boolean {
  return bytes[end] === 0x3d && (bytes[start - 1] === 0x3f || bytes[start - 1] === 0x26);
}

/** The text of an element that is closed right behind it; otherwise `>` was something else. */
function elementText(bytes: Uint8Array, start: number, place: Place): Value | undefined {
  const limit = Math.min(bytes.length, start + LONGEST_VALUE);
  let end = start;
  while (end < limit && bytes[end] !== 0x3c && bytes[end] !== NEWLINE) end++;
  if (bytes[end] !== 0x3c || bytes[end + 1] !== 0x2f) return undefined;
  return made(bytes, { start, end }, { place, quoted: true });
}

interface Bare extends Place {
  readonly from: number;
  readonly inString: boolean;
}

function bareValue(bytes: Uint8Array, bare: Bare): Value | undefined {
  const { from: start, inString } = bare;
  const limit = Math.min(bytes.length, start + LONGEST_VALUE);
  let end = start;
  while (end < limit && !endsBare(bytes, end, inString)) end++;
  if (end === limit && limit < bytes.length) return undefined;
  // A template such as `prefix_<your-key>`.
  if (bytes[end] === 0x3c) return undefined;
  if (isQuote(bytes[end]) && !inString) {
    // A quote inside is part of an expression, such as `env["NAME"]`, unless the whole is a string: `'Name: value'`.
    if (enclosingQuote(bytes, bare.name.start) !== bytes[end]) return undefined;
    return made(bytes, { start, end }, { place: bare, inString: true });
  }
  if (isBlank(bytes[end]) && !isFlag(bytes, bare.name) && isProse(bytes, end)) return undefined;
  if (!isWritten(bytes, bare, end)) return undefined;
  return made(bytes, { start, end }, { place: bare, inString });
}

/** Whether something without quotes is a value here: in a program it is an expression, unless nothing follows it. */
function isWritten(bytes: Uint8Array, bare: Bare, end: number): boolean {
  const { name, operator, syntax, from: start, inString } = bare;
  if (inString || isFlag(bytes, name) || isShellLine(bytes, name)) return true;
  if (operator.kind === 'words' || operator.kind === 'blank') return true;
  if (operator.kind !== 'assign') return false;
  return syntax !== 'code' || (isLineEnd(bytes[skipBlanks(bytes, end)]) && !isIdentifier(bytes, { start, end }));
}

/** More words behind it: a sentence, not a value. A comment or another command is no part of it. */
function isProse(bytes: Uint8Array, from: number): boolean {
  const rest = /^[^\r\n]*/.exec(latin1(bytes, from, from + 2 * SLACK))?.[0] ?? '';
  return /^\s+[A-Za-z']+\s+[A-Za-z']+/.test(rest) || /^\s+(and|or|is|for|to|in|of|the|with)\b/.test(rest);
}

/** `request.body`, `str`, `self._password`, `options->key`: nothing that tells it from code. */
function isIdentifier(bytes: Uint8Array, { start, end }: Range): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (!(byte >= 0x61 && byte <= 0x7a) && byte !== 0x2e && byte !== 0x5f && !(at > start && isLetter(byte)))
      return false;
  }
  return true;
}

interface How {
  readonly place: Place;
  readonly opening?: Quote;
  readonly quoted?: boolean;
  readonly inString?: boolean;
}

function made(bytes: Uint8Array, { start, end }: Range, { place, opening, ...how }: How): Value | undefined {
  if (end <= start) return undefined;
  return {
    start,
    end,
    text: latin1(bytes, start, end),
    quoted: how.quoted ?? opening !== undefined,
    wrapped: opening?.wrapped ?? false,
    open: false,
    inString: how.inString ?? false,
    inComment: isComment(bytes, place.name.start),
    operator: place.operator.kind,
    syntax: place.syntax,
  };
}

/** A comment in any language that begins its lines with a sign: `#`, `//`, `*`, `--`, `;`, `<!--`. */
function isComment(bytes: Uint8Array, at: number): boolean {
  let from = at;
  while (from > 0 && at - from < FARTHEST && !isLineEnd(bytes[from - 1])) from--;
  return /^\s*(#(?!!)|\/\/|\/?\*|--\s|;|<!--|rem\s)/i.test(latin1(bytes, from, at));
}

/** `\n`, `\r`, `\t`, `\"` inside a string: what the string says ends a line, a word or a string in it. */
function isEscapedEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === BACKSLASH && ESCAPED_ENDS.includes(bytes[at + 1] ?? 0);
}

const ESCAPED_ENDS = [0x6e, 0x72, 0x74, 0x22, 0x27];

function endsBare(bytes: Uint8Array, at: number, inString: boolean): boolean {
  const byte = bytes[at];
  if (inString && isEscapedEnd(bytes, at)) return true;
  if (isBlank(byte) || isLineEnd(byte) || isQuote(byte) || ENDS_BARE.includes(byte ?? 0)) return true;
  return byte === PIPE && !inString;
}

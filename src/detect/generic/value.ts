/** From the end of a name over the operator to the value, in whatever language it is. */

import type { Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import type { Name } from './names.js';
import type { Syntax } from './syntax.js';

export interface Value {
  /** Offsets of the value without its quotes. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly quoted: boolean;
}

/** The longest value; what is longer is data. */
const LONGEST_VALUE = 512;

/** Blanks and closing brackets between name and operator, operator and value. */
const SLACK = 40;

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const BACKSLASH = 0x5c;

/** The value that the name is given, or undefined when none is given here. */
export function valueAfter(bytes: Uint8Array, name: Name, syntax: Syntax): Value | undefined {
  const flag = isFlag(bytes, name);
  const at = afterName(bytes, name.end);
  const operator = operatorAt(bytes, at, flag);
  if (operator === undefined) return undefined;
  const from = skipBlanks(bytes, operator.end);
  const opening = openingQuote(bytes, from);
  if (opening !== undefined) return quotedValue(bytes, opening);
  const inString = isInString(bytes, name);
  const written = operator.assigns && syntax !== 'code';
  if (!flag && !operator.markup && !written && !inString && !isShellLine(bytes, name)) return undefined;
  return bareValue(bytes, from, { markup: operator.markup, inString, quotedName: isQuote(bytes[name.end]) });
}

/** `"NAME=value"`, `?name=value`, `&name=value`: written out in a string, whatever the language around it. */
function isInString(bytes: Uint8Array, { start, end }: Name): boolean {
  const before = bytes[start - 1];
  return bytes[end] === 0x3d && (isQuote(before) || before === 0x3f || before === 0x26);
}

/** `--db-password value`, `-Ddb.password=value`: a name that begins with dashes. */
function isFlag(bytes: Uint8Array, { start, text }: Name): boolean {
  return text.startsWith('--') && (start === 0 || isBlank(bytes[start - 1]) || isQuote(bytes[start - 1]));
}

/** `export NAME=value`, `ENV NAME=value` or `NAME=value` at the start of a line: a shell assignment in any file. */
function isShellLine(bytes: Uint8Array, { start, end, text }: Name): boolean {
  if (bytes[end] !== 0x3d || !/^[A-Z][A-Z0-9_]+$/.test(text)) return false;
  let lineStart = start;
  while (lineStart > 0 && start - lineStart < SLACK && bytes[lineStart - 1] !== NEWLINE) lineStart--;
  return /^\s*(export |ENV |ARG |set |- )?$/.test(latin1(bytes, lineStart, start));
}

/** Over a closing quote or bracket behind the name, and a type annotation (`: string =`, `: &str =`). */
function afterName(bytes: Uint8Array, from: number): number {
  let at = from;
  if (bytes[at] === BACKSLASH) at++;
  if (isQuote(bytes[at])) at++;
  if (bytes[at] === 0x5d || bytes[at] === 0x3f || bytes[at] === 0x21) at++;
  const annotation = /^\s*:\s*(?:&'?\w* ?)?(?:string|str|String|char\[\]|std::string)\??\s*(?==)/.exec(
    latin1(bytes, at, at + SLACK),
  );
  return skipBlanks(bytes, annotation === null ? at : at + annotation[0].length);
}

interface Operator {
  readonly end: number;
  /** `=`, `:`, `=>` and the like, as opposed to a comma or an opening parenthesis. */
  readonly assigns: boolean;
  /** Text of an XML element. */
  readonly markup: boolean;
}

const OPERATORS = ['===', '!==', '=>', ':=', '==', '!=', '->', '<-', '+=', '?=', '||=', '=', ':', ','];

function operatorAt(bytes: Uint8Array, at: number, flag: boolean): Operator | undefined {
  const text = latin1(bytes, at, at + 3);
  const found = OPERATORS.find((operator) => text.startsWith(operator));
  if (found !== undefined)
    return { end: at + found.length, assigns: found !== ',' && !found.startsWith('!'), markup: false };
  const tagEnd = /^(?:[\w:-]+="[^"<>]*"\s*)?>/.exec(latin1(bytes, at, at + SLACK));
  if (tagEnd !== null) return { end: at + tagEnd[0].length, assigns: true, markup: true };
  if (text.startsWith('(')) return { end: at + 1, assigns: false, markup: false };
  if (flag && isBlank(bytes[at - 1])) return { end: at, assigns: true, markup: false };
  // `value="..."` behind the name's attribute, `IDENTIFIED BY '...'`, `PASSWORD '...'`.
  const words = /^(?:value\s*=|BY\s|by\s|(?=['"]))/.exec(latin1(bytes, at, at + SLACK));
  return words === null ? undefined : { end: at + words[0].length, assigns: false, markup: false };
}

interface Quote {
  /** Offset of the first byte inside. */
  readonly start: number;
  readonly quote: number;
  /** The quote itself is escaped, inside an outer string: `\"`. */
  readonly escaped: boolean;
}

/** A quote at `at`, behind the prefixes that languages put in front of strings: `b'`, `@"`, `new String("`, `&"`. */
function openingQuote(bytes: Uint8Array, at: number): Quote | undefined {
  const prefix = /^(?:[bruRBUL@&]{1,2}|new String\(|String\(|Some\(|\[|\()?\s?(?=\\?["'`])/.exec(
    latin1(bytes, at, at + SLACK),
  );
  if (prefix === null) return undefined;
  const from = at + prefix[0].length;
  const escaped = bytes[from] === BACKSLASH;
  const start = from + (escaped ? 2 : 1);
  const quote = bytes[start - 1] ?? 0;
  // Three quotes in a row open a block of text in several languages: not a value on this line.
  if (bytes[start] === quote) return undefined;
  return { start, quote, escaped };
}

function quotedValue(bytes: Uint8Array, { start, quote, escaped }: Quote): Value | undefined {
  const limit = Math.min(bytes.length, start + LONGEST_VALUE);
  for (let at = start; at < limit; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE) return undefined;
    if (byte === BACKSLASH) {
      if (escaped && bytes[at + 1] === quote) return made(bytes, { start, end: at }, true);
      at++;
    } else if (byte === quote) return made(bytes, { start, end: at }, true);
  }
  return undefined;
}

function bareValue(
  bytes: Uint8Array,
  start: number,
  { markup, inString, quotedName }: { markup: boolean; inString: boolean; quotedName: boolean },
): Value | undefined {
  if (isLineEnd(bytes[start]) || quotedName) return undefined;
  const limit = Math.min(bytes.length, start + LONGEST_VALUE);
  let end = start;
  while (end < limit && !endsBare(bytes[end], markup)) end++;
  if (end === limit && limit < bytes.length) return undefined;
  // A template such as `prefix_<your-key>`.
  if (!markup && bytes[end] === 0x3c) return undefined;
  // A quote inside: part of an expression, such as `env["NAME"]`.
  if (isQuote(bytes[end]) && !inString) return undefined;
  // An element must be closed right behind its text, otherwise `>` was something else.
  if (markup && (bytes[end] !== 0x3c || bytes[end + 1] !== 0x2f)) return undefined;
  // More words behind it: a sentence, not a value. A comment is no part of it.
  if (!markup && !isLineEnd(bytes[end]) && /^[ \t]+[A-Za-z]/.test(latin1(bytes, end, end + SLACK))) {
    if (!/^[ \t]+(--|\\|&&|\|)/.test(latin1(bytes, end, end + SLACK)) && isProse(bytes, end)) return undefined;
  }
  return made(bytes, { start, end }, false);
}

/** Two more words on the line. */
function isProse(bytes: Uint8Array, from: number): boolean {
  const rest = /^[^\r\n]*/.exec(latin1(bytes, from, from + 80))?.[0] ?? '';
  return /^\s+[A-Za-z']+\s+[A-Za-z']+/.test(rest) || /^\s+(and|or|is|for|to|in|of|the|with)\b/.test(rest);
}

function made(bytes: Uint8Array, { start, end }: Range, quoted: boolean): Value | undefined {
  return end > start ? { start, end, text: latin1(bytes, start, end), quoted } : undefined;
}

function endsBare(byte: number | undefined, markup: boolean): boolean {
  if (markup) return byte === 0x3c || byte === NEWLINE;
  // Blank, quotes, `,` `;` `)` `&` `<` `>` `|` `` ` ``.
  return (
    isBlank(byte) || isLineEnd(byte) || isQuote(byte) || [0x2c, 0x3b, 0x29, 0x26, 0x3c, 0x3e, 0x7c].includes(byte ?? 0)
  );
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at - from < SLACK && isBlank(bytes[at])) at++;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === undefined || byte === NEWLINE || byte === RETURN;
}

function isQuote(byte: number | undefined): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x60;
}

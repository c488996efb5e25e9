/** What stands between a name and its value: the operators of programming languages, formats, markup and command lines. */

import { CONTEXT_LINES, type Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import { BACKSLASH, isBlank, isLetter, isLineEnd, isQuote, markAt, NEWLINE, SLACK, skipBlanks } from './characters.js';

/**
 * `assign`: `=`, `:`, `=>` and the like, and the blank behind a flag; `compare`: `!=`, `==`; `list`: a comma; `call`: an
 * opening parenthesis; `element`: the text of an XML element follows; `words`: `IDENTIFIED BY`, `value=` of the next
 * attribute or entry; `blank`: nothing but blanks.
 */
export type OperatorKind = 'assign' | 'compare' | 'list' | 'call' | 'element' | 'words' | 'blank';

/**
 * The most bytes between a name and its value. A value may stand below its name (an entry `value:`, an item of a list,
 * the default of a variable), at most `CONTEXT_LINES` lines: the engine shows no more.
 */
export const FARTHEST = 240;

export interface Operator {
  readonly kind: OperatorKind;
  /** Offset of the first byte behind it. */
  readonly end: number;
}

const SLASH = 0x2f;
const DASH = 0x2d;
const COLON = 0x3a;
const EQUALS = 0x3d;
const GREATER = 0x3e;

/** `]`, `?`, `!`, `*`. */
const AFTER_NAME = [0x5d, 0x3f, 0x21, 0x2a];

/** Bytes that make an operator together with the one behind them: `!=`, `+=`, `?=`, `->`, `<-`. */
const PAIRS: Readonly<Record<number, { readonly next: number; readonly kind: OperatorKind }>> = {
  0x21: { next: EQUALS, kind: 'compare' },
  0x2b: { next: EQUALS, kind: 'assign' },
  0x3f: { next: EQUALS, kind: 'assign' },
  0x2d: { next: GREATER, kind: 'assign' },
  0x3c: { next: 0x2d, kind: 'assign' },
};

/** The operator behind the name, or undefined when the name is not given anything here. */
export function operatorAfter(bytes: Uint8Array, name: Range): Operator | undefined {
  const at = afterName(bytes, name.end);
  const byte = bytes[at] ?? 0;
  const next = bytes[at + 1];
  const entry = entryAfter(bytes, name.end);
  if (entry !== undefined) return entry;
  if (byte === EQUALS) return equals(bytes, at);
  if (byte === COLON) return { kind: 'assign', end: next === EQUALS ? at + 2 : at + 1 };
  if (byte === GREATER) return { kind: 'element', end: at + 1 };
  if (byte === 0x28) return { kind: 'call', end: at + 1 };
  if (byte === 0x2c) return isQuoted(bytes, name) ? afterComma(bytes, at, name) : undefined;
  const pair = PAIRS[byte];
  if (pair !== undefined && pair.next === next) {
    return { kind: pair.kind, end: bytes[at + 2] === EQUALS ? at + 3 : at + 2 };
  }
  if (bytes[name.start - 1] === 0x3c) return elementAt(bytes, at);
  if (isBlank(bytes[at - 1]) && (isFlag(bytes, name) || isInstruction(bytes, name))) return { kind: 'assign', end: at };
  const fallback = fallbackAt(bytes, at);
  if (fallback !== undefined) return fallback;
  return wordsAt(bytes, at) ?? (isBlank(bytes[at - 1]) && isToken(bytes, at) ? { kind: 'blank', end: at } : undefined);
}

/** Behind a variable that may not be set: `|| "..."`, `?? "..."`, `?: "..."`, `or "..."`, `) { "..." }` of Ruby. */
const FALLBACK = /^(?:\)?\s{0,4}(?:\|\||\?\?|\?:|or\b)|\)\s{0,4}\{)\s{0,4}(?=["'`])/;

function fallbackAt(bytes: Uint8Array, at: number): Operator | undefined {
  const byte = bytes[at] ?? 0;
  if (!FALLBACK_STARTS.includes(byte)) return undefined;
  const found = FALLBACK.exec(latin1(bytes, at, at + SLACK))?.[0];
  return found === undefined ? undefined : { kind: 'assign', end: at + found.length };
}

/** `)`, `?`, `o`, `|`. */
const FALLBACK_STARTS = [0x29, 0x3f, 0x6f, 0x7c];

/** A call that looks a variable up: what comes after its name is what is taken when there is none. */
const LOOKUP = /(env|environ|config|setting|property|propertyOrNull|variable)\w{0,12}(\.\w{2,16})?\(\s{0,4}[bru]?$/i;

/** The comma behind a name as a string: before the value that goes with it, or with `default=` before one that may. */
function afterComma(bytes: Uint8Array, at: number, name: Range): Operator {
  const named = /^,\s{0,8}default(?:_value)?\s{0,4}[=:]\s{0,4}(?=["'])/.exec(latin1(bytes, at, at + SLACK))?.[0];
  if (named !== undefined) return { kind: 'assign', end: at + named.length };
  const before = latin1(bytes, Math.max(0, name.start - 1 - SLACK), name.start - 1);
  return { kind: LOOKUP.test(before) ? 'assign' : 'list', end: at + 1 };
}

/** The least length of what is taken for a value without an operator. */
const LEAST_TOKEN = 16;

/** Letters and digits, long and in one piece: no word of a sentence. */
function isToken(bytes: Uint8Array, from: number): boolean {
  let digits = 0;
  let at = from;
  for (; !isBlank(bytes[at]) && !isLineEnd(bytes[at]); at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) digits++;
    else if (!isLetter(byte) && !isQuote(byte) && byte !== 0x2d && byte !== 0x5f) return false;
  }
  return at - from >= LEAST_TOKEN && digits > 1;
}

/** What follows a name that is itself a value, up to the value that goes with it. */
const ENTRIES = [
  // `"name": "DB_PASSWORD", "value": "..."` and the same in lines of YAML.
  /^["']?\s{0,4},?\s{1,40}["']?value["']?\s{0,4}[:=]\s{0,8}/,
  // A property list: `<key>password</key><string>...</string>`.
  /^<\/key>\s{0,40}<string>/,
  // A variable of Terraform: `variable "db_password" { default = "..." }`.
  /^"\s{0,4}\{[^{}]{0,160}?\bdefault\s{0,40}=\s{0,4}/,
];

function entryAfter(bytes: Uint8Array, from: number): Operator | undefined {
  const byte = bytes[from];
  if (byte !== 0x22 && byte !== 0x27 && byte !== 0x3c && byte !== NEWLINE && byte !== 0x0d) return undefined;
  // Nearly always a colon or bracket follows the quote: then it is no entry.
  const next = bytes[from + 1];
  if (isQuote(byte) && next !== 0x2c && next !== 0x7b && !isBlank(next) && !isLineEnd(next)) return undefined;
  const text = latin1(bytes, from, from + FARTHEST);
  const found = ENTRIES.map((entry) => entry.exec(text)?.[0]).find((match) => match !== undefined);
  if (found === undefined || found.split('\n').length > CONTEXT_LINES + 1) return undefined;
  return { kind: found.endsWith('>') ? 'element' : 'words', end: from + found.length };
}

/** `--db-password value`, `-Ddb.password=value`, `-storepass value`, `/password:value`: the option of a command. */
export function isFlag(bytes: Uint8Array, { start, end }: Range): boolean {
  if (bytes[start - 1] === SLASH) return bytes[end] === COLON && isBlank(bytes[start - 2]);
  if (bytes[start] !== DASH || !(bytes[start + 1] === DASH || isLetter(bytes[start + 1]))) return false;
  // `-p$PASSWORD`, `-pPASSWORD`: the name is the value of an option of one letter.
  if (/\$|^-[a-z][A-Z]{2}/.test(latin1(bytes, start, end))) return false;
  return start === 0 || isBlank(bytes[start - 1]) || isQuote(bytes[start - 1]);
}

/** `ENV NAME value`: the older form of the instruction in a Dockerfile. */
function isInstruction(bytes: Uint8Array, name: Range): boolean {
  return isBlank(bytes[name.end]) && isVariableAfter(bytes, name, /^\s*ENV\s+$/);
}

/** `export NAME=value`, `ENV NAME=value` or `NAME=value` at the start of a line: a shell assignment in any file. */
export function isShellLine(bytes: Uint8Array, name: Range): boolean {
  if (isInstruction(bytes, name)) return true;
  return bytes[name.end] === EQUALS && isVariableAfter(bytes, name, /^\s*(export |ENV |ARG |set |- )?$/);
}

/** A variable of an environment, before which the line has nothing but that. */
function isVariableAfter(bytes: Uint8Array, { start, end }: Range, before: RegExp): boolean {
  if (!/^[A-Z][A-Z0-9_]+$/.test(latin1(bytes, start, end))) return false;
  let lineStart = start;
  while (lineStart > 0 && start - lineStart < SLACK && bytes[lineStart - 1] !== NEWLINE) lineStart--;
  return before.test(latin1(bytes, lineStart, start));
}

/** Over `=`, `==`, `===` and `=>`. */
function equals(bytes: Uint8Array, at: number): Operator {
  if (bytes[at + 1] === GREATER) return { kind: 'assign', end: at + 2 };
  if (bytes[at + 1] !== EQUALS) return { kind: 'assign', end: at + 1 };
  return { kind: 'compare', end: bytes[at + 2] === EQUALS ? at + 3 : at + 2 };
}

/** The end of a tag behind an attribute: `<password encoding="plain">`. */
function elementAt(bytes: Uint8Array, at: number): Operator | undefined {
  const rest = /^[\w:-]+="[^"<>]*"\s*>/.exec(latin1(bytes, at, at + SLACK));
  return rest === null ? undefined : { kind: 'element', end: at + rest[0].length };
}

/** `value="..."` behind the name's attribute, `IDENTIFIED BY '...'`, `PASSWORD '...'`. */
function wordsAt(bytes: Uint8Array, at: number): Operator | undefined {
  const byte = bytes[at];
  if (byte === 0x22 || byte === 0x27) return { kind: 'words', end: at };
  if (byte !== 0x76 && byte !== 0x42 && byte !== 0x62) return undefined;
  const words = /^(?:value\s*=|BY\s|by\s)/.exec(latin1(bytes, at, at + SLACK));
  return words === null ? undefined : { kind: 'words', end: at + words[0].length };
}

/** The whole name is a string of its own: `put("password", ...)`, not the last word of a sentence in quotes. */
function isQuoted(bytes: Uint8Array, { start, end }: Range): boolean {
  return isQuote(bytes[end]) && bytes[start - 1] === bytes[end];
}

/** Over a closing quote or bracket behind the name, and a type annotation (`: string =`, `: &str =`). */
function afterName(bytes: Uint8Array, from: number): number {
  let at = from;
  if (bytes[at] === BACKSLASH) at++;
  if (isQuote(bytes[at])) at++;
  else at += markAt(bytes, at)?.length ?? 0;
  // The end of an index, of an optional or asserted field, of emphasis in Markdown.
  while (at - from < 4 && AFTER_NAME.includes(bytes[at] ?? 0)) at++;
  at = skipBlanks(bytes, at);
  if (bytes[at] !== COLON || bytes[at + 1] === EQUALS) return at;
  const annotation = /^:\s*(?:&'?\w* ?)?(?:string|str|String|char\[\]|std::string)\??\s*(?==)/.exec(
    latin1(bytes, at, at + SLACK),
  );
  return annotation === null ? at : at + annotation[0].length;
}

/**
 * The syntax of RE2, as far as the patterns of detectors use it: taken apart for whoever wants to know something of a
 * pattern. https://github.com/google/re2/wiki/Syntax
 */

/** What is true of all characters that may stand at a place. Patterns are run on bytes seen as Latin-1. */
export interface Characters {
  /** Letters, digits, `_` and `-`. */
  readonly word: boolean;
  /** What `\s` is not. */
  readonly solid: boolean;
  /** The only one, in lower case; either letter case. Absent: there are several, or more than ASCII. */
  readonly text?: string;
}

/** What is made of the parts of a pattern. Groups are what is in them; anchors are empty sequences. */
export interface Visitor<T> {
  characters(set: Characters): T;
  sequence(parts: readonly T[]): T;
  alternatives(branches: readonly T[]): T;
  /** `times` is the least number. */
  repeated(part: T, times: number): T;
}

/** Undefined for a pattern with anything that is not known here. */
export function parsePattern<T>(pattern: string, visitor: Visitor<T>): T | undefined {
  try {
    const cursor: Cursor = { pattern, at: 0 };
    const parsed = parseAlternatives(cursor, visitor);
    return cursor.at === pattern.length ? parsed : undefined;
  } catch (error) {
    if (error instanceof UnknownSyntax) return undefined;
    throw error;
  }
}

// Made once: a literal inside a function is another object with every call.
const FLAGS = /\(\?[imsU-]+\)/y;
const REPEAT = /([*+?]|\{(\d+)(?:,\d*)?\})\??/y;
const ANCHOR = /\^|\$|\\[bBAz]/y;
const GROUP = /\((?:\?(?:P?<\w+>|[imsU-]*:))?/y;
const GROUP_END = /\)/y;
const DOT = /\./y;
const PLAIN = /[^\\()[\]{}|*+?]|[\]{}]/y;
const CLASS = /\[(\^?)/y;
const CLASS_END = /\]/y;
const WORD_RANGE = /[0-9]-[0-9]|[a-z]-[a-z]|[A-Z]-[A-Z]/y;
const HYPHEN = /-(?!\])/y;
const MEMBER = /[^\\]/y;
const HEX = /\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y;
const ESCAPE = /\\([^\dx])/y;
/** `[:^alpha:]` and what else there is are not known. */
const POSIX = /\[:(alnum|alpha|digit|lower|upper|xdigit|word):\]/y;

class UnknownSyntax extends Error {
  override readonly name = 'UnknownSyntax';
}

interface Cursor {
  readonly pattern: string;
  at: number;
}

function parseAlternatives<T>(cursor: Cursor, visitor: Visitor<T>): T {
  const { pattern } = cursor;
  const branches: T[] = [];
  let parts: T[] = [];
  while (cursor.at < pattern.length && pattern[cursor.at] !== ')') {
    if (pattern[cursor.at] === '|') {
      cursor.at++;
      branches.push(visitor.sequence(parts));
      parts = [];
      continue;
    }
    // Letter case and what `.` is change nothing of what is told.
    if (take(cursor, FLAGS) === undefined) parts.push(parseRepeated(cursor, visitor));
  }
  branches.push(visitor.sequence(parts));
  return visitor.alternatives(branches);
}

function parseRepeated<T>(cursor: Cursor, visitor: Visitor<T>): T {
  let part = parseOne(cursor, visitor);
  for (;;) {
    const found = take(cursor, REPEAT);
    if (found === undefined) return part;
    const times = found[2] === undefined ? Number(found[1] === '+') : Number(found[2]);
    part = visitor.repeated(part, times);
  }
}

function parseOne<T>(cursor: Cursor, visitor: Visitor<T>): T {
  const { pattern } = cursor;
  if (take(cursor, ANCHOR) !== undefined) return visitor.sequence([]);
  if (take(cursor, GROUP) !== undefined) {
    const inner = parseAlternatives(cursor, visitor);
    if (take(cursor, GROUP_END) === undefined) throw new UnknownSyntax(pattern);
    return inner;
  }
  return visitor.characters(pattern[cursor.at] === '[' ? parseClass(cursor) : parseCharacter(cursor));
}

const ANYTHING: Characters = { word: false, solid: false };

function parseCharacter(cursor: Cursor): Characters {
  if (take(cursor, DOT) !== undefined) return ANYTHING;
  const escaped = parseEscape(cursor);
  if (escaped !== undefined) return escaped;
  const [character] = take(cursor, PLAIN) ?? [];
  if (character === undefined) throw new UnknownSyntax(cursor.pattern);
  return only(character);
}

/** `[^a-z\d_-]` and the like. Of a class that excludes, only blanks are told. */
function parseClass(cursor: Cursor): Characters {
  const negated = take(cursor, CLASS)?.[1] === '^';
  const items: Characters[] = [];
  for (let first = true; first || take(cursor, CLASS_END) === undefined; first = false) items.push(parseItem(cursor));
  if (negated) return { word: false, solid: items.includes(BLANK) };
  const [one] = items;
  if (one !== undefined && items.length === 1) return one;
  return { word: items.every(({ word }) => word), solid: items.every(({ solid }) => solid) };
}

function parseItem(cursor: Cursor): Characters {
  if (take(cursor, WORD_RANGE) !== undefined) return WORD;
  const from = parseEscape(cursor) ?? parsePosix(cursor) ?? parseMember(cursor);
  // Behind a class such as `\d` a hyphen is a member.
  if (from.text === undefined || take(cursor, HYPHEN) === undefined) return from;
  if (parseEscape(cursor) === undefined) parseMember(cursor);
  return { word: false, solid: from.text > ' ' };
}

function parseMember(cursor: Cursor): Characters {
  const [character] = take(cursor, MEMBER) ?? [];
  if (character === undefined) throw new UnknownSyntax(cursor.pattern);
  return only(character);
}

const WORD: Characters = { word: true, solid: true };
const SOLID: Characters = { word: false, solid: true };
const BLANK: Characters = { word: false, solid: false };

function parsePosix(cursor: Cursor): Characters | undefined {
  if (take(cursor, POSIX) !== undefined) return WORD;
  if (cursor.pattern.startsWith('[:', cursor.at)) throw new UnknownSyntax(cursor.pattern);
  return undefined;
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', a: '\x07' };
const CLASSES: Readonly<Record<string, Characters>> = {
  d: WORD,
  w: WORD,
  s: BLANK,
  S: SOLID,
  D: ANYTHING,
  W: ANYTHING,
};

function parseEscape(cursor: Cursor): Characters | undefined {
  const hex = take(cursor, HEX);
  if (hex !== undefined) return only(String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? '', 16)));
  const character = take(cursor, ESCAPE)?.[1];
  if (character === undefined) return undefined;
  if (/[^a-zA-Z]/.test(character)) return only(character);
  const control = CONTROLS[character];
  const named = control === undefined ? CLASSES[character] : only(control);
  if (named === undefined) throw new UnknownSyntax(character);
  return named;
}

function take(cursor: Cursor, syntax: RegExp): RegExpExecArray | undefined {
  syntax.lastIndex = cursor.at;
  const found = syntax.exec(cursor.pattern);
  if (found === null) return undefined;
  cursor.at += found[0].length;
  return found;
}

/** What is beyond Latin-1 is two bytes or more: nothing is known of it. */
function only(character: string): Characters {
  if (character > '\x7f') throw new UnknownSyntax(character);
  return { word: /[\w-]/.test(character), solid: !/\s/.test(character), text: character.toLowerCase() };
}

/**
 * The syntax of RE2, as far as the patterns of detectors use it: taken apart for whoever wants to know something of a
 * pattern. https://github.com/google/re2/wiki/Syntax
 */

/** 1 for each member, by byte. Patterns are run on bytes seen as Latin-1. */
export type Characters = Uint8Array;

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
    const parsed = parseAlternatives(cursor, { fold: false, dotAll: false }, visitor);
    return cursor.at === pattern.length ? parsed : undefined;
  } catch (error) {
    if (error instanceof UnknownSyntax) return undefined;
    throw error;
  }
}

class UnknownSyntax extends Error {
  override readonly name = 'UnknownSyntax';
}

interface Cursor {
  readonly pattern: string;
  at: number;
}

interface Flags {
  /** Either letter case. */
  readonly fold: boolean;
  /** Whether `.` is also a line break. */
  readonly dotAll: boolean;
}

function parseAlternatives<T>(cursor: Cursor, flags: Flags, visitor: Visitor<T>): T {
  const { pattern } = cursor;
  const branches: T[] = [];
  let parts: T[] = [];
  let current = flags;
  while (cursor.at < pattern.length && pattern[cursor.at] !== ')') {
    if (pattern[cursor.at] === '|') {
      cursor.at++;
      branches.push(visitor.sequence(parts));
      parts = [];
      continue;
    }
    const changed = flagsAt(cursor, current);
    if (changed === undefined) parts.push(parseRepeated(cursor, current, visitor));
    else current = changed;
  }
  branches.push(visitor.sequence(parts));
  return visitor.alternatives(branches);
}

/** `(?i)`, which holds to the end of its group. Undefined where none is. */
function flagsAt(cursor: Cursor, flags: Flags): Flags | undefined {
  const found = take(cursor, /\(\?([a-zA-Z-]+)\)/y);
  return found === undefined ? undefined : withFlags(flags, found[1] ?? '');
}

function withFlags(flags: Flags, text: string): Flags {
  const [on = '', off = ''] = text.split('-');
  if (!/^[imsU]*$/.test(on + off)) throw new UnknownSyntax(text);
  const is = (flag: string, before: boolean): boolean => (before || on.includes(flag)) && !off.includes(flag);
  return { fold: is('i', flags.fold), dotAll: is('s', flags.dotAll) };
}

function parseRepeated<T>(cursor: Cursor, flags: Flags, visitor: Visitor<T>): T {
  let part = parseOne(cursor, flags, visitor);
  for (;;) {
    const found = take(cursor, /([*+?]|\{(\d+)(?:,\d*)?\})\??/y);
    if (found === undefined) return part;
    const times = found[2] === undefined ? Number(found[1] === '+') : Number(found[2]);
    part = visitor.repeated(part, times);
  }
}

function parseOne<T>(cursor: Cursor, flags: Flags, visitor: Visitor<T>): T {
  const { pattern } = cursor;
  if (take(cursor, /\^|\$|\\[bBAz]/y) !== undefined) return visitor.sequence([]);
  const group = take(cursor, /\((?:\?(?:P?<\w+>|([a-zA-Z-]*):))?/y);
  if (group !== undefined) {
    const inner = parseAlternatives(cursor, group[1] === undefined ? flags : withFlags(flags, group[1]), visitor);
    if (take(cursor, /\)/y) === undefined) throw new UnknownSyntax(pattern);
    return inner;
  }
  const set = pattern[cursor.at] === '[' ? parseClass(cursor) : parseCharacter(cursor, flags);
  return visitor.characters(flags.fold ? folded(set) : set);
}

function parseCharacter(cursor: Cursor, { dotAll }: Flags): Characters {
  if (take(cursor, /\./y) !== undefined) return dotAll ? complement(setOf('')) : complement(setOf('\n'));
  const escaped = parseEscape(cursor);
  if (escaped !== undefined) return escaped;
  const [character] = take(cursor, /[^\\()[\]{}|*+?]|[\]{}]/y) ?? [];
  if (character === undefined) throw new UnknownSyntax(cursor.pattern);
  return setOf(character);
}

/** `[^a-z\d_-]` and the like. */
function parseClass(cursor: Cursor): Characters {
  const negated = take(cursor, /\[(\^?)/y)?.[1] === '^';
  const members = new Uint8Array(256);
  for (let first = true; first || take(cursor, /\]/y) === undefined; first = false) {
    const item = parseEscape(cursor) ?? parsePosix(cursor) ?? parseMember(cursor);
    // Behind a class such as `\d` a hyphen is a member.
    const isOne = item.indexOf(1) === item.lastIndexOf(1);
    const to = isOne && take(cursor, /-(?!\])/y) !== undefined ? (parseEscape(cursor) ?? parseMember(cursor)) : item;
    for (let code = item.indexOf(1); code <= to.lastIndexOf(1); code++)
      if (to !== item || item[code] === 1) members[code] = 1;
  }
  return negated ? complement(members) : members;
}

function parseMember(cursor: Cursor): Characters {
  const [character] = take(cursor, /[^\\]/y) ?? [];
  if (character === undefined) throw new UnknownSyntax(cursor.pattern);
  return setOf(character);
}

const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  digit: /\d/,
  lower: /[a-z]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
  punct: /[!-/:-@[-`{-~]/,
  word: /\w/,
};

function parsePosix(cursor: Cursor): Characters | undefined {
  const name = take(cursor, /\[:(\w+):\]/y)?.[1];
  if (name === undefined) return undefined;
  const members = POSIX[name];
  if (members === undefined) throw new UnknownSyntax(name);
  return setOf(members);
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', a: '\x07' };
/** RE2's `\s` has no vertical tab. */
const CLASSES: Readonly<Record<string, RegExp>> = { d: /\d/, w: /\w/, s: /[\t\n\f\r ]/ };

function parseEscape(cursor: Cursor): Characters | undefined {
  const hex = take(cursor, /\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y);
  if (hex !== undefined) return setOf(String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? '', 16)));
  const character = take(cursor, /\\([^\dx])/y)?.[1];
  if (character === undefined) return undefined;
  if (/[^a-zA-Z]/.test(character)) return setOf(character);
  const named = CLASSES[character.toLowerCase()];
  if (named !== undefined) return character in CLASSES ? setOf(named) : complement(setOf(named));
  const control = CONTROLS[character];
  if (control === undefined) throw new UnknownSyntax(character);
  return setOf(control);
}

function take(cursor: Cursor, syntax: RegExp): RegExpExecArray | undefined {
  syntax.lastIndex = cursor.at;
  const found = syntax.exec(cursor.pattern);
  if (found === null) return undefined;
  cursor.at += found[0].length;
  return found;
}

/** What is beyond Latin-1 is two bytes or more: nothing is known of it. */
function setOf(members: string | RegExp): Characters {
  if (typeof members === 'string' && members > '\x7f') throw new UnknownSyntax(members);
  const set = new Uint8Array(256);
  for (let code = 0; code < 256; code++) {
    const character = String.fromCharCode(code);
    if (typeof members === 'string' ? members.includes(character) : members.test(character)) set[code] = 1;
  }
  return set;
}

function complement(set: Characters): Characters {
  return set.map((member) => 1 - member);
}

function folded(set: Characters): Characters {
  const both = set.slice();
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    const either = (set[upper] ?? 0) | (set[upper + 0x20] ?? 0);
    both[upper] = both[upper + 0x20] = either;
  }
  return both;
}

/** Letters, digits, `_` and `-`. */
export const isWord: Characters = setOf(/[\w-]/);

/** All that `\s` is not. */
export const isSolid: Characters = complement(setOf(/[\t\n\f\r ]/));

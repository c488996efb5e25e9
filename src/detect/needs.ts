/**
 * What every match of a pattern holds, read off the pattern, so that most windows are turned away by a look at a few of
 * their bytes: a run of so many characters without a blank, texts such as `@`. Never more than what the pattern asks for:
 * of syntax that is not known here nothing is said. https://github.com/google/re2/wiki/Syntax
 */

import type { Range } from '../model/content.js';
import { alternatives, charactersOf, repeated, sequence, textsOf, type Facts } from './pattern-facts.js';
import { parsePattern } from './pattern-syntax.js';
import { latin1 } from './bytes.js';

export interface Needs {
  /** Least length of the longest run of letters, digits, `_` and `-` in a match. */
  readonly word: number;
  /** The same of anything but blanks and line breaks. */
  readonly solid: number;
  /** Texts in a match, in lower case, the longest first. */
  readonly texts: readonly string[];
}

/** Those of `keywords` are left out: they are known to be there. */
export function needsOf(pattern: string, keywords: readonly string[]): Needs {
  const facts = parsePattern<Facts>(pattern, { characters: charactersOf, sequence, alternatives, repeated });
  if (facts === undefined) return { word: 0, solid: 0, texts: [] };
  const known = (text: string, longer: readonly string[]): boolean => longer.some((other) => other.includes(text));
  const texts: string[] = [];
  for (const text of textsOf(facts).toSorted((a, b) => b.length - a.length)) {
    if (!known(text, keywords) && !known(text, texts)) texts.push(text);
  }
  return { word: facts.word.best, solid: facts.solid.best, texts };
}

/** Whether a pattern with these needs may match in that part of `bytes`. */
export function mayMatch(bytes: Uint8Array, range: Range, { word, solid, texts }: Needs): boolean {
  if (!hasRun(bytes, range, { length: word, isMember: isWord })) return false;
  if (!hasRun(bytes, range, { length: solid, isMember: isSolid })) return false;
  if (texts.length === 0) return true;
  const text = latin1(bytes, range.start, range.end).toLowerCase();
  return texts.every((needed) => text.includes(needed));
}

/** Looks at the last byte of each possible run first: what is not part of one rules out all those it would be in. */
function hasRun(
  bytes: Uint8Array,
  { start, end }: Range,
  { length, isMember }: { length: number; isMember: Uint8Array },
): boolean {
  for (let from = start; from + length <= end;) {
    let at = from + length - 1;
    while (at >= from && isMember[bytes[at] ?? 0] === 1) at--;
    if (at < from) return true;
    from = at + 1;
  }
  return false;
}

function membersOf(characters: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => Number(characters.test(String.fromCharCode(code))));
}

const isWord = membersOf(/[\w-]/);
const isSolid = membersOf(/[^\t\n\f\r ]/);

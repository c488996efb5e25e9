/** Two strings side by side, a user and a password, and one of several names that are given values at once. */

import type { Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import { FARTHEST } from './assignment.js';
import { isBlank, SLACK } from './characters.js';

/** `(`, `=[` or `: (`, the user as a string or an expression without commas, the quote of the password. */
const SECOND_STRING = /^\s{0,4}[:=]?\s{0,4}[([]\s{0,24}[^,()[\]\r\n]{1,80},\s{0,24}(?=[bru]?["'`])/;

/** Whether a bracket follows directly or behind an operator: cheap, and rarely true. */
export function mayOpenList(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at - from < 4 && (isBlank(bytes[at]) || bytes[at] === 0x3d || bytes[at] === 0x3a)) at++;
  return bytes[at] === 0x28 || bytes[at] === 0x5b;
}

/** Offset of the password in `login("user", "password")` and in `auth = ("user", "password")`. */
export function secondString(bytes: Uint8Array, { end }: Range): number | undefined {
  const found = SECOND_STRING.exec(latin1(bytes, end, end + FARTHEST));
  return found === null ? undefined : end + found[0].length;
}

/** Names before this one: `user, `. */
const NAMES_BEFORE = /^\s*(?:(?:var|let|const|local|my|val)\s+)?\(?((?:[\w.@$]{1,60}\s*,\s*){1,5})$/;

/** Offset of the value of `name` in `user, name = "shop", "..."`; undefined where there is but one name. */
export function parallelValue(bytes: Uint8Array, name: Range, from: number): number | undefined {
  if (bytes[skipBlanksBack(bytes, name.start) - 1] !== 0x2c) return undefined;
  let lineStart = name.start;
  while (lineStart > 0 && name.start - lineStart < FARTHEST && bytes[lineStart - 1] !== 0x0a) lineStart--;
  const before = NAMES_BEFORE.exec(latin1(bytes, lineStart, name.start))?.[1];
  if (before === undefined) return undefined;
  let at = from;
  for (let left = before.split(',').length - 1; left > 0; left--) {
    const item = ITEM.exec(latin1(bytes, at, at + FARTHEST));
    if (item === null) return undefined;
    at += item[0].length;
  }
  return at;
}

/** A string or another value, with the comma behind it. */
const ITEM = /^\s{0,8}(?:"[^"\r\n]{0,120}"|'[^'\r\n]{0,120}'|[^,"'\r\n]{1,120}),[ \t]{0,8}/;

function skipBlanksBack(bytes: Uint8Array, from: number): number {
  let at = from;
  while (from - at < SLACK && isBlank(bytes[at - 1])) at--;
  return at;
}

/** Byte offsets to lines and columns. */

import type { Position } from '../model/content.js';

/** Turns offsets of one text into positions. Best ascending: each call goes on where the last one ended. */
export interface Locator {
  position(offset: number): Position;
}

const NEWLINE = 0x0a;

/** `start` is the position of `bytes[0]`. Columns count UTF-8 characters; a byte that is not valid UTF-8 counts as one. */
export function createLocator(bytes: Uint8Array, start: Position = { line: 1, column: 1 }): Locator {
  const beginning = { ...start, counted: 0 };
  let place = beginning;
  /** The one before: the next secret may begin inside of the last one. */
  let before = beginning;

  function walk(from: typeof place, offset: number): typeof place {
    let { line, column, counted } = from;
    for (let at = counted; at < offset; at++) {
      if (bytes[at] !== NEWLINE) continue;
      line++;
      column = 1;
      counted = at + 1;
    }
    return { line, column: column + countCharacters(bytes, counted, offset), counted: offset };
  }

  return {
    position(offset) {
      const known = [place, before].find(({ counted }) => counted <= offset) ?? beginning;
      before = place.counted <= offset ? place : before;
      place = walk(known, offset);
      return { line: place.line, column: place.column };
    },
  };
}

/** Bytes that begin a character: all but UTF-8 continuation bytes. */
export function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) count++;
  return count;
}

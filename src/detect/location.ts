/** Byte offsets to lines and columns. */

import type { Position } from '../model/content.js';

/** Turns offsets of one text into positions. Best ascending: each call goes on where the last one ended. */
export interface Locator {
  position(offset: number): Position;
}

const NEWLINE = 0x0a;

/** `start` is the position of `bytes[0]`. Columns count UTF-8 characters; a byte that is not valid UTF-8 counts as one. */
export function createLocator(bytes: Uint8Array, start: Position = { line: 1, column: 1 }): Locator {
  let { line, column } = start;
  let counted = 0;
  let newline = nextNewline(bytes, 0);
  return {
    position(offset) {
      if (offset < counted) return createLocator(bytes, start).position(offset);
      while (newline < offset) {
        line++;
        column = 1;
        counted = newline + 1;
        newline = nextNewline(bytes, counted);
      }
      column += countCharacters(bytes, counted, offset);
      counted = offset;
      return { line, column };
    },
  };
}

function nextNewline(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(NEWLINE, from);
  return at < 0 ? Infinity : at;
}

/** Bytes that begin a character: all but UTF-8 continuation bytes. */
export function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) count++;
  return count;
}

/** From a value back to the bytes that it is written with: through quotes, escapes, indentation and folded lines. */

import { latin1 } from '../bytes.js';
import type { ValueNode } from './tree.js';

/** What was parsed: the bytes, and the text that the parser was given, in which actions of templates are covered up. */
export interface Source {
  readonly bytes: Uint8Array;
  /** As long as `bytes`. */
  readonly covered: string;
}

/** The bytes that a value means, and where each of them is written. */
export interface Written {
  readonly bytes: Uint8Array;
  /** Offsets in the source of the first and behind the last byte that `bytes[at]` is written with. */
  start(at: number): number;
  end(at: number): number;
}

/** Where a character of a value stands in the source. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** What the value says, and where. Actions of templates in it are as they are written. */
export function written(source: Source, node: ValueNode): Written {
  const from = pieceOf(source, node);
  if (from === undefined) return aligned(source, node);
  const bytes = source.bytes.subarray(from, from + node.text.length);
  return { bytes, start: (at) => from + at, end: (at) => from + at + 1 };
}

/** The source of the value, quotes and indentation included. */
export function sourceText({ bytes }: Source, { start, end }: ValueNode): string {
  return latin1(bytes, start, end);
}

/** Where the value begins when it stands in one piece, as nearly all do. */
function pieceOf({ covered }: Source, { start, end, text, block }: ValueNode): number | undefined {
  const around = end - start - text.length;
  if (block || (around !== 0 && around !== 2)) return undefined;
  const from = start + around / 2;
  return covered.startsWith(text, from) ? from : undefined;
}

/**
 * Walks value and source side by side. A character of the value is found in the source as itself, as an escape, or, for
 * a blank or the break of a line, as any blank; what the source has besides (indentation, doubled quotes) is passed over.
 */
function aligned(source: Source, { start, end, text, block }: ValueNode): Written {
  const values: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = block ? source.covered.indexOf('\n', start) + 1 : start + 1;
  for (const character of text) {
    const place = placeOf(source.covered, character, { start: at, end });
    for (const byte of bytesOf(source, character, place)) {
      values.push(byte);
      starts.push(place.start);
      ends.push(place.end);
    }
    at = place.end;
  }
  return {
    bytes: Uint8Array.from(values),
    start: (index) => starts[index] ?? end,
    end: (index) => ends[index] ?? end,
  };
}

function placeOf(covered: string, character: string, { start, end }: Place): Place {
  const blank = isBlank(character);
  for (let at = start; at < end; at++) {
    const found = covered.charAt(at);
    if (found === character || (blank && isBlank(found))) return { start: at, end: at + 1 };
    if (found === '\\') {
      const width = escapeWidth(covered, at, character);
      if (width > 0) return { start: at, end: at + width };
    } else if (!isBlank(found) && found !== "'") break;
  }
  return { start: Math.min(start, end), end: Math.min(start + 1, end) };
}

/**
 * Bytes that an escape takes, with its backslash (YAML 1.2.2 section 5.7): `\n`, `\x41`, `\u0041`, `\U00000041`; in JSON
 * two of them for a character beyond U+FFFF. 0 for the break of a line, which joins it to the next one.
 */
function escapeWidth(covered: string, at: number, character: string): number {
  switch (covered.charAt(at + 1)) {
    case 'x':
      return 4;
    case 'u':
      return character.length * 6;
    case 'U':
      return 10;
    case '\n':
    case '\r':
      return 0;
    default:
      return 2;
  }
}

/** An escape may name a character that takes several bytes; any other character is a byte already. */
function bytesOf({ bytes, covered }: Source, character: string, { start }: Place): Uint8Array {
  const found = covered.charAt(start);
  // Covered up: what is there says more.
  if (found === character) return bytes.subarray(start, start + 1);
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? Uint8Array.of(code) : Buffer.from(character, 'utf8');
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}

/**
 * Applies a delta: copies of ranges of the base, and bytes of its own.
 * https://git-scm.com/docs/gitformat-pack#_deltified_representation
 */

import { MOST_BYTES } from './pack.js';

/** Throws an Error for a delta that does not fit its base or itself. */
export function applyDelta(base: Uint8Array, delta: Uint8Array): Uint8Array {
  const { baseSize, targetSize, instructions } = readSizes(delta);
  if (baseSize !== base.length) throw new Error('a delta for another base');
  if (targetSize > MOST_BYTES) throw new Error(`a delta that makes ${targetSize} bytes, more than are unpacked`);
  const cursor = { at: instructions };
  const target = new Uint8Array(targetSize);
  let filled = 0;
  while (cursor.at < delta.length) {
    const instruction = byteAt(delta, cursor.at++);
    if (instruction === 0) throw new Error('a delta with an unknown instruction');
    if ((instruction & 0x80) === 0) {
      const end = cursor.at + instruction;
      if (end > delta.length || filled + instruction > target.length) throw new Error('a delta that is cut short');
      target.set(delta.subarray(cursor.at, end), filled);
      cursor.at = end;
      filled += instruction;
      continue;
    }
    const offset = readBytes(delta, cursor, { mask: instruction, bytes: 4 });
    // A size of 0 stands for the one that would not fit.
    const size = readBytes(delta, cursor, { mask: instruction >> 4, bytes: 3 }) || 0x10000;
    if (offset + size > base.length || filled + size > target.length) throw new Error('a delta that copies too much');
    target.set(base.subarray(offset, offset + size), filled);
    filled += size;
  }
  if (filled !== target.length) throw new Error('a delta that is cut short');
  return target;
}

/** How long base and target are, and where the instructions begin. Throws an Error for a delta that is cut short. */
export function readSizes(delta: Uint8Array): { baseSize: number; targetSize: number; instructions: number } {
  const cursor = { at: 0 };
  const baseSize = readSize(delta, cursor);
  const targetSize = readSize(delta, cursor);
  return { baseSize, targetSize, instructions: cursor.at };
}

interface Cursor {
  at: number;
}

/** Seven bits a byte, the lowest first. Multiplied and not shifted: sizes may exceed 32 bits. */
function readSize(delta: Uint8Array, cursor: Cursor): number {
  let size = 0;
  for (let unit = 1; ; unit *= 128) {
    const byte = byteAt(delta, cursor.at++);
    size += (byte & 0x7f) * unit;
    if (byte < 0x80) return size;
  }
}

/** A little-endian number of which only the bytes that `mask` names are there. */
function readBytes(delta: Uint8Array, cursor: Cursor, { mask, bytes }: { mask: number; bytes: number }): number {
  let value = 0;
  for (let byte = 0; byte < bytes; byte++) {
    if (mask & (1 << byte)) value += byteAt(delta, cursor.at++) * 2 ** (8 * byte);
  }
  return value;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error('a delta that is cut short');
  return byte;
}

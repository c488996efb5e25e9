/** Parts of a file, read in large blocks of which the last ones are kept: entries of a pack are small and lie close. */

import { readSync } from 'node:fs';

export interface Blocks {
  /** A view, to be used at once. Throws an Error where the file ends earlier. */
  read(offset: number, length: number): Buffer;
}

const BLOCK_BYTES = 32 << 10;
const MOST_BLOCKS = 512;

export function createBlocks(fd: number): Blocks {
  // In the order of their last use.
  const blocks = new Map<number, Buffer>();

  function block(number: number): Buffer {
    const known = blocks.get(number);
    if (known !== undefined) {
      blocks.delete(number);
      blocks.set(number, known);
      return known;
    }
    const [oldest] = blocks.keys();
    // The oldest one's memory is used again.
    const spare = blocks.size < MOST_BLOCKS || oldest === undefined ? undefined : blocks.get(oldest);
    if (spare !== undefined && oldest !== undefined) blocks.delete(oldest);
    const bytes = fill(
      fd,
      spare?.length === BLOCK_BYTES ? spare : Buffer.allocUnsafeSlow(BLOCK_BYTES),
      number * BLOCK_BYTES,
    );
    blocks.set(number, bytes);
    return bytes;
  }

  return {
    read(offset, length) {
      const first = Math.floor(offset / BLOCK_BYTES);
      const last = Math.floor((offset + Math.max(length, 1) - 1) / BLOCK_BYTES);
      if (first === last) {
        const at = offset - first * BLOCK_BYTES;
        return whole(block(first).subarray(at, at + length), length);
      }
      // More than a few blocks would only push out others.
      if (last - first > 1) return whole(fill(fd, Buffer.allocUnsafe(length), offset), length);
      const at = offset - first * BLOCK_BYTES;
      const head = Buffer.from(block(first).subarray(at));
      return whole(Buffer.concat([head, block(last).subarray(0, length - head.length)]), length);
    },
  };
}

/** As much of the file as there is from `position` on. */
function fill(fd: number, bytes: Buffer, position: number): Buffer {
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(fd, bytes, filled, bytes.length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function whole(bytes: Buffer, length: number): Buffer {
  if (bytes.length < length) throw new Error('a pack that is cut short');
  return bytes;
}

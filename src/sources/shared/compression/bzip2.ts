/** bzip2, by the block decoder of `unbzip2-stream`. Its own stream keeps a block as an array of numbers: 400 MB of them for a bomb. */

import { createRequire } from 'node:module';
import type { Chunks } from './index.js';

/** Gives that many bits; `null` goes to the next whole byte. */
interface Bits {
  (count: number | null): number;
  bytesRead: number;
}

interface BlockDecoder {
  /** Reads the start of a stream; gives its block size in units of 100 kB. */
  header(bits: Bits): number;
  /** Decodes a block, a byte a call of `put`; null at the end of the stream, otherwise its checksum so far. */
  decompress(bits: Bits, put: (byte: number) => void, ...rest: [Int32Array, number, number]): number | null;
}

/** A block is at most as large as what it holds, and holds at most 900 kB. */
const UNIT = 100_000;
const MARGIN = 25_000;

export async function* unbzip2(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const { reader, decode } = createBlocks();
  for await (const chunk of chunks) {
    reader.add(chunk);
    while (reader.has(decode.needs())) yield* decode.next();
  }
  while (reader.has(1)) yield* decode.next();
  if (decode.inStream()) throw new Error('unexpected end of bzip2 data');
}

interface Blocks {
  readonly reader: { add(chunk: Uint8Array): void; has(bytes: number): boolean };
  readonly decode: { needs(): number; next(): Uint8Array[]; inStream(): boolean };
}

function createBlocks(): Blocks {
  const require = createRequire(import.meta.url);
  const decoder = require('unbzip2-stream/lib/bzip2') as BlockDecoder;
  const createBits = require('unbzip2-stream/lib/bit_iterator') as (next: () => Uint8Array | undefined) => Bits;
  const queue: Uint8Array[] = [];
  let added = 0;
  let bits: Bits | undefined;
  /** 0 between two streams. */
  let blockSize = 0;
  let streams = 0;
  let checksum = 0;

  function next(): Uint8Array[] {
    const take = (bits ??= createBits(() => nextOf(queue)));
    if (blockSize === 0) {
      start(take);
      return [];
    }
    const made = createSink();
    const size = UNIT * blockSize;
    const sum = inWords(() => decoder.decompress(take, made.put, new Int32Array(size), size, checksum));
    if (sum === null) blockSize = 0;
    else checksum = sum;
    return made.all();
  }

  function start(take: Bits): void {
    try {
      blockSize = inWords(() => decoder.header(take));
      checksum = 0;
      streams++;
    } catch (error) {
      if (streams === 0) throw error;
      // What follows the last stream is no bzip2; the bzip2 tool passes over it too.
      queue.length = 0;
      added = take.bytesRead;
    }
  }

  return {
    reader: {
      add(chunk) {
        queue.push(chunk);
        added += chunk.length;
      },
      has: (bytes) => added - (bits?.bytesRead ?? 0) >= bytes,
    },
    decode: { needs: () => (blockSize === 0 ? 4 : MARGIN + UNIT * blockSize), next, inStream: () => blockSize !== 0 },
  };
}

function nextOf(queue: Uint8Array[]): Uint8Array {
  const next = queue.shift();
  if (next === undefined) throw new Error('unexpected end of bzip2 data');
  return next;
}

/** The package's messages are jokes. */
function inWords<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error && error.name === 'Bzip2Error') {
      throw new Error('the bzip2 data is corrupt', { cause: error });
    }
    throw error;
  }
}

const SINK = 1 << 20;

/** Takes bytes one by one and gives them in arrays. */
function createSink(): { put(byte: number): void; all(): Uint8Array[] } {
  const full: Uint8Array[] = [];
  let room = new Uint8Array(SINK);
  let filled = 0;
  return {
    put(byte) {
      if (filled === SINK) {
        full.push(room);
        room = new Uint8Array(SINK);
        filled = 0;
      }
      room[filled++] = byte;
    },
    all: () => (filled > 0 ? [...full, room.subarray(0, filled)] : full),
  };
}

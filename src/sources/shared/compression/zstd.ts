/** Zstandard (RFC 8878): by Node from 22.15 on, before that by the WebAssembly build of the reference decoder in `zstddec`. */

import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { ZSTDDecoder } from 'zstddec/stream';
import type { Chunks } from './index.js';
import { throughTransform } from './transform.js';

export function unzstd(chunks: Chunks): Chunks {
  const native = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;
  return native === undefined ? unzstdInWasm(chunks) : throughTransform(native(), chunks);
}

/** What the module exports, of the names in zstd.h that matter here. Sizes and pointers are 32 bits wide. */
interface Zstd {
  readonly memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(pointer: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): void;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

let loading: Promise<Zstd> | undefined;

/**
 * The package's own streaming takes its input in one go, and on damaged input it never ends. Its module does neither; the
 * one place to get hold of it is where the package takes it over.
 */
function loadZstd(): Promise<Zstd> {
  loading ??= new Promise((resolve, reject) => {
    const decoder = new ZSTDDecoder();
    const takeOver = decoder._init.bind(decoder);
    decoder._init = (source) => {
      takeOver(source);
      resolve(source.instance.exports as unknown as Zstd);
    };
    decoder.init().catch(reject);
  });
  return loading;
}

/** Bytes that go in and come out at once. */
const ROOM = 128 << 10;

/** zstd_errors.h: error codes are the negative of a number below this. */
const ERRORS = 120;

/** An input and an output buffer and the two structs that describe them (`{ pointer, size, position }`). */
const STRUCT = 12;

async function* unzstdInWasm(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const zstd = await loadZstd();
  const context = zstd.ZSTD_createDCtx();
  const base = zstd.malloc(2 * STRUCT + 2 * ROOM);
  const [inputAt, outputAt] = [base + 2 * STRUCT, base + 2 * STRUCT + ROOM];
  /** Of the last call: 0 at the end of a frame. */
  let hint = 0;
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += ROOM) {
        const part = chunk.subarray(at, at + ROOM);
        new Uint8Array(zstd.memory.buffer).set(part, inputAt);
        for (let position = 0, full = false; position < part.length || full;) {
          // Looked up each time: memory that has grown is another buffer.
          new Uint32Array(zstd.memory.buffer, base, 6).set([inputAt, part.length, position, outputAt, ROOM, 0]);
          hint = zstd.ZSTD_decompressStream(context, base + STRUCT, base) >>> 0;
          const [, , read = 0, , , wrote = 0] = new Uint32Array(zstd.memory.buffer, base, 6);
          if (wrote > 0) yield new Uint8Array(zstd.memory.buffer.slice(outputAt, outputAt + wrote));
          if (hint > 2 ** 32 - ERRORS) throw new Error(`zstd error ${2 ** 32 - hint}`);
          position = read;
          full = wrote === ROOM && hint !== 0;
        }
      }
    }
    if (hint !== 0) throw new Error('unexpected end of zstd data');
  } finally {
    zstd.free(base);
    zstd.ZSTD_freeDCtx(context);
  }
}

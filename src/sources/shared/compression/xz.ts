/** The .xz format, by the WebAssembly build of xz-embedded in `xz-decompress`. Dictionaries of up to 64 MiB, as `xz -9` makes. */

import { createRequire } from 'node:module';
import type { Chunks } from './index.js';

/** What the module exports. */
interface XzModule {
  readonly memory: WebAssembly.Memory;
  create_context(): number;
  supply_input(context: number, bytes: number): void;
  get_next_output(context: number): number;
}

/** Where things stand in the context, in 32-bit words: the input buffer, what was read of it, the output buffer. */
const CONTEXT = { room: 0, input: 1, inputRead: 2, inputSize: 3, output: 4, outputSize: 5 } as const;

/** Result codes of xz-embedded (`enum xz_ret` in xz.h). A check of a kind that it does not know is passed over. */
const OK = 0;
const END_OF_STREAM = 1;
const UNKNOWN_CHECK = 2;
const OUT_OF_INPUT = 8;
const WORDS: Readonly<Record<number, string>> = {
  3: 'out of memory',
  4: 'its dictionary is larger than 64 MiB',
  5: 'not xz data',
  6: 'it uses an option of xz that is not supported',
  7: 'the xz data is corrupt',
};

/**
 * A module of its own for each use: the package's streams share one and wait for each other, for ever where one xz file is
 * inside another, and they stop at the end of the first of several streams.
 */
async function loadXz(): Promise<XzModule> {
  const { XzReadableStream } = createRequire(import.meta.url)('xz-decompress') as {
    XzReadableStream: { _getModuleInstance(): Promise<void>; _moduleInstance: WebAssembly.Instance };
  };
  await XzReadableStream._getModuleInstance();
  return XzReadableStream._moduleInstance.exports as unknown as XzModule;
}

interface Decoder {
  /** What comes out while there is input; says at the end how many bytes of the input are left. */
  feed(input: Uint8Array): Generator<Uint8Array, number>;
  /** Whether a call of `feed` met the end of the stream and input beyond it. */
  ended: boolean;
  /** Whether the stream ends where its input does: asked only when there is no more. */
  isAtEnd(): boolean;
}

export async function* unxz(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let decoder: Decoder | undefined;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0;) {
      if (decoder === undefined || decoder.ended) {
        rest = withoutPadding(rest);
        if (rest.length === 0) break;
        decoder = createDecoder(await loadXz());
      }
      const left: number = yield* decoder.feed(rest);
      rest = rest.subarray(rest.length - left);
    }
  }
  if (decoder !== undefined && !decoder.ended && !decoder.isAtEnd()) throw new Error('unexpected end of xz data');
}

/** Between two streams there may be zeros. */
function withoutPadding(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? bytes.subarray(bytes.length) : bytes.subarray(start);
}

function createDecoder(xz: XzModule): Decoder {
  const context = xz.create_context();
  const words = (): Uint32Array => new Uint32Array(xz.memory.buffer, context, 6);
  const room = words()[CONTEXT.room] ?? 0;

  function* feed(input: Uint8Array): Generator<Uint8Array, number> {
    let rest = input;
    for (;;) {
      const [, at = 0, read = 0, size = 0] = words();
      if (read === size && rest.length > 0) {
        const part = rest.subarray(0, room);
        new Uint8Array(xz.memory.buffer).set(part, at);
        xz.supply_input(context, part.length);
        rest = rest.subarray(part.length);
      }
      const code = xz.get_next_output(context);
      const made = takeOutput();
      if (made.length > 0) yield made;
      if (code === END_OF_STREAM) {
        decoder.ended = true;
        const [, , used = 0, had = 0] = words();
        return rest.length + had - used;
      }
      if (code !== OK && code !== UNKNOWN_CHECK && code !== OUT_OF_INPUT) {
        throw new Error(WORDS[code] ?? `xz error ${code}`);
      }
      const [, , used = 0, had = 0] = words();
      if (used === had && rest.length === 0 && made.length < room) return 0;
    }
  }

  function takeOutput(): Uint8Array {
    const [, , , , at = 0, size = 0] = words();
    words()[CONTEXT.outputSize] = 0;
    return new Uint8Array(xz.memory.buffer.slice(at, at + size));
  }

  function isAtEnd(): boolean {
    xz.supply_input(context, 0);
    return xz.get_next_output(context) === END_OF_STREAM;
  }

  const decoder: Decoder = { feed, ended: false, isAtEnd };
  return decoder;
}

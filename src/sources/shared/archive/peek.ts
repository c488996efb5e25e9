/** A look at the beginning of a stream. */

import type { Chunks } from '../compression/index.js';
import { HEAD } from './recognise.js';

/** The first bytes, as many as tell what they are, and all of them. Trouble that comes after some bytes comes in its place. */
export async function peek(chunks: Chunks): Promise<[head: Uint8Array, all: Chunks]> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let had = 0;
  let failure: { readonly error: unknown } | undefined;
  while (had < HEAD) {
    try {
      const next = await iterator.next();
      if (next.done === true) break;
      first.push(next.value);
      had += next.value.length;
    } catch (error) {
      if (had === 0) throw error;
      failure = { error };
      break;
    }
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      if (failure !== undefined) throw failure.error;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  const head = first.length === 1 ? first[0] : Buffer.concat(first);
  return [(head ?? new Uint8Array()).subarray(0, HEAD), all()];
}

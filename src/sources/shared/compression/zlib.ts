/** What Node itself decompresses: gzip (RFC 1952) and the raw deflate of zip files (RFC 1951). */

import { createGunzip, createInflateRaw } from 'node:zlib';
import type { Chunks } from './index.js';
import { throughTransform } from './transform.js';

/** What comes out at once. Four times Node's own: allocating it is a fifth of the work otherwise. */
const CHUNK = 64 << 10;

export function gunzip(chunks: Chunks): Chunks {
  return throughTransform(createGunzip({ chunkSize: CHUNK }), chunks);
}

export function inflateRaw(chunks: Chunks): Chunks {
  return throughTransform(createInflateRaw(), chunks);
}

/** Data whose length nobody told: inflates it to its end, then hands back what was read beyond that. */
export async function* inflateToItsEnd(chunks: Chunks, unread: (rest: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw();
  let last: Uint8Array = new Uint8Array();
  let given = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      last = chunk;
      given += chunk.length;
      yield chunk;
    }
  }
  yield* throughTransform(inflate, counted());
  unread(last.subarray(last.length - (given - inflate.bytesWritten)));
}

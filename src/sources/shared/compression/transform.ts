/** A Node transform stream as a function of chunks that loses nothing when its input turns out to be damaged. */

import type { Transform } from 'node:stream';
import type { Chunks } from './index.js';

/** What goes in at once: the best of compressions makes a thousand times as much of it. */
const SLICE = 32 << 10;

/**
 * The stream's own iterator drops what is buffered when an error comes; here what came out is yielded first. Ends where
 * the stream ends by itself, although there may be more input.
 */
export async function* throughTransform(transform: Transform, chunks: Chunks): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  let failure: Error | undefined;
  let ended = false;
  transform.on('data', (bytes: Uint8Array) => made.push(bytes));
  transform.on('error', (error) => (failure ??= error));
  transform.on('end', () => (ended = true));
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += SLICE) {
        await written(transform, chunk.subarray(at, at + SLICE));
        yield* made.splice(0);
        if (failure !== undefined) throw failure;
        if (ended) return;
      }
    }
    await finished(transform);
    yield* made.splice(0);
    if (failure !== undefined) throw failure;
  } finally {
    transform.destroy();
  }
}

function written(transform: Transform, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      transform.off('close', done);
      resolve();
    };
    // A stream that ends or fails early never calls back.
    transform.once('close', done);
    transform.write(bytes, done);
  });
}

function finished(transform: Transform): Promise<void> {
  return new Promise((resolve) => {
    if (transform.destroyed) return resolve();
    transform.once('close', () => resolve());
    transform.end();
  });
}

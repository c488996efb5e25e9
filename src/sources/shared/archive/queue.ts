/** Chunks as one run of bytes that is read from the front, in portions of any size. */

import type { Chunks } from '../compression/index.js';

export class ByteQueue {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Read from the chunks and not yet taken. */
  #front: Uint8Array = new Uint8Array();
  #ended = false;

  constructor(chunks: Chunks) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes, which stay; fewer at the end. */
  async peek(count: number): Promise<Uint8Array> {
    const parts = this.#front.length > 0 ? [this.#front] : [];
    let had = this.#front.length;
    while (had < count && !this.#ended) {
      const next = await this.#chunks.next();
      if (next.done === true) this.#ended = true;
      else {
        parts.push(next.value);
        had += next.value.length;
      }
    }
    this.#front = parts.length > 1 ? Buffer.concat(parts) : (parts[0] ?? this.#front);
    return this.#front.subarray(0, count);
  }

  /** Passes over bytes that were seen by `peek`. */
  skip(count: number): void {
    this.#front = this.#front.subarray(count);
  }

  /** Bytes that were taken and not needed come again. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#front = Buffer.concat([bytes, this.#front]);
  }

  /** The next `count` bytes, or all to the end. Leaves the rest to be read when it is given up. */
  async *take(count = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0;) {
      if ((await this.peek(1)).length === 0) return;
      const part = this.#front.subarray(0, left);
      this.skip(part.length);
      left -= part.length;
      yield part;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

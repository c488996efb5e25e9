/** One door to all compressions: compressed bytes in, plain bytes out, never more than a small part of either in memory. */

/** Bytes in order. A chunk is never reused by who gave it, so it may be kept. */
export type Chunks = AsyncIterable<Uint8Array>;

export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'deflate';

/**
 * What `chunks` hold, decompressed. Several streams one after the other are one, as their tools have it. Damage throws an
 * Error after everything before it was yielded; an error of `chunks` itself is thrown as it is. `deflate` is the raw form
 * that zip files hold.
 */
export async function* decompress(compression: Compression, chunks: Chunks): AsyncGenerator<Uint8Array> {
  yield* await decoder(compression, chunks);
}

/** Each is loaded when something is compressed with it. */
async function decoder(compression: Compression, chunks: Chunks): Promise<Chunks> {
  switch (compression) {
    case 'gzip':
      return (await import('./zlib.js')).gunzip(chunks);
    case 'deflate':
      return (await import('./zlib.js')).inflateRaw(chunks);
    case 'zstd':
      return (await import('./zstd.js')).unzstd(chunks);
    case 'xz':
      return (await import('./xz.js')).unxz(chunks);
    case 'bzip2':
      return (await import('./bzip2.js')).unbzip2(chunks);
  }
}

/** The bytes of a blob, from wherever it is. */

import { createReadStream } from 'node:fs';
import type { ImageBlob } from '../../model/image.js';
import type { Chunks } from '../shared/compression/index.js';

const CHUNK = 256 << 10;

export async function openBlob({ place, digest, key }: ImageBlob, signal: AbortSignal): Promise<Chunks> {
  if (place.kind === 'file') {
    const { path, start, size } = place;
    return createReadStream(path, { start, end: start + size - 1, highWaterMark: CHUNK, signal });
  }
  const { openRegistry } = await import('./registry/client.js');
  return openRegistry(place.access).blob(digest ?? key, signal);
}

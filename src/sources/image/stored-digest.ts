/** The digest of a blob that lies on this machine: reading it is a fifth of the work of unpacking it. */

import { digestOfStream } from './digest.js';
import { openBlob } from './open-blob.js';
import type { ImageBlob } from '../../model/image.js';

/** Undefined for one in a registry, and for one that cannot be read. */
export async function storedDigest(blob: ImageBlob, signal: AbortSignal): Promise<string | undefined> {
  if (blob.place.kind !== 'file') return undefined;
  try {
    return await digestOfStream(await openBlob(blob, signal));
  } catch {
    return undefined;
  }
}

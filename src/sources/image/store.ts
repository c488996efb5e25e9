/** Where the parts of images are kept: an archive, a layout directory or a registry, all alike. */

import type { BlobPlace } from '../../model/image.js';
import type { Descriptor } from './manifest.js';

/** Larger manifests and configurations are refused, as registries do (distribution-spec, "Pushing Manifests": 4 MB). */
export const MOST_DOCUMENT = 16 << 20;

export interface Store {
  /** Manifest, index or configuration; undefined where it is not there. Throws an Error in words when it cannot be had. */
  document(wanted: Pick<Descriptor, 'digest' | 'size' | 'mediaType'>): Promise<Uint8Array | undefined>;
  /** Where a worker finds the blob; undefined where it is not there. */
  place(wanted: Descriptor): BlobPlace | undefined;
}

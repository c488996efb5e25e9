/**
 * All texts that are encoded inside a content, to a depth. Each decoding is at most three quarters as long as its
 * source (UTF-16 at most one and a half times, once), so the depth bounds the work as well.
 */

import { decodeRun } from './base64.js';
import { layerBelow, type Decoded, type Layer } from './layer.js';
import { decodePercent } from './percent.js';
import { findRuns } from './runs.js';
import { decodeUtf16, utf16Order } from './utf16.js';

export { outermost, type Layer } from './layer.js';

/** How many encodings are undone, one inside another. */
export const MAX_DEPTH = 4;

/** Whatever is encoded in `outer`, each layer before what is encoded in that. */
export function* layersBelow(outer: Layer): Generator<Layer> {
  const pending: Layer[] = [...layersIn(outer)];
  for (let layer = pending.shift(); layer !== undefined; layer = pending.shift()) {
    yield layer;
    if (layer.encodings.length < MAX_DEPTH) pending.push(...layersIn(layer));
  }
}

function* layersIn(layer: Layer): Generator<Layer> {
  for (const decoded of decodingsIn(layer.bytes)) yield layerBelow(layer, decoded);
}

function* decodingsIn(bytes: Uint8Array): Generator<Decoded> {
  const order = utf16Order(bytes);
  if (order !== undefined) {
    yield decodeUtf16(bytes, order);
    return;
  }
  for (const run of findRuns(bytes)) {
    const decoded = decodeRun(run);
    if (decoded !== undefined) yield decoded;
  }
  yield* decodePercent(bytes);
}

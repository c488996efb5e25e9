/**
 * All texts that are encoded inside a content, to a depth. Each decoding is at most three quarters as long as its
 * source (UTF-16 at most one and a half times, once), so the depth bounds the work as well.
 */

import { decodeRun } from './base64.js';
import { layerBelow, type Decoded, type Layer } from './layer.js';
import { decodePercent } from './percent.js';
import { runsAt } from './runs.js';
import { decodeUtf16, utf16Order } from './utf16.js';

export { outermost, type Layer } from './layer.js';

/** How many encodings are undone, one inside another. */
export const MAX_DEPTH = 4;

/** What is encoded in a layer at `places`; nothing below the deepest one. */
export function* layersIn(layer: Layer, places: EncodedPlaces): Generator<Layer> {
  if (layer.encodings.length >= MAX_DEPTH) return;
  for (const decoded of decodingsIn(layer.bytes, places)) yield layerBelow(layer, decoded);
}

/** Where something may be encoded: see `EncodedPlaces` of the prefilter. */
interface EncodedPlaces {
  readonly runs: Uint32Array;
  readonly percents: Uint32Array;
}

function* decodingsIn(bytes: Uint8Array, { runs, percents }: EncodedPlaces): Generator<Decoded> {
  const order = utf16Order(bytes);
  if (order !== undefined) {
    yield decodeUtf16(bytes, order);
    return;
  }
  for (const run of runsAt(bytes, runs)) {
    const decoded = decodeRun(run);
    if (decoded !== undefined) yield decoded;
  }
  yield* decodePercent(bytes, percents);
}

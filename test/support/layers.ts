/** All layers of a text, found as the engine finds them. */

import { layersIn, outermost, type Layer } from '../../src/detect/decode/index.js';
import { createPrefilter } from '../../src/detect/prefilter.js';
import { wholeOf } from '../../src/detect/regions.js';
import { kernel } from './assets.js';

const prefilter = createPrefilter(kernel, []);

export function layersBelow(bytes: Uint8Array): Layer[] {
  const layers: Layer[] = [];
  const pending = [outermost(bytes)];
  for (let layer = pending.shift(); layer !== undefined; layer = pending.shift()) {
    prefilter.find(layer.bytes, wholeOf(layer.bytes));
    const below = [...layersIn(layer, prefilter.encoded())];
    layers.push(...below);
    pending.push(...below);
  }
  return layers;
}

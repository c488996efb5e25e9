/** A text reached by undoing encodings, with the way back to the bytes it came from. */

import type { Range } from '../../model/content.js';
import type { Encoding } from '../../model/finding.js';

/** `bytes` of the content itself, or of something decoded inside it. */
export interface Layer {
  readonly bytes: Uint8Array;
  /** Outermost first; empty for the content itself. */
  readonly encodings: readonly Encoding[];
  /** Offset in the content of the first byte that contributes to `bytes[at]`. */
  outerStart(at: number): number;
  /** Offset in the content just after the last byte that contributes to `bytes[at]`. */
  outerEnd(at: number): number;
  /** What in the content a candidate depends on that depends on `range` here. */
  dependsOn(range: Range): Range;
}

/** Something decoded in a layer: its bytes, and for each of them which bytes of that layer it came from. */
export interface Decoded {
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  start(at: number): number;
  end(at: number): number;
}

export function outermost(bytes: Uint8Array): Layer {
  return { bytes, encodings: [], outerStart: (at) => at, outerEnd: (at) => at + 1, dependsOn: (range) => range };
}

/** The layer below `parent` that `decoded` is, its offsets mapped through all encodings. */
export function layerBelow(parent: Layer, decoded: Decoded): Layer {
  const last = decoded.bytes.length - 1;
  const whole = { start: decoded.start(0), end: decoded.end(last) };
  const depends = parent.dependsOn(whole);
  return {
    bytes: decoded.bytes,
    encodings: [...parent.encodings, decoded.encoding],
    outerStart: (at) => parent.outerStart(decoded.start(at)),
    outerEnd: (at) => parent.outerEnd(decoded.end(at) - 1),
    dependsOn: () => depends,
  };
}

/** Something that may be a secret: what the detectors give to the overlap choice. */

import type { Confidence, Detector } from '../model/detector.js';
import type { Range } from '../model/content.js';
import type { Encoding, Evidence } from '../model/finding.js';
import type { Resource } from '../model/resource.js';

export interface Candidate {
  readonly detector: Detector;
  readonly confidence: Confidence;
  /** The decoded secret, one character a byte. */
  readonly secret: string;
  /** Range of the secret (of its encoded form, if it is encoded) in the content. */
  readonly start: number;
  readonly end: number;
  readonly encodings: readonly Encoding[];
  /**
   * What it was found by: a content in which these bytes and `CONTEXT_LINES` lines around them are the same holds the
   * same candidate. For a keyword the line's first, for an encoded text all of it, for a block the whole window.
   */
  readonly depends: Range;
  readonly reasons: readonly string[];
  /** All that the pattern matched, as text. Absent: the secret itself. */
  readonly matched?: string;
  /** See `Finding.resource`. */
  readonly resource?: Resource;
  /**
   * Where it stands among texts that are packed (compressed) in the bytes of `start` to `end`: several secrets have the
   * same range then.
   */
  readonly packed?: Range;
  /** All that was weighed; see `Finding.evidence`. */
  readonly evidence?: readonly Evidence[];
}

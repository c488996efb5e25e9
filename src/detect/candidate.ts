/** Something that may be a secret: what the detectors give to the overlap choice. */

import type { Confidence, Detector } from '../model/detector.js';
import type { Encoding } from '../model/finding.js';

export interface Candidate {
  readonly detector: Detector;
  readonly confidence: Confidence;
  /** The decoded secret, one character a byte. */
  readonly secret: string;
  /** Range of the secret (of its encoded form, if it is encoded) in the content. */
  readonly start: number;
  readonly end: number;
  readonly encodings: readonly Encoding[];
  readonly reasons: readonly string[];
}

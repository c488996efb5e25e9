/** Whether a value looks drawn at random rather than written. */

import { surprise } from '../generic/randomness.js';

/** Bits a character; see `generic/randomness.ts`. */
const RANDOM = 4.6;

export function looksRandom(secret: string): boolean {
  return surprise(secret) >= RANDOM;
}

/** The engine over a text, as if it stood in a file. */

import { createEngine } from '../../src/detect/engine.js';
import type { RegexEngine } from '../../src/detect/regex.js';
import type { Detector } from '../../src/model/detector.js';
import type { Finding } from '../../src/model/finding.js';
import { kernel } from './assets.js';

export const key = Buffer.from('test key');

/** Findings in a text, as if it stood in a file of that name. */
export function createScan(
  detectors: readonly Detector[],
  regex?: RegexEngine,
): (text: string | Uint8Array, path?: string) => readonly Finding[] {
  const engine = createEngine({ detectors, kernel, key, ...(regex === undefined ? {} : { regex }) });
  return (text, path = 'input') =>
    engine.scan({ type: 'content', bytes: Buffer.from(text), provenance: { kind: 'file', path } }).findings();
}

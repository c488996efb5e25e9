/** The engine over a text, answering with plain offsets: what the walk over the examples needs. */

import { createEngine } from '../../src/detect/engine.js';
import type { RegexEngine } from '../../src/detect/regex.js';
import type { Hit } from '../../src/catalog/walk.js';
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
    engine.scan({ type: 'content', bytes: Buffer.from(text), provenance: { kind: 'file', path } }).findings;
}

export function hitsOf(text: string, findings: readonly Finding[]): Hit[] {
  const lines = text.split('\n');
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0) + column - 1;
  return findings.map(({ detector, location }) => ({
    detector,
    start: offset(location.startLine, location.startColumn),
    end: offset(location.endLine, location.endColumn),
  }));
}

/** The catalogue as the build leaves it: one JSON, so that start-up parses no YAML and loads no schema library. */

import { createHash } from 'node:crypto';
import type { Detector } from '../model/detector.js';

export interface CompiledCatalog {
  /** SHA-256 over the detectors, hex: changes with any of them. */
  readonly hash: string;
  readonly detectors: readonly Detector[];
}

export function compile(detectors: readonly Detector[]): string {
  const hash = createHash('sha256').update(JSON.stringify(detectors)).digest('hex');
  return JSON.stringify({ hash, detectors } satisfies CompiledCatalog);
}

/** Reads what `compile` wrote; the build made it from checked detectors, so it is not checked again. */
export function parseCompiled(json: string): CompiledCatalog {
  return JSON.parse(json) as CompiledCatalog;
}

/** Detector files against the real engine: the same walk as the project's own test. */

import type { CatalogError, CatalogFile } from '../catalog/load.js';
import { loadCatalog } from '../catalog/load.js';
import { hitsOf, walkDetector, type Hit } from '../catalog/walk.js';
import { createEngine } from '../detect/engine.js';
import type { RegexEngine } from '../detect/regex.js';
import type { Detector } from '../model/detector.js';
import { loadKernel } from './assets.js';

export interface Checked {
  readonly count: number;
  readonly faults: readonly CatalogError[];
}

/** Loads the files as one catalogue and walks all their examples. */
export function checkFiles(files: readonly CatalogFile[], regex?: RegexEngine): Checked {
  const { detectors, errors } = loadCatalog(files);
  const scan = createTextScan(
    detectors.map(({ detector }) => detector),
    regex,
  );
  const walk = regex === undefined ? { scan } : { scan, compile: (source: string) => regex.compile(source) };
  return { count: detectors.length, faults: [...errors, ...detectors.flatMap((loaded) => walkDetector(loaded, walk))] };
}

function createTextScan(detectors: readonly Detector[], regex?: RegexEngine): (text: string) => Hit[] {
  const options = { detectors, kernel: loadKernel(), key: new Uint8Array(1) };
  const engine = createEngine(regex === undefined ? options : { ...options, regex });
  return (text) => {
    const provenance = { kind: 'file', path: 'input' } as const;
    return hitsOf(text, engine.scan({ type: 'content', bytes: Buffer.from(text), provenance }).findings());
  };
}

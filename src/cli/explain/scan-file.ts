/** One file through the engine, in this thread and without triage. */

import { createEngine } from '../../detect/engine.js';
import type { Finding } from '../../model/finding.js';
import { loadCatalog, loadKernel } from '../assets.js';
import { loadFingerprintKey } from '../fingerprint-key.js';

export function scanFile(path: string, bytes: Uint8Array): readonly Finding[] {
  const { key } = loadFingerprintKey(process.env);
  const engine = createEngine({ detectors: loadCatalog().detectors, kernel: loadKernel(), key });
  return engine.scan({ type: 'content', bytes, provenance: { kind: 'file', path } }).findings();
}

/** What the build puts beside the code: the WebAssembly kernel and the compiled catalogue. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PageAssets } from '../report/report.js';
import { parseCompiled, type CompiledCatalog } from '../catalog/compiled.js';

/** The keyword search of the engine. */
export function loadKernel(): WebAssembly.Module {
  return loadModule('../detect/prefilter.wasm');
}

/** What applies the deltas of git packs. */
export function loadDeltaKernel(): WebAssembly.Module {
  return loadModule('../sources/git/delta.wasm');
}

function loadModule(path: string): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL(path, import.meta.url)));
}

export function loadCatalog(): CompiledCatalog {
  return parseCompiled(readFileSync(new URL('../catalog.json', import.meta.url), 'utf8'));
}

/** The script and the style of the page that `--format html` writes. */
export function loadPage(): PageAssets {
  const read = (name: string): string => readFileSync(new URL(`../report/${name}`, import.meta.url), 'utf8');
  return { script: read('page.js'), style: read('page.css') };
}

/** The schema of saved reports. */
export function loadReportSchema(): object {
  const schema: unknown = createRequire(import.meta.url)('../../docs/schema/hullcheck-1.schema.json');
  return Object(schema);
}

/** Names this build: two that could find something else have different ones. */
export function buildId(): string {
  return readFileSync(new URL('../build-id', import.meta.url), 'latin1');
}

export function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('../../package.json');
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return 'unknown';
  return String(manifest.version);
}

/** What the build leaves in dist/, as the command loads it. `npm test` builds first. */

import { readFileSync } from 'node:fs';
import { parseCompiled } from '../../src/catalog/compiled.js';
import type { PageAssets } from '../../src/report/report.js';

function built(path: string): Buffer {
  return readFileSync(new URL(`../../dist/${path}`, import.meta.url));
}

export const kernel = new WebAssembly.Module(built('detect/prefilter.wasm'));
export const deltaKernel = new WebAssembly.Module(built('sources/git/delta.wasm'));
export const { detectors } = parseCompiled(built('catalog.json').toString());

/** The script and the style of the html report, as the command loads them. */
export function page(): PageAssets {
  loaded ??= { script: built('report/page.js').toString(), style: built('report/page.css').toString() };
  return loaded;
}

let loaded: PageAssets | undefined;

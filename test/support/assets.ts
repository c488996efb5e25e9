/** What the build puts beside the code, as the command loads it. `npm test` builds first. */

import { readFileSync } from 'node:fs';
import type { PageAssets } from '../../src/report/report.js';

export const kernel = new WebAssembly.Module(
  readFileSync(new URL('../../dist/detect/prefilter.wasm', import.meta.url)),
);

/** The script and the style of the html report, as the command loads them. */
export function page(): PageAssets {
  const read = (name: string): string => readFileSync(new URL(`../../dist/report/${name}`, import.meta.url), 'utf8');
  return { script: read('page.js'), style: read('page.css') };
}

/** The built WebAssembly kernel, as the command loads it. `npm test` builds first. */

import { readFileSync } from 'node:fs';

export const kernel = new WebAssembly.Module(
  readFileSync(new URL('../../dist/detect/prefilter.wasm', import.meta.url)),
);

// Compiles detectors/*.yaml to catalog.json in the directory given. Stops the build when a detector is not finished.
// Run by build.mjs, on the code that it has just built there.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL(`../${process.argv[2]}/`, import.meta.url);
const { compile } = await import(new URL('catalog/compiled.js', built));
const { loadCatalog } = await import(new URL('catalog/load.js', built));

const directory = fileURLToPath(new URL('../detectors/', import.meta.url));
const files = readdirSync(directory)
  .filter((name) => name.endsWith('.yaml'))
  .toSorted()
  .map((name) => ({ path: `detectors/${name}`, text: readFileSync(directory + name, 'utf8') }));

const { detectors, errors } = loadCatalog(files);
for (const { path, detector, message } of errors) console.error(`${path}: ${detector ?? 'file'}: ${message}`);
if (errors.length > 0) process.exit(1);
writeFileSync(new URL('catalog.json', built), compile(detectors.map(({ detector }) => detector)));

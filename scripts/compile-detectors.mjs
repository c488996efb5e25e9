// Compiles detectors/*.yaml to one JSON file. Stops the build when a detector is not finished. Run by build.mjs with the
// directory of the modules that it has just built, and the file to write.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [, , modules, output] = process.argv;
const built = new URL(`../${modules}/`, import.meta.url);
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
writeFileSync(new URL(`../${output}`, import.meta.url), compile(detectors.map(({ detector }) => detector)));

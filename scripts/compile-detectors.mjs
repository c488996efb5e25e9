// Compiles detectors/*.yaml to dist/catalog.json. Stops the build when a detector is not finished.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from '../dist/catalog/compiled.js';
import { loadCatalog } from '../dist/catalog/load.js';

const directory = fileURLToPath(new URL('../detectors/', import.meta.url));
const files = readdirSync(directory)
  .filter((name) => name.endsWith('.yaml'))
  .toSorted()
  .map((name) => ({ path: `detectors/${name}`, text: readFileSync(directory + name, 'utf8') }));

const { detectors, errors } = loadCatalog(files);
for (const { path, detector, message } of errors) console.error(`${path}: ${detector ?? 'file'}: ${message}`);
if (errors.length > 0) process.exit(1);
writeFileSync(new URL('../dist/catalog.json', import.meta.url), compile(detectors.map(({ detector }) => detector)));

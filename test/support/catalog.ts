/** The project's own detectors, loaded from their sources. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog, type CatalogFile } from '../../src/catalog/load.js';

const DIRECTORY = join(import.meta.dirname, '../../detectors');

export const files: readonly CatalogFile[] = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ path: `detectors/${name}`, text: readFileSync(join(DIRECTORY, name), 'utf8') }));

export const catalog = loadCatalog(files);

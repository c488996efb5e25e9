// Writes detectors/detector.schema.json, which editors check detector files with, from the schema in force. A test fails
// when the two differ.

import { writeFileSync } from 'node:fs';
import { jsonSchema } from '../dist/catalog/schema.js';

writeFileSync(new URL('../detectors/detector.schema.json', import.meta.url), jsonSchema());

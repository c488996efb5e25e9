/** What several targets need. */

import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expandExample } from '../src/catalog/examples/expand.js';
import { catalog } from '../test/support/catalog.js';

/** Where files are written a hundred thousand times: not on a disk, where there is a choice. */
export function inMemory(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/** An example of every fourth detector, filled in: with them a mutation is a step away from what is found. */
export function wholeCatalogue(): Uint8Array[] {
  return catalog.detectors
    .filter((_, at) => at % 4 === 0)
    .flatMap(({ detector, examples }, at) =>
      examples.match
        .slice(0, 1)
        .map((example) => Buffer.concat([Buffer.from([at]), Buffer.from(expandExample(example, detector.id).text)])),
    );
}

import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareScans } from '../../support/exactness.js';
import { createReferenceReader } from '../../support/reference-objects.js';
import { repositoryOfVersions } from '../../support/versions.js';

/** So many repositories are made; set EXACTNESS_RUNS for more. */
const RUNS = Number(process.env['EXACTNESS_RUNS'] ?? 500);

test('scanning what changed finds what scanning every blob finds', { timeout: 0 }, async () => {
  let derived = 0;
  let findings = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1e9),
      fc.constantFrom(1, 4, 50),
      fc.constantFrom(2, 10, 60),
      async (seed, depth, window) => {
        const directory = repositoryOfVersions(seed, { depth, window });
        const compared = await compareScans(directory, createReferenceReader(directory));
        rmSync(dirname(directory), { recursive: true });
        expect(compared.differences).toEqual([]);
        derived += compared.derived;
        findings += compared.findings;
      },
    ),
    { numRuns: RUNS },
  );
  // Otherwise nothing was tested.
  expect(derived).toBeGreaterThan(RUNS);
  expect(findings).toBeGreaterThan(RUNS);
});

const { EXACTNESS_REPOSITORY: real } = process.env;
test.each(real === undefined ? [] : [real])('and so in %s', { timeout: 0 }, async (directory) => {
  const compared = await compareScans(directory);
  console.log(compared.blobs, compared.derived, compared.findings);
  expect(compared.differences).toEqual([]);
});

import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growingRepository } from '../../support/growing.js';
import { memoryIn, scanHistory } from '../../support/history-scan.js';
import { temporaryDirectory } from '../../support/tree.js';

/** So many repositories are made; set RECALL_RUNS for more. */
const RUNS = Number(process.env['RECALL_RUNS'] ?? 60);

test('a history that grew is scanned with what earlier scans saw as without', { timeout: 0 }, async () => {
  const total = { findings: 0, read: 0, readWithout: 0 };
  await fc.assert(
    fc.asyncProperty(fc.nat(1e9), fc.integer({ min: 2, max: 5 }), async (seed, steps) => {
      const { directory, step } = growingRepository(seed);
      const cache = temporaryDirectory();
      for (let at = 0; at < steps; at++) {
        step();
        // Another key in every second scan: what is kept must not depend on it.
        const key = `key ${at % 2}`;
        const without = await scanHistory(directory, key);
        const with_ = await scanHistory(directory, key, memoryIn(cache));
        expect(with_.result).toBe(without.result);
        if (at === 0) continue;
        total.findings += without.findings;
        total.read += with_.read;
        total.readWithout += without.read;
      }
      rmSync(dirname(directory), { recursive: true });
    }),
    { numRuns: RUNS },
  );
  // Otherwise nothing was tested.
  expect(total.findings).toBeGreaterThan(RUNS);
  expect(total.read).toBeLessThan(total.readWithout * 0.8);
});

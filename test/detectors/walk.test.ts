/** Every detector keeps what its examples promise, on both regex engines. A new file is picked up by itself. */

import { describe, expect, test } from 'vitest';
import { jsonSchema } from '../../src/catalog/schema.js';
import { hitsOf, walkDetector } from '../../src/catalog/walk.js';
import { catalog } from '../support/catalog.js';
import { engines } from '../support/regex-engines.js';
import { createScan } from '../support/text-scan.js';

test('all files load', () => {
  expect(catalog.errors).toEqual([]);
  expect(catalog.detectors.length).toBeGreaterThanOrEqual(80);
});

test('the schema for editors is the one in force (vitest -u writes it)', async () => {
  await expect(jsonSchema()).toMatchFileSnapshot('../../detectors/detector.schema.json');
});

describe.each(engines)('with %s', (_, regex) => {
  describe.skipIf(regex === undefined)('examples', () => {
    const scan = createScan(
      catalog.detectors.map(({ detector }) => detector),
      regex,
    );
    test.each(catalog.detectors.map((loaded) => [loaded.detector.id, loaded] as const))('%s', (_id, loaded) => {
      const faults = walkDetector(loaded, {
        scan: (text) => hitsOf(text, scan(text)),
        ...(regex === undefined ? {} : { compile: (source: string) => regex.compile(source) }),
      });
      expect(faults.map(({ message }) => message)).toEqual([]);
    });
  });
});

test('no detector is slow on a mebibyte that keeps waking it', { timeout: 120_000 }, () => {
  for (const { detector } of catalog.detectors) {
    const scan = createScan([detector]);
    const woken = detector.keywords[0] ?? 'password';
    const text = `${woken} lorem = ipsum_dolor("sit-amet"), consectetur: adipiscing;\n`.repeat(Math.ceil(2 ** 20 / 70));
    const start = performance.now();
    scan(text);
    expect(performance.now() - start, detector.id).toBeLessThan(3000);
  }
});

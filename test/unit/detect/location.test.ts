import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLocator } from '../../../src/detect/location.js';

test('agrees with splitting the text into lines', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é', '漢', '😀'), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 60 })), (whole, cuts) => {
      const characters = [...whole];
      const locator = createLocator(Buffer.from(whole));
      for (const cut of cuts.filter((at) => at <= characters.length).toSorted((a, b) => a - b)) {
        const before = characters.slice(0, cut).join('');
        const lines = before.split('\n');
        const expected = { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
        expect(locator.position(Buffer.byteLength(before))).toEqual(expected);
      }
    }),
  );
});

test('continues from the position of a window', () => {
  const locator = createLocator(Buffer.from('abc\ndef'), { line: 7, column: 100 });
  expect(locator.position(2)).toEqual({ line: 7, column: 102 });
  expect(locator.position(5)).toEqual({ line: 8, column: 2 });
});

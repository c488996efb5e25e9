import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPrefilter, type Prefilter } from '../../../src/detect/prefilter.js';
import { wholeOf } from '../../../src/detect/regions.js';
import { kernel } from '../../support/assets.js';
import { findKeywords } from '../../support/prefilter-oracle.js';

/** Few letters, so that random keywords do occur in random text, overlap, and share anchors. */
const letter = fc.constantFrom(...'abcxyz_-.09');
const keyword = fc.string({ unit: letter, minLength: 3, maxLength: 12 });
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .string({
      unit: fc.oneof(
        letter,
        letter.map((character) => character.toUpperCase()),
      ),
      maxLength: 300,
    })
    .map((text) => new Uint8Array(Buffer.from(text, 'latin1'))),
);

function findAll(prefilter: Prefilter, bytes: Uint8Array): Uint32Array {
  return prefilter.find(bytes, wholeOf(bytes));
}

function find(bytes: Uint8Array, keywords: readonly string[]): [number, number][] {
  const flat = createPrefilter(kernel, keywords).find(bytes, wholeOf(bytes));
  const pairs: [number, number][] = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i] ?? -1, flat[i + 1] ?? -1]);
  return pairs.toSorted(([a, i], [b, j]) => a - b || i - j);
}

test('agrees with the plain search on random bytes and keywords', () => {
  fc.assert(
    fc.property(fc.uniqueArray(keyword, { minLength: 1, maxLength: 60 }), fc.array(noise), (keywords, parts) => {
      const planted = parts.flatMap((part, i) => [part, Buffer.from(keywords[i % keywords.length] ?? '')]);
      const bytes = new Uint8Array(Buffer.concat(planted));
      expect(find(bytes, keywords)).toEqual(findKeywords(bytes, keywords));
    }),
    { numRuns: 1000 },
  );
});

test('finds keywords at both ends and nowhere beyond the end of the input', () => {
  const prefilter = createPrefilter(kernel, ['abcdef']);
  expect([...findAll(prefilter, Buffer.from('abcdef xx ABCDEF'))]).toEqual([0, 0, 10, 0]);
  // The second input is shorter: what the first left in memory must not be seen.
  expect([...findAll(prefilter, Buffer.from('abcde'))]).toEqual([]);
  expect([...findAll(prefilter, new Uint8Array(0))]).toEqual([]);
});

test('returns more hits than one call of the kernel has room for', () => {
  const bytes = Buffer.from('abc'.repeat(40_000));
  expect(find(bytes, ['abc', 'bca', 'abcabc'])).toEqual(findKeywords(bytes, ['abc', 'bca', 'abcabc']));
});

test.each(['ab', 'Abc', 'a\nbc', '\u5bc6\u7801\u5bc6', 'x'.repeat(256)])('refuses the keyword %j', (bad) => {
  expect(() => createPrefilter(kernel, [bad])).toThrow(RangeError);
});

test('reads only the regions it is given, and nothing across two of them', () => {
  const cut = fc.tuple(fc.nat(), fc.nat());
  fc.assert(
    fc.property(
      noise,
      fc.uniqueArray(keyword, { minLength: 1, maxLength: 10 }),
      fc.array(cut),
      (bytes, keywords, cuts) => {
        const regions: number[] = [];
        for (const [gap, size] of cuts) {
          const start = (regions.at(-1) ?? 0) + (gap % 20) + 1;
          const end = start + (size % 60) + 1;
          if (end <= bytes.length) regions.push(start, end);
        }
        const flat = createPrefilter(kernel, keywords).find(bytes, Uint32Array.from(regions));
        const found: string[] = [];
        for (let i = 0; i < flat.length; i += 2) found.push(`${flat[i]} ${flat[i + 1]}`);
        const expected: string[] = [];
        for (let i = 0; i < regions.length; i += 2) {
          const [start = 0, end = 0] = [regions[i], regions[i + 1]];
          for (const [at, word] of findKeywords(bytes.subarray(start, end), keywords))
            expected.push(`${at + start} ${word}`);
        }
        expect(found.toSorted()).toEqual(expected.toSorted());
      },
    ),
  );
});

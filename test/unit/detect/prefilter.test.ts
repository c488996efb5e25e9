import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPrefilter } from '../../../src/detect/prefilter.js';
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

function find(bytes: Uint8Array, keywords: readonly string[]): [number, number][] {
  const flat = createPrefilter(kernel, keywords).find(bytes);
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
  expect([...prefilter.find(Buffer.from('abcdef xx ABCDEF'))]).toEqual([0, 0, 10, 0]);
  // The second input is shorter: what the first left in memory must not be seen.
  expect([...prefilter.find(Buffer.from('abcde'))]).toEqual([]);
  expect([...prefilter.find(new Uint8Array(0))]).toEqual([]);
});

test('returns more hits than one call of the kernel has room for', () => {
  const bytes = Buffer.from('abc'.repeat(40_000));
  expect(find(bytes, ['abc', 'bca', 'abcabc'])).toEqual(findKeywords(bytes, ['abc', 'bca', 'abcabc']));
});

test.each(['ab', 'Abc', 'caf\u00e9', 'a b', 'x'.repeat(256)])('refuses the keyword %j', (bad) => {
  expect(() => createPrefilter(kernel, [bad])).toThrow(RangeError);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayMatch, needsOf } from '../../../src/detect/needs.js';
import { regexEngine } from '../../../src/detect/regex.js';
import { detectors } from '../../support/assets.js';

const needs = (pattern: string): [number, number, readonly string[]] => {
  const { word, solid, texts } = needsOf(pattern, []);
  return [word, solid, texts];
};

describe('what a match holds', () => {
  test.each([
    ['abc', [3, 3, ['abc']]],
    ['\\bab_[A-Za-z0-9]{30}\\b', [33, 33, ['ab_']]],
    ['(?i)ToKen\\s*[:=]\\s*([a-f0-9]{32,})', [32, 32, ['token']]],
    ['https?://[^\\s:@]+:(?P<secret>[^\\s@]+)@', [4, 11, ['http', '://', '@']]],
    ['[a-z]{4}(?:-[a-z]{4}){2}', [14, 14, ['-']]],
    ['(?:alpha|alphabet)=.{20}', [5, 6, ['alpha', '=']]],
    ['(?:one|other)x?', [3, 3, []]],
    ['a*b?', [0, 0, []]],
    ['\\.[\\w.]{12}', [0, 13, ['.']]],
    ['[[:alpha:]\\d_-]{9}[]x]', [9, 10, []]],
    ['\\x41\\x{42}[^\\W_]{3}', [2, 2, ['ab']]],
    ['[A-z]{5}[!-~]{3}[^\\s"]', [0, 9, []]],
    // Not known: nothing is said.
    ['\\pL{30}', [0, 0, []]],
    ['(?<!a)b{30}', [0, 0, []]],
  ])('%s', (pattern, expected) => {
    expect(needs(pattern)).toEqual(expected);
  });

  test('what a keyword holds is not looked for again', () => {
    expect(needsOf('acme_[a-z]{9}@acme', ['acme_']).texts).toEqual(['@acme']);
  });
});

const patterns = detectors.flatMap(({ id, rule }) => (rule.kind === 'pattern' ? [{ id, pattern: rule.pattern }] : []));

test('is told of nearly every pattern of the catalogue', () => {
  const unknown = patterns.filter(({ pattern }) => {
    const { word, solid, texts } = needsOf(pattern, []);
    return word + solid === 0 && texts.length === 0;
  });
  expect(unknown.map(({ id }) => id)).toEqual([]);
});

/** Small patterns in every combination of what is known. */
const pattern = fc.letrec<{ any: string; one: string }>((tie) => ({
  one: fc.oneof(
    fc.constantFrom(
      'a',
      'B',
      '-',
      '\\.',
      '[ab]',
      '[^a\\s]',
      '\\d',
      '\\w',
      '\\s',
      '.',
      '[b-d_]',
      '[A-c-]',
      '(?i:Ab)',
      '\\x61',
      '[^\\d-]',
    ),
    tie('any').map((inner) => `(?:${inner})`),
  ),
  any: fc
    .array(
      fc.tuple(tie('one'), fc.constantFrom('', '', '?', '*', '+', '{2}', '{1,3}', '{3,}?')).map(([a, b]) => a + b),
      { minLength: 1, maxLength: 4 },
    )
    .chain((parts) => fc.constantFrom('', '|').map((between) => parts.join(between))),
})).any;

test.each(['re2js', 're2'] as const)('is in whatever %s matches', { timeout: 60_000 }, (name) => {
  const engine = regexEngine(name);
  fc.assert(
    fc.property(
      pattern,
      fc.array(fc.string({ unit: fc.constantFrom(...'aAbBcd_-.1 \n\xe9'), maxLength: 12 })),
      (source, texts) => {
        const compiled = engine.compile(source);
        for (const text of texts) {
          const found = compiled.exec(text, 0);
          if (found === null) continue;
          const bytes = Buffer.from(text, 'latin1');
          expect(mayMatch(bytes, { start: found.start, end: found.end }, needsOf(source, []))).toBe(true);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

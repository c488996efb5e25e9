/** How an example becomes a text, and the near misses that follow from it. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLASSES } from '../../../src/catalog/examples/classes.js';
import { expandExample, expandLongest, nearMisses } from '../../../src/catalog/examples/expand.js';
import { GENERATORS } from '../../../src/catalog/examples/generators.js';
import { CHECKS } from '../../../src/detect/checks/index.js';

const EXAMPLE = 'TOKEN=~{acme_<base62:20-24>}~; id=<hex:8>';

/** The marked parts of an expanded example. */
function secretsIn(example: string, seed = 'seed'): string[] {
  const { text, secrets } = expandExample(example, seed);
  return secrets.map(({ start, end }) => text.slice(start, end));
}

describe('expansion', () => {
  test('is the same in every run', () => {
    expect(expandExample(EXAMPLE, 'acme-token/0')).toEqual(expandExample(EXAMPLE, 'acme-token/0'));
  });

  test('differs from detector to detector and from example to example', () => {
    const texts = ['acme-token/0', 'acme-token/1', 'umbrella-token/0'].map((seed) => expandExample(EXAMPLE, seed).text);
    expect(new Set(texts).size).toBe(3);
  });

  test('marks the secrets and leaves the markers out', () => {
    const { text, secrets } = expandExample('a=~{x<digits:3>}~ b=~{y<digits:2>}~', 'seed');
    expect(text).toMatch(/^a=x\d{3} b=y\d{2}$/);
    expect(secrets).toEqual([
      { start: 2, end: 6 },
      { start: 9, end: 12 },
    ]);
  });

  test('takes the least length, and the most when asked', () => {
    expect(expandExample('<hex:4-6>', 'seed').text).toHaveLength(4);
    expect(expandLongest('<hex:4-6>', 'seed').text).toHaveLength(6);
    expect(expandLongest('<hex:4+>', 'seed').text.length).toBeGreaterThan(4);
  });

  test.each(['<name>', 'List<String>', 'a <b:c> d', '<constructor>', '1 < 2 > 0', '{}~'.slice(0, 2)])(
    'leaves %s as it is',
    (text) => {
      expect(expandExample(text, 'seed')).toEqual({ text, secrets: [] });
    },
  );

  test('stays in the class and keeps to the length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(CLASSES)),
        fc.integer({ min: 1, max: 200 }),
        fc.string(),
        (name, n, seed) => {
          const { text } = expandExample(`<${name}:${n}>`, seed);
          expect(text).toHaveLength(n);
          expect([...text].filter((character) => !CLASSES[name]?.alphabet.includes(character))).toEqual([]);
        },
      ),
    );
  });

  test('checksums cover what stands before them in the marked part', () => {
    const [secret = ''] = secretsIn('id=7 ~{ghp_<base62:30><github-crc32>}~');
    expect(secret).toHaveLength(40);
    expect(CHECKS['github-crc32']?.holds(secret)).toBe(true);
  });
});

describe('whole values', () => {
  test.each([
    ['~{<jwt>}~', 'jwt'],
    ['~{<service-account-jwt>}~', 'kubernetes-sa-jwt'],
    ['~{<pem:RSA PRIVATE KEY>}~', 'pem-private-key'],
    ['~{<escaped-pem:PRIVATE KEY>}~', 'pem-private-key'],
    ['~{<encrypted-pem:RSA PRIVATE KEY>}~', 'pem-private-key'],
    ['~{<openssh-key>}~', 'pem-private-key'],
    ['~{<basic-auth>}~', 'docker-auth'],
  ])('%s is what the check %s asks for', (example, check) => {
    expect(CHECKS[check]?.holds(secretsIn(example)[0] ?? '')).toBe(true);
  });

  test('have names that are no class', () => {
    expect(Object.keys(GENERATORS).filter((name) => Object.hasOwn(CLASSES, name))).toEqual([]);
  });
});

describe('near misses', () => {
  const changes = (example: string): string[] => nearMisses(example, 'seed').map(({ change }) => change);

  test('are one shorter, one longer and one outsider of each kind', () => {
    expect(changes('<hex:8>')).toEqual([
      'placeholder 1 one shorter',
      'placeholder 1 one longer',
      'placeholder 1 with "g"',
      'placeholder 1 with "A"',
    ]);
  });

  test('have the lengths next to both ends of a range', () => {
    const lengths = nearMisses('<hex:8-12>', 'seed').map(({ text }) => text.length);
    expect(lengths).toEqual([7, 13, 8, 8]);
  });

  test('are not longer where there is no most', () => {
    expect(changes('<hex:8+>')).not.toContain('placeholder 1 one longer');
  });

  test('change one placeholder at a time and nothing else', () => {
    const [first = ''] = nearMisses('a<hex:4>b<hex:5>c', 'seed').map(({ text }) => text);
    expect(first).toMatch(/^a[0-9a-f]{3}b[0-9a-f]{5}c$/);
  });

  test('are not derived from what the pattern does not measure, nor from whole values', () => {
    expect(changes('~{<base62:14~>}~ <uuid>')).toEqual([]);
  });

  test('put the outsider where neither half is long enough', () => {
    const { text = '' } = nearMisses('<hex:8>', 'seed').find(({ change }) => change.endsWith('"g"')) ?? {};
    expect(text).toMatch(/^[0-9a-f]{4}g[0-9a-f]{3}$/);
  });

  test.each(Object.entries(CLASSES))('have outsiders that are outside: %s', (_, { alphabet, outsiders }) => {
    expect(outsiders).not.toBe('');
    expect([...outsiders].filter((character) => alphabet.includes(character))).toEqual([]);
  });
});

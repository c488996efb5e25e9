/** What the loader refuses, one test a reason, and what it makes of a finished entry. */

import { describe, expect, test } from 'vitest';
import { loadCatalog, type CatalogFile } from '../../../src/catalog/load.js';

const FINISHED = {
  id: 'acme-token',
  name: 'Acme token',
  severity: 'high',
  risk: 'Reads all projects.',
  remediation: 'Revoke it under Settings.',
  references: ['https://docs.acme.example/tokens'],
  keywords: ['acme_'],
  pattern: [String.raw`\b`, '(?P<secret>acme_[a-z]{8})', String.raw`\b`],
  examples: { match: ['~{acme_<lower:8>}~', 'token: ~{acme_<lower:8>}~'], noMatch: ['acme_', 'acme_<lower:7>', 'a'] },
};

/** A file with one detector; JSON is YAML. A change to `undefined` takes the field away. */
function fileWith(changes: Readonly<Record<string, unknown>> = {}, path = 'detectors/acme.yaml'): CatalogFile {
  return { path, text: JSON.stringify({ provider: 'Acme', detectors: [{ ...FINISHED, ...changes }] }) };
}

function messagesOf(...files: readonly CatalogFile[]): string[] {
  return loadCatalog(files).errors.map(({ message }) => message);
}

function withMatches(...match: readonly string[]): { readonly examples: object } {
  return { examples: { ...FINISHED.examples, match } };
}

describe('a finished entry', () => {
  test('becomes a detector', () => {
    const { detectors, errors } = loadCatalog([fileWith({ minEntropy: 2.5 })]);
    expect(errors).toEqual([]);
    expect(detectors[0]?.detector).toMatchObject({
      id: 'acme-token',
      provider: 'Acme',
      confidence: 'high',
      rank: 2,
      overlaps: [],
      rule: {
        kind: 'pattern',
        pattern: String.raw`\b(?P<secret>acme_[a-z]{8})\b`,
        reach: { before: 0, after: 256 },
        minEntropy: 2.5,
        checks: [],
        inBinary: true,
      },
    });
  });

  test.each([
    ['a check', { checks: ['jwt'] }, 3],
    ['a checksum', { checksum: 'github-crc32' }, 3],
    ['a place rather than a shape', { checks: ['jwt'], contextual: true }, 1],
    ['a name', { pattern: undefined, keywords: undefined, assigned: { names: ['acme'], value: '[a-z]{8}' } }, 1],
    ['the generic engine', { pattern: undefined, keywords: undefined, scanner: 'assignment' }, 0],
  ])('ranks by what tells: %s', (_, changes, rank) => {
    expect(loadCatalog([fileWith(changes)]).detectors[0]?.detector.rank).toBe(rank);
  });

  test('is ordered by id, whatever the order of the files', () => {
    const files = [fileWith({ id: 'acme-b' }, 'b.yaml'), fileWith({ id: 'acme-a' }, 'a.yaml')];
    expect(loadCatalog(files).detectors.map(({ detector }) => detector.id)).toEqual(['acme-a', 'acme-b']);
  });
});

describe('a file is refused', () => {
  test.each([
    ['that is not YAML', 'provider: [Acme'],
    ['that is empty', ''],
    ['with a key twice', 'provider: Acme\nprovider: Acme\n'],
    ['with two documents', 'provider: Acme\n---\nprovider: Acme\n'],
    ['with an alias', 'provider: &name Acme\ndetectors: [*name]\n'],
    ['with a tag', 'provider: !secret Acme\n'],
    ['without detectors', 'provider: Acme\ndetectors: []\n'],
  ])('%s', (_, text) => {
    const { detectors, errors } = loadCatalog([{ path: 'bad.yaml', text }]);
    expect(detectors).toEqual([]);
    expect(errors[0]?.path).toBe('bad.yaml');
  });
});

describe('a detector is refused', () => {
  test.each<[string, object, RegExp]>([
    ['with an unknown key', { colour: 'red' }, /Unrecognized key: "colour"/],
    ['with an id that is not kebab-case', { id: 'Acme_Token' }, /must be kebab-case/],
    ['with an unknown severity', { severity: 'grave' }, /severity/],
    ['with a risk that is no sentence', { risk: 'reads' }, /must be a sentence/],
    ['without a remediation', { remediation: undefined }, /remediation/],
    ['without a reference', { references: [] }, /references/],
    ['without keywords', { keywords: undefined }, /needs "keywords"/],
    ['with a keyword of two bytes', { keywords: ['ac'] }, /3 or more lower-case/],
    ['with a keyword in upper case', { keywords: ['ACME_'] }, /3 or more lower-case/],
    ['with a keyword outside ASCII', { keywords: ['acmé_'] }, /3 or more lower-case/],
    ['with a keyword that no example has', { keywords: ['acme_', 'umbrella'] }, /"umbrella" is in no match/],
    ['with one positive', withMatches('~{acme_<lower:8>}~'), /examples\.match/],
    ['with two near misses', { examples: { ...FINISHED.examples, noMatch: ['a', 'b'] } }, /examples\.noMatch/],
    ['with an unknown check', { checks: ['no-such'] }, /unknown check "no-such"/],
    ['with a check that every object has', { checks: ['toString'] }, /unknown check "toString"/],
    ['with an unknown checksum', { checksum: 'no-such' }, /unknown check "no-such"/],
    ['with a pattern and a name', { assigned: { names: ['acme'], value: '[a-z]{8}' } }, /exactly one of/],
    ['with neither', { pattern: undefined, keywords: undefined }, /exactly one of/],
    ['that wins over an unknown one', { overlaps: ['umbrella-token'] }, /overlaps "umbrella-token"/],
    ['that wins over itself', { overlaps: ['acme-token'] }, /which is itself/],
  ])('%s', (_, changes, reason) => {
    expect(messagesOf(fileWith({ ...changes })).join('\n')).toMatch(reason);
  });

  test('whose id another file has, and says which', () => {
    expect(messagesOf(fileWith({}, 'one.yaml'), fileWith({}, 'two.yaml'))).toEqual([
      "id is already used in 'one.yaml'",
    ]);
  });
});

describe('a pattern is refused', () => {
  test.each([
    ['that does not compile', '(?P<secret>acme_[a-z]{8}', /does not compile/],
    ['with a lookahead', '(?P<secret>acme_[a-z]{8})(?=;)', /"\(\?=", which RE2 does not have/],
    ['with a negative lookahead', '(?P<secret>acme_[a-z]{8})(?!;)', /"\(\?!"/],
    ['with a lookbehind', '(?<=;)(?P<secret>acme_[a-z]{8})', /"\(\?<="/],
    ['with a negative lookbehind', '(?<!;)(?P<secret>acme_[a-z]{8})', /"\(\?<!"/],
    ['with a backreference', String.raw`(?P<secret>acme_([a-z])\1)`, /does not compile/],
    ['with a repeat beyond 1000', '(?P<secret>acme_[a-z]{1001})', /does not compile/],
    ['without a group "secret"', 'acme_[a-z]{8}', /0 groups "secret"/],
    ['with two groups "secret"', '(?P<secret>acme_)(?P<secret>[a-z]{8})', /2 groups "secret"/],
  ])('%s', (_, pattern, reason) => {
    expect(messagesOf(fileWith({ pattern: [pattern] })).join('\n')).toMatch(reason);
  });

  test('in the value of an assignment, too', () => {
    const changes = { pattern: undefined, keywords: undefined, assigned: { names: ['acme'], value: '[a-z]{8}(?=;)' } };
    expect(messagesOf(fileWith(changes)).join('\n')).toMatch(/which RE2 does not have/);
  });
});

describe('an example is refused', () => {
  const good = '~{acme_<lower:8>}~';

  test.each([
    ['that marks nothing', 'acme_<lower:8>', /example 2 marks no secret/],
    ['with a marker that is not closed', '~{acme_<lower:8>', /"~\{" without "\}~"/],
    ['with a marker that is not opened', 'acme_<lower:8>}~', /"\}~" without "~\{"/],
    ['with a marker inside a marker', '~{~{acme_<lower:8>}~', /inside/],
    ['with an unknown class', '~{acme_<lowr:8>}~', /unknown character class in "<lowr:8>"/],
    ['with a range the wrong way round', '~{acme_<lower:9-8>}~', /impossible length/],
    ['with a length of nothing', '~{acme_<lower:0>}~', /impossible length/],
    ['with a length beyond all reach', '~{acme_<lower:99999999>}~', /impossible length/],
  ])('%s', (_, example, reason) => {
    expect(messagesOf(fileWith(withMatches(good, example))).join('\n')).toMatch(reason);
  });

  test('among the near misses, too', () => {
    const examples = { ...FINISHED.examples, noMatch: ['a', 'b', '~{acme_'] };
    expect(messagesOf(fileWith({ examples })).join('\n')).toMatch(/noMatch example 3/);
  });
});

test('refusing one detector keeps the others of its file', () => {
  const text = JSON.stringify({
    provider: 'Acme',
    detectors: [FINISHED, { ...FINISHED, id: 'acme-b', checks: ['no'] }],
  });
  const { detectors, errors } = loadCatalog([{ path: 'acme.yaml', text }]);
  expect(detectors.map(({ detector }) => detector.id)).toEqual(['acme-token']);
  expect(errors).toEqual([{ path: 'acme.yaml', detector: 'acme-b', message: 'unknown check "no"' }]);
});

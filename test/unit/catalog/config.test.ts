import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configJsonSchema, parseConfig } from '../../../src/catalog/config.js';

test('the JSON Schema for editors is that of the code', () => {
  const file = readFileSync(new URL('../../../docs/schema/config.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(configJsonSchema()));
});

test('an empty file says nothing', () => {
  const nothing = { only: [], skip: [], skipPaths: [], rules: [], detectors: [] };
  expect(parseConfig('c.yaml', '')).toEqual(nothing);
  expect(parseConfig('c.yaml', '# nothing\nversion: 1\n')).toEqual(nothing);
});

test('a rule knows its line', () => {
  const text =
    "rules:\n  - { detectors: ['*'], paths: [a/], reason: one }\n\n  - detectors: [jwt]\n    paths: [b]\n    reason: two\n";
  expect(parseConfig('c.yaml', text).rules.map(({ place }) => place)).toEqual(['c.yaml:2', 'c.yaml:4']);
});

test.each([
  ['failOn: bad', 'c.yaml:1: failOn: '],
  ['skip: []\nfailon: high', 'c.yaml:2: failon: there is no such setting'],
  ['version: 2', 'c.yaml:1: version: '],
  ['skip:\n  - jwt\n  - "a b"', 'c.yaml:3: skip.1: must be a detector id'],
  ['rules:\n  - detectors: [jwt]\n    paths: [a]', 'c.yaml:2: rules.0.reason: '],
  ['skip: [a', 'c.yaml:1: not valid YAML: '],
  ['skip: !!x [a]', 'c.yaml:1: not valid YAML: '],
  ['- a', 'c.yaml:1: '],
  ['a: &a [1]\nskip: *a', 'c.yaml'],
])('%j is refused', (text, complaint) => {
  expect(() => parseConfig('c.yaml', text)).toThrow(complaint);
});

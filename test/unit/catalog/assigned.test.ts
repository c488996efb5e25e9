/** A value beside a name, in the forms that languages and formats write it. */

import { describe, expect, test } from 'vitest';
import { assignedKeywords, assignedPattern } from '../../../src/catalog/assigned.js';
import { secretFinder } from '../../support/secret-in.js';

const VALUE = '0f1e2d3c';
const { pattern, reach } = assignedPattern(['acme_key'], '[0-9a-f]{8}');
const secretIn = secretFinder(pattern);

describe('finds the value in', () => {
  test.each([
    `ACME_KEY=${VALUE}`,
    `export ACME_KEY="${VALUE}"`,
    `acme.key: ${VALUE}`,
    `acme-key = '${VALUE}'`,
    `"acmeKey": "${VALUE}",`,
    `acmeKey := "${VALUE}"`,
    `:acme_key => "${VALUE}"`,
    `config["acme_key"] = "${VALUE}"`,
    `setAcmeKey("${VALUE}")`,
    `{"env": "{\\"acme_key\\": \\"${VALUE}\\"}"}`,
    `ACME_KEY_PRODUCTION: \`${VALUE}\``,
  ])('%s', (text) => {
    expect(secretIn(text)).toBe(VALUE);
  });
});

describe('finds nothing in', () => {
  test.each([
    ['a longer value', `ACME_KEY=${VALUE}0`],
    ['a value that goes on', `ACME_KEY=${VALUE}-rest`],
    ['another name', `UMBRELLA_KEY=${VALUE}`],
    ['the name without an operator', `acme_key ${VALUE}`],
    ['a call instead of a value', 'ACME_KEY=deadbeef()'],
  ])('%s', (_, text) => {
    expect(secretIn(text)).toBeUndefined();
  });
});

test('the keywords cover every way to write the separator', () => {
  expect(assignedKeywords(['acme_key'])).toEqual(['acme_key', 'acme-key', 'acme.key', 'acmekey']);
  expect(assignedKeywords(['acme'])).toEqual(['acme']);
});

test('the reach holds the longest form', () => {
  const longest = `acme_key${'x'.repeat(40)}"])            =>            b"`;
  expect(reach.after).toBeGreaterThan(longest.length + VALUE.length);
  expect(secretIn(`${longest}${VALUE}"`)).toBe(VALUE);
});

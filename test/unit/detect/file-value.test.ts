/** Files that hold one value and are named after it. */

import { expect, test } from 'vitest';
import { catalog } from '../../support/catalog.js';
import { github, password, token, weak } from '../../support/manifest-cases.js';
import { createScan } from '../../support/text-scan.js';

const scan = createScan(catalog.detectors.map(({ detector }) => detector));

test.each([
  ['secrets/db_password.txt', `${password}\n`, 1],
  ['secrets/db_password.txt', weak, 1],
  ['app/.token', `\n  ${token}\r\n`, 3],
  ['layer.tar!root/secret', token, 1],
  ['run/api_key.secret', token, 1],
])('%s holds a credential', (path, text, column) => {
  const [found, ...more] = scan(text, path);
  expect(more).toEqual([]);
  expect(found?.secret.reveal()).toBe(text.trim());
  expect(found?.location).toMatchObject({ startLine: text.startsWith('\n') ? 2 : 1, startColumn: column });
  expect(found?.excerpt.text).not.toContain(text.trim());
});

test('a token that is known by its form is that', () => {
  expect(scan(github, 'secrets/github_token').map(({ detector }) => detector)).toEqual(['github-classic-pat']);
});

test.each([
  ['db_password.txt', 'changeme'],
  ['db_password.txt', 'the password of the database'],
  ['db_password.md', password],
  ['notes.txt', password],
  ['token.txt', `a\n${token}`],
  ['password.txt', '/run/secrets/password'],
])('%s: nothing to find in %j', (path, text) => {
  expect(scan(text, path)).toEqual([]);
});

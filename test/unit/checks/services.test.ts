/** Checks of the tokens of services. All are put together here: none stands in the repository. */

import { describe, expect, test } from 'vitest';
import { isDiscordToken } from '../../../src/detect/checks/discord-token.js';
import { grafanaChecksum, isGrafanaToken } from '../../../src/detect/checks/grafana-crc32.js';
import { hasMixedAlphabet } from '../../../src/detect/checks/mixed-alphabet.js';
import { isEncryptedOpensshKey } from '../../../src/detect/checks/openssh-encryption.js';
import { isSupabaseServiceKey } from '../../../src/detect/checks/supabase-jwt.js';

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}

describe('discord-token', () => {
  const rest = `.${'Ab3_x-'}.${'k'.repeat(27)}`;

  test.each([17, 18, 19, 20])('takes an account number of %i digits', (length) => {
    expect(isDiscordToken(base64('8'.repeat(length)).replaceAll('=', '') + rest)).toBe(true);
  });

  test.each(['8'.repeat(16), '8'.repeat(21), '80000000000000000x', ''])('refuses "%s"', (account) => {
    expect(isDiscordToken(base64(account) + rest)).toBe(false);
  });
});

describe('grafana-crc32', () => {
  test('agrees with the invalid-token example of the command line tool', () => {
    expect(isGrafanaToken(['glsa', 'iNValIdinValiDinvalidinvalidinva', '5b582697'].join('_'))).toBe(true);
  });

  test('covers the prefix and the random part', () => {
    const front = `glsa_${'aB3'.repeat(11).slice(1)}`;
    expect(isGrafanaToken(`${front}_${grafanaChecksum(front)}`)).toBe(true);
    expect(isGrafanaToken(`${front}_${grafanaChecksum(front.replace('glsa', 'glsb'))}`)).toBe(false);
    expect(isGrafanaToken(`${front.toUpperCase()}_${grafanaChecksum(front)}`)).toBe(false);
  });
});

test.each([
  ['aB3aB3', true],
  ['aBcdef', false],
  ['ab3def', false],
  ['AB3DEF', false],
  ['1234', false],
])('mixed-alphabet of %s: %s', (value, expected) => {
  expect(hasMixedAlphabet(value)).toBe(expected);
});

describe('encrypted-openssh-key', () => {
  function block(cipher: string): string {
    const body = base64(`openssh-key-v1\0\0\0\0${String.fromCodePoint(cipher.length)}${cipher}${'x'.repeat(120)}`);
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----`;
  }

  test('is one with a cipher', () => {
    expect(isEncryptedOpensshKey(block('aes256-ctr'))).toBe(true);
    expect(isEncryptedOpensshKey(block('none'))).toBe(false);
  });

  test('is seen inside a string of source code', () => {
    const body = base64(`openssh-key-v1\0\0\0\0\naes256-ctr${'x'.repeat(120)}`);
    const wrapped = body.replace(/.{40}/g, '$&\\n" +\n    "');
    expect(isEncryptedOpensshKey(`-----BEGIN OPENSSH PRIVATE KEY-----\\n" +\n "${wrapped}`)).toBe(true);
  });

  test('is not anything else', () => {
    expect(isEncryptedOpensshKey('-----BEGIN OPENSSH PRIVATE KEY-----\n...')).toBe(false);
    expect(isEncryptedOpensshKey('')).toBe(false);
  });
});

describe('supabase-service-key', () => {
  function key(payload: object): string {
    return `${base64('{"alg":"HS256"}')}.${base64(JSON.stringify(payload))}.${'s'.repeat(43)}`;
  }

  test('tells the key of a server from the one of a browser', () => {
    expect(isSupabaseServiceKey(key({ iss: 'supabase', role: 'service_role' }))).toBe(true);
    expect(isSupabaseServiceKey(key({ iss: 'supabase-demo', role: 'service_role' }))).toBe(true);
    expect(isSupabaseServiceKey(key({ iss: 'supabase', role: 'anon' }))).toBe(false);
    expect(isSupabaseServiceKey(key({ iss: 'shop', role: 'service_role' }))).toBe(false);
    expect(isSupabaseServiceKey('no.token.at-all')).toBe(false);
  });
});

/** Checks of tokens and keys that carry a checksum or a structure. All are put together here: none stands in the repository. */

import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAwsKeyId } from '../../../src/detect/checks/aws-key-id.js';
import { crc32 } from '../../../src/detect/checks/crc32.js';
import { isDockerAuth } from '../../../src/detect/checks/docker-auth.js';
import { githubChecksum, isGithubToken } from '../../../src/detect/checks/github-crc32.js';
import { isJwt, isServiceAccountToken } from '../../../src/detect/checks/jwt.js';
import { hasArmouredBody, isPemPrivateKey } from '../../../src/detect/checks/private-key.js';

const base62 = fc.string({
  unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
  minLength: 30,
  maxLength: 30,
});

test('crc32 gives the check value of the standard', () => {
  expect(crc32('123456789')).toBe(0xcbf43926);
  expect(crc32('')).toBe(0);
});

describe('github-crc32', () => {
  test('holds for a revoked token that its owner published', () => {
    expect(githubChecksum(['zQWBuTSOoRi4A9s', 'pHcVY5ncnsDkxkJ'].join(''))).toBe('0mLq17');
  });

  test('holds for its own checksum under every prefix, and for no other last character', () => {
    fc.assert(
      fc.property(base62, fc.constantFrom('ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'npm_'), (random, prefix) => {
        const token = prefix + random + githubChecksum(random);
        expect(isGithubToken(token)).toBe(true);
        expect(isGithubToken(token.slice(0, -1) + (token.endsWith('0') ? '1' : '0'))).toBe(false);
      }),
    );
  });
});

describe('aws-key-id', () => {
  /** A key id of an account: one bit, the 40 of the account, and the rest, in base32. */
  function keyIdOf(account: number): string {
    const bits = `1${account.toString(2).padStart(40, '0')}`.padEnd(80, '01');
    const digits = bits.match(/.{5}/g) ?? [];
    return `AKIA${digits.map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)]).join('')}`;
  }

  test.each([0, 1, 123_456_789_012, 999_999_999_999])('holds for account %d', (account) => {
    expect(isAwsKeyId(keyIdOf(account))).toBe(true);
  });

  test('fails for an account of thirteen digits', () => {
    expect(isAwsKeyId(keyIdOf(1_000_000_000_000))).toBe(false);
  });

  test('fails for what is not base32, and for the key of the documentation', () => {
    expect(isAwsKeyId(keyIdOf(1).replace(/^(.{6})./, '$11'))).toBe(false);
    expect(isAwsKeyId(`${keyIdOf(1).slice(0, 13)}EXAMPLE`)).toBe(false);
  });
});

/** A token with that header and payload, and a signature of the usual length. */
function jwtOf(header: unknown, payload: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${'Ab3_'.repeat(10)}`;
}

describe('jwt', () => {
  const header = { alg: 'RS256' };

  test('has a header with an algorithm and a payload', () => {
    expect(isJwt(jwtOf(header, { sub: '1' }))).toBe(true);
  });

  test.each([
    ['no algorithm', jwtOf({ typ: 'JWT' }, { sub: '1' })],
    ['an empty payload', jwtOf(header, {})],
    ['a payload that is a list', jwtOf(header, [1])],
    ['a payload that is not JSON', jwtOf(header, { sub: '1' }).replace(/\..*\./, '.AAAA.')],
    ['two parts', jwtOf(header, { sub: '1' }).split('.').slice(0, 2).join('.')],
  ])('is refused with %s', (_, token) => {
    expect(isJwt(token)).toBe(false);
  });

  test.each([
    ['a bound token', { 'kubernetes.io': { namespace: 'shop' } }, true],
    ['a legacy token', { iss: 'kubernetes/serviceaccount' }, true],
    ['a token of another issuer', { iss: 'https://id.example' }, false],
  ])('tells service accounts: %s', (_, payload, expected) => {
    expect(isServiceAccountToken(jwtOf(header, payload))).toBe(expected);
  });
});

describe('pem-private-key', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
  const lines = pem.split('\n');

  test.each([
    ['as a file', pem],
    ['with Windows line ends', lines.join('\r\n')],
    ['indented', lines.join('\n    ')],
    ['escaped in a JSON string', lines.join(String.raw`\n`)],
    ['concatenated in code', lines.join(String.raw`\n" +` + '\n  "')],
    ['in a list of strings', lines.join("',\n  '")],
  ])('holds %s', (_, text) => {
    expect(isPemPrivateKey(text)).toBe(true);
  });

  test('holds in the older forms, encrypted or not', () => {
    const sec1 = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    const encrypted = privateKey.export({ type: 'sec1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' });
    expect(isPemPrivateKey(sec1)).toBe(true);
    expect(isPemPrivateKey(encrypted.toString())).toBe(true);
  });

  test.each([
    ['an ellipsis', `${lines[0]}\n...\n${lines.at(-1)}`],
    ['a placeholder', `${lines[0]}\nYOUR PRIVATE KEY HERE\n${lines.at(-1)}`],
    ['nothing', `${lines[0]}\n${lines.at(-1)}`],
    ['text in base64', `${lines[0]}\n${Buffer.from('a'.repeat(80)).toString('base64')}\n${lines.at(-1)}`],
    ['a label that does not fit the body', pem.replaceAll('PRIVATE KEY', 'OPENSSH PRIVATE KEY')],
  ])('is refused with %s', (_, text) => {
    expect(isPemPrivateKey(text)).toBe(false);
  });

  test('armour around anything but DER only needs a body', () => {
    const begin = ['-----BEGIN PGP', 'PRIVATE KEY BLOCK-----'].join(' ');
    const end = begin.replace('BEGIN', 'END');
    expect(hasArmouredBody(`${begin}\n\n${'lQdGBF'.repeat(10)}\n=Ab3d\n${end}`)).toBe(true);
    expect(hasArmouredBody(`${begin}\n...\n${end}`)).toBe(false);
  });

  test('both markers in a program that reads keys, with its other strings between them, are no key', () => {
    const begin = ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ');
    const strings = ['MIIE', 'cannot read the key', 'bad passphrase given', 'M'.repeat(60), 'no such file, or no key'];
    expect(isPemPrivateKey(`${begin}\n${strings.join('\n')}\n${begin.replace('BEGIN', 'END')}`)).toBe(false);
  });
});

describe('docker-auth', () => {
  const auth = (text: string): string => Buffer.from(text).toString('base64');

  test('is a user and a password', () => {
    expect(isDockerAuth(auth('deploy:k7Qp2xVt9Lz4'))).toBe(true);
  });

  test.each(['deploy', 'deploy:', ':k7Qp2xVt9Lz4', 'deploy:\u0000\u0001\u0002'])('is not %j', (text) => {
    expect(isDockerAuth(auth(text))).toBe(false);
  });
});

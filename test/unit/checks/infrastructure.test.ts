/** Checks of the formats of clouds, forges and clusters. Tokens are put together here: none stands in the repository. */

import { describe, expect, test } from 'vitest';
import { isNotAzureEmulatorKey } from '../../../src/detect/checks/azure-emulator.js';
import { isCloudflareTunnelToken } from '../../../src/detect/checks/cloudflare-tunnel.js';
import { isBase64PemPrivateKey } from '../../../src/detect/checks/encoded-key.js';
import { gitlabChecksum, isGitlabRoutableToken } from '../../../src/detect/checks/gitlab-crc32.js';
import { isBootstrapToken } from '../../../src/detect/checks/kubernetes-bootstrap.js';
import { crc16, isNkey } from '../../../src/detect/checks/nkey.js';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('gitlab-crc32', () => {
  const front = `glpat-${'Ab3'.repeat(9)}.01.0r`;

  test('holds for the checksum of what stands before it', () => {
    expect(isGitlabRoutableToken(front + gitlabChecksum(front))).toBe(true);
  });

  test('covers the prefix', () => {
    expect(isGitlabRoutableToken(front.replace('glpat', 'gldt') + gitlabChecksum(front))).toBe(false);
  });

  test('agrees with the example of the design document', () => {
    const parts = ['bzoxd_Rb5_cHeWe1', 'JH56wr2FCBA.0r1pum4t4'];
    expect(isGitlabRoutableToken(parts.join(''))).toBe(true);
  });
});

describe('cloudflare-tunnel', () => {
  test('is JSON with account, tunnel and secret', () => {
    expect(isCloudflareTunnelToken(base64(JSON.stringify({ a: 'account', t: 'tunnel', s: 'secret' })))).toBe(true);
  });

  test.each([[{ a: 'account', t: 'tunnel' }], [{ a: 'account', t: 'tunnel', s: '' }], [{ a: 1, t: 2, s: 3 }]])(
    'refuses %j',
    (value) => {
      expect(isCloudflareTunnelToken(base64(JSON.stringify(value)))).toBe(false);
    },
  );

  test('refuses what is not JSON', () => {
    expect(isCloudflareTunnelToken(base64('{"a":'))).toBe(false);
  });
});

describe('kubernetes-bootstrap', () => {
  test('takes an id and a secret of letters and digits', () => {
    expect(isBootstrapToken(`9z8y7x.${'a1b2'.repeat(4)}`)).toBe(true);
  });

  test.each(['abcdef.0123456789abcdef', '9z8y7x.abcdefghijklmnop', '9z8y7x.1234567890123456'])(
    'refuses %s',
    (token) => {
      expect(isBootstrapToken(token)).toBe(false);
    },
  );
});

describe('not-azure-emulator', () => {
  test('knows the published keys by their beginning', () => {
    expect(isNotAzureEmulatorKey(`Eby8vdM02xNOcq${'a'.repeat(72)}==`)).toBe(false);
    expect(isNotAzureEmulatorKey(`${'a'.repeat(86)}==`)).toBe(true);
  });
});

describe('base64-pem-private-key', () => {
  const armoured = (label: string): string =>
    base64(`-----BEGIN ${label}-----\nMIIE${'Ab3+'.repeat(30)}\n-----END ${label}-----\n`);

  test('takes a key that is encoded once more', () => {
    expect(isBase64PemPrivateKey(armoured('RSA PRIVATE KEY'))).toBe(true);
  });

  test('refuses a body that is no key', () => {
    expect(isBase64PemPrivateKey(base64('-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----'))).toBe(
      false,
    );
  });
});

describe('nkey', () => {
  const base32 = (bytes: readonly number[]): string => {
    const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return (bits.match(/.{5}|.+$/g) ?? [])
      .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)])
      .join('');
  };
  /** The seed of a user: two bytes of prefix, then the key. */
  const body = [0x95, 0x00, ...Array.from({ length: 32 }, (_, at) => (at * 37) % 256)];
  const seed = (crc: number): string => base32([...body, crc & 0xff, crc >> 8]);

  test('has the check value of CRC-16/XMODEM', () => {
    expect(crc16([...'123456789'].map((digit) => digit.charCodeAt(0)))).toBe(0x31c3);
  });

  test('holds for the checksum of what stands before it', () => {
    expect(seed(crc16(body))).toMatch(/^SUA[A-Z2-7]{55}$/);
    expect(isNkey(seed(crc16(body)))).toBe(true);
  });

  test('refuses another', () => {
    expect(isNkey(seed(crc16(body) ^ 1))).toBe(false);
  });
});

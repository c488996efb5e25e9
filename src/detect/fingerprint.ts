/** Keyed identity of a secret: the same wherever it stands, and no help in guessing it. */

import { createHash, createHmac, scryptSync } from 'node:crypto';

/** Bytes kept: 128 bits, 32 hex digits. */
const LENGTH = 16;

/**
 * What fingerprints are made with. A key that nobody else has makes guessing impossible. A salt that stands in a file
 * beside the fingerprints makes it dear: each guess costs 2^`cost` rounds of scrypt (RFC 7914, r = 8, p = 1).
 */
export type FingerprintKey = Uint8Array | Salt;

export interface Salt {
  readonly salt: Uint8Array;
  readonly cost: number;
}

/** The fingerprint of a detector's secret, given as bytes seen as Latin-1. */
export type Fingerprinter = (detector: string, secret: string) => string;

/** Path and line are left out, so that it survives moved lines and renamed files. */
export function createFingerprinter(key: FingerprintKey): Fingerprinter {
  if (!('salt' in key)) {
    return (detector, secret) => {
      const mac = createHmac('sha256', key).update(detector).update('\0').update(secret, 'latin1');
      return mac.digest().toString('hex', 0, LENGTH);
    };
  }
  // One secret stands in many places, and in git in many versions of a file.
  const known = new Map<string, string>();
  return (detector, secret) => {
    const input = Buffer.from(`${detector}\0${secret}`, 'latin1');
    const digest = createHash('sha256').update(input).digest('base64');
    const fingerprint = known.get(digest) ?? slowFingerprint(key, input);
    known.set(digest, fingerprint);
    return fingerprint;
  };
}

function slowFingerprint({ salt, cost }: Salt, input: Uint8Array): string {
  return scryptSync(input, salt, LENGTH, { N: 2 ** cost, r: 8, p: 1, maxmem: 2 ** (cost + 11) }).toString('hex');
}

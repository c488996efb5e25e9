/** Keyed identity of a secret: the same wherever it stands, and no help in guessing it. */

import { createHmac } from 'node:crypto';

/** Hex digits kept: 128 bits. */
const LENGTH = 32;

/**
 * HMAC-SHA-256 over the detector's id and the decoded secret. Without the key a short secret cannot be found by trying;
 * path and line are left out, so it survives moved lines and renamed files.
 */
export function fingerprintOf(key: Uint8Array, detector: string, secret: string): string {
  const mac = createHmac('sha256', key);
  return mac.update(detector).update('\0').update(secret, 'latin1').digest('hex').slice(0, LENGTH);
}

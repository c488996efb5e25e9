/**
 * Grafana service account tokens: `glsa_`, 32 random characters, and the CRC-32 of all that in eight hex digits, its
 * lowest byte first. https://grafana.com/docs/grafana/latest/administration/service-accounts/
 */

import { crc32 } from './crc32.js';

const CHECKSUM = 8;

/** The eight digits for `glsa_` and the random part. */
export function grafanaChecksum(text: string): string {
  const crc = crc32(text);
  const bytes = [crc, crc >>> 8, crc >>> 16, crc >>> 24];
  return bytes.map((byte) => (byte & 0xff).toString(16).padStart(2, '0')).join('');
}

export function isGrafanaToken(secret: string): boolean {
  return grafanaChecksum(secret.slice(0, -CHECKSUM - 1)) === secret.slice(-CHECKSUM);
}

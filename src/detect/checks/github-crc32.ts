/**
 * Tokens of GitHub (`ghp_`, `gho_`, `ghu_`, `ghs_`, `ghr_`) and npm (`npm_`): 30 random characters and their CRC-32 in
 * six base62 digits. https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
 */

import { crc32 } from './crc32.js';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM = 6;

/** The six digits for the random part of a token. */
export function githubChecksum(random: string): string {
  let digits = '';
  for (let rest = crc32(random); rest > 0; rest = Math.floor(rest / DIGITS.length)) {
    digits = (DIGITS[rest % DIGITS.length] ?? '') + digits;
  }
  return digits.padStart(CHECKSUM, '0');
}

export function isGithubToken(secret: string): boolean {
  const body = secret.slice(secret.indexOf('_') + 1);
  return githubChecksum(body.slice(0, -CHECKSUM)) === body.slice(-CHECKSUM);
}

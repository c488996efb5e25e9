/**
 * GitLab's routable tokens: prefix, base64url payload, version, then the payload's length in two base36 digits and the
 * CRC-32 of all that stands before it in seven.
 * https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/
 */

import { crc32 } from './crc32.js';

const CHECKSUM = 7;

/** The seven digits for everything in front of them. */
export function gitlabChecksum(text: string): string {
  return crc32(text).toString(36).padStart(CHECKSUM, '0');
}

export function isGitlabRoutableToken(secret: string): boolean {
  return gitlabChecksum(secret.slice(0, -CHECKSUM)) === secret.slice(-CHECKSUM);
}

/** What bytes are, by their beginning: media types are often wrong, and archives say nothing of their members. */

import type { Compression } from '../shared/compression/index.js';

const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
];

/** Bytes that `sniff` looks at: a header of tar. */
export const SNIFFED = 512;

/** Undefined for what is neither a tar archive nor compressed. */
export function sniff(start: Uint8Array): Compression | 'tar' | undefined {
  const compression = MAGIC.find(([, magic]) => magic.every((byte, at) => start[at] === byte))?.[0];
  if (compression !== undefined) return compression;
  if (isSkippableFrame(start)) return 'zstd';
  return isTar(start) ? 'tar' : undefined;
}

/** Zstandard data may begin with a frame to skip (RFC 8878, 3.1.2): zstd:chunked layers of Podman have one. */
function isSkippableFrame(start: Uint8Array): boolean {
  return ((start[0] ?? 0) & 0xf0) === 0x50 && start[1] === 0x2a && start[2] === 0x4d && start[3] === 0x18;
}

/** By the sum of the header: the oldest form has no magic. An archive without entries is zeros only. */
function isTar(start: Uint8Array): boolean {
  if (start.length < SNIFFED) return false;
  let sum = 8 * 0x20;
  for (let at = 0; at < SNIFFED; at++) if (at < 148 || at >= 156) sum += start[at] ?? 0;
  const field = Buffer.from(start.subarray(148, 156)).toString('latin1').replaceAll('\0', ' ').trim();
  return sum > 8 * 0x20 ? sum === Number.parseInt(field, 8) : start.every((byte) => byte === 0);
}

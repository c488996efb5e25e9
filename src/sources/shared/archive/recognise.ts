/** What a file is, by its first bytes. Looked at for every file that is scanned, so the common answer "none" comes fast. */

import type { Compression } from '../compression/index.js';

/** How many bytes of a file `formatOf` wants to see; fewer where the file is shorter. */
export const HEAD = 512;

/** What can be opened, and what is recognised so that it can be told that it is not. */
export type Format = Exclude<Compression, 'deflate'> | 'zip' | 'tar' | Unsupported;

export type Unsupported = '7z' | 'rar' | 'lz4';

/** Each is more than its magic number where the format has more to check, so that nothing else is taken for one. */
export function formatOf(head: Uint8Array): Format | undefined {
  const format = MAGIC[head[0] ?? 0]?.(head);
  return format ?? (isTar(head) ? 'tar' : undefined);
}

type Test = (head: Uint8Array) => Format | undefined;

/** By the first byte. */
const MAGIC: Readonly<Record<number, Test>> = {
  // RFC 1952: deflate is the only method, three flags are reserved.
  0x1f: (head) => (begins(head, [0x1f, 0x8b, 8]) && ((head[3] ?? 0xff) & 0xe0) === 0 ? 'gzip' : undefined),
  // A local file header, or the end of an empty zip.
  0x50: (head) => (begins(head, [0x50, 0x4b, 3, 4]) || begins(head, [0x50, 0x4b, 5, 6]) ? 'zip' : skippableZstd(head)),
  0x28: (head) => (begins(head, [0x28, 0xb5, 0x2f, 0xfd]) ? 'zstd' : undefined),
  0xfd: (head) => (begins(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]) ? 'xz' : undefined),
  0x42: (head) => (isBzip2(head) ? 'bzip2' : undefined),
  0x37: (head) => (begins(head, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]) ? '7z' : undefined),
  0x52: (head) => (begins(head, [0x52, 0x61, 0x72, 0x21, 0x1a, 7]) ? 'rar' : undefined),
  0x04: (head) => (begins(head, [4, 0x22, 0x4d, 0x18]) ? 'lz4' : undefined),
};

/** RFC 8878: a frame that is passed over, `50` to `5f`; parallel compressors begin with the first kind. */
function skippableZstd(head: Uint8Array): Format | undefined {
  return begins(head, [0x50, 0x2a, 0x4d, 0x18]) ? 'zstd' : undefined;
}

/** `BZh`, the size of a block, and the number that begins a block or ends the stream. */
function isBzip2(head: Uint8Array): boolean {
  const size = head[3] ?? 0;
  if (!begins(head, [0x42, 0x5a, 0x68]) || size < 0x31 || size > 0x39) return false;
  return begins(head.subarray(4), [0x31, 0x41, 0x59]) || begins(head.subarray(4), [0x17, 0x72, 0x45]);
}

function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

const TAR = { checksum: 148, checksumEnd: 156, magic: 257 } as const;

/** POSIX.1-1988: `ustar` in its place (GNU writes it too) and the sum of the header's bytes, its own taken for spaces. */
function isTar(head: Uint8Array): boolean {
  if (head.length < HEAD || !begins(head.subarray(TAR.magic), [0x75, 0x73, 0x74, 0x61, 0x72])) return false;
  let sum = (TAR.checksumEnd - TAR.checksum) * 0x20;
  for (let at = 0; at < HEAD; at++) if (at < TAR.checksum || at >= TAR.checksumEnd) sum += head[at] ?? 0;
  const told = Buffer.from(head.subarray(TAR.checksum, TAR.checksumEnd)).toString('latin1');
  return Number.parseInt(told.trim(), 8) === sum;
}

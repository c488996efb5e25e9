/**
 * One pack: its entries by offset, read where they are. The file is never held in memory, whatever its size.
 * https://git-scm.com/docs/gitformat-pack#_pack_pack_files_have_the_following_format
 */

import { fstatSync, openSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { createBlocks } from './blocks.js';
import { readPackIndex, type PackIndex } from './pack-index.js';

const ID_BYTES = 20;
const HEADER_BYTES = 12;
/** The SHA-1 of the pack, at its end. */
const TRAILER_BYTES = 20;

/** Kinds of entries by their number. */
const TYPES: readonly (ObjectType | 'offset-delta' | 'id-delta' | undefined)[] = [
  undefined,
  'commit',
  'tree',
  'blob',
  'tag',
  undefined,
  'offset-delta',
  'id-delta',
];

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** An entry as it stands in the pack: whole, or a delta for a base in this pack or anywhere. */
export type PackEntry =
  | { readonly kind: 'whole'; readonly type: ObjectType; readonly bytes: Uint8Array }
  | { readonly kind: 'delta'; readonly base: number | Buffer; readonly bytes: Uint8Array };

/** More than an entry's header and the name of its base take. */
const HEAD_BYTES = 64;

/** What an entry is: an object of a type, or a delta for the one at an offset of this pack or with an id. */
export type EntryHead = { readonly type: ObjectType; readonly base: undefined } | { readonly base: number | Buffer };

/** Objects above this many bytes are not unpacked: one would not fit in memory beside the rest. */
export const MOST_BYTES = 512 << 20;

export interface Pack {
  readonly index: PackIndex;
  /** Throws an Error that says what is wrong with the entry. */
  entry(offset: number): PackEntry;
  /** What the entry is, without unpacking it. Throws like `entry`. */
  head(offset: number): EntryHead;
}

/** `file` ends in `.pack`; the index beside it ends in `.idx`. Throws an Error for what is no pack. */
export function openPack(file: string): Pack {
  const index = readPackIndex(file.replace(/pack$/, 'idx'));
  // Left open until the process ends: every entry is read through it.
  const fd = openSync(file, 'r');
  const size = fstatSync(fd).size;
  const blocks = createBlocks(fd);
  const header = blocks.read(0, HEADER_BYTES);
  if (header.toString('latin1', 0, 4) !== 'PACK' || ![2, 3].includes(header.readUInt32BE(4))) {
    throw new Error(`'${file}' is no pack of version 2 or 3`);
  }
  return {
    index,
    entry(offset) {
      const end = index.end(offset) ?? size - TRAILER_BYTES;
      if (offset < HEADER_BYTES || end > size || end <= offset) throw new Error('an entry beyond the end of its pack');
      return parseEntry(blocks.read(offset, end - offset), offset);
    },
    head: (offset) => parseHead(blocks.read(offset, Math.min(HEAD_BYTES, size - offset)), offset),
  };
}

function parseEntry(bytes: Buffer, offset: number): PackEntry {
  const { type, size, at } = parseHeader(bytes);
  if (size > MOST_BYTES) throw new Error(`an object of ${size} bytes, more than are unpacked`);
  switch (type) {
    case 'offset-delta': {
      const base = parseDistance(bytes, at);
      return { kind: 'delta', base: offset - base.distance, bytes: inflate(bytes.subarray(base.at), size) };
    }
    case 'id-delta': {
      const base = Buffer.from(bytes.subarray(at, at + ID_BYTES));
      return { kind: 'delta', base, bytes: inflate(bytes.subarray(at + ID_BYTES), size) };
    }
    default:
      return { kind: 'whole', type, bytes: inflate(bytes.subarray(at), size) };
  }
}

function parseHead(bytes: Buffer, offset: number): EntryHead {
  const { type, at } = parseHeader(bytes);
  if (type === 'offset-delta') return { base: offset - parseDistance(bytes, at).distance };
  return type === 'id-delta' ? { base: Buffer.from(bytes.subarray(at, at + ID_BYTES)) } : { type, base: undefined };
}

/** Three bits of type and four of size, then seven bits of size a byte. */
export function parseHeader(bytes: Buffer): { type: NonNullable<(typeof TYPES)[number]>; size: number; at: number } {
  let at = 0;
  let byte = bytes[at++] ?? 0;
  const type = TYPES[(byte >> 4) & 7];
  if (type === undefined) throw new Error('an entry of an unknown kind');
  let size = byte & 15;
  for (let unit = 16; byte >= 0x80; unit *= 128) {
    byte = bytes[at++] ?? 0;
    size += (byte & 0x7f) * unit;
  }
  return { type, size, at };
}

/** How far in front of this entry its base begins: seven bits a byte, the highest first, each continuation one more. */
export function parseDistance(bytes: Buffer, from: number): { distance: number; at: number } {
  let at = from;
  let byte = bytes[at++] ?? 0;
  let distance = byte & 0x7f;
  while (byte >= 0x80) {
    byte = bytes[at++] ?? 0;
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  return { distance, at };
}

/** Throws when it is not zlib data, or not of this size. */
export function inflate(compressed: Uint8Array, size: number): Uint8Array {
  const bytes = inflateSync(compressed, {
    maxOutputLength: size + 1,
    chunkSize: Math.max(64, Math.min(size + 1, 1 << 20)),
  });
  if (bytes.length !== size) throw new Error('an object of another size than it says');
  return bytes;
}

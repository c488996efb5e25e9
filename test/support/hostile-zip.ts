/** Zip files that no tool makes: every field as the test wants it. */

import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly content: Uint8Array;
  /** How often the directory lists it, each time at the same place. */
  readonly listed?: number;
}

const LOCAL = 0x04034b50;
const DIRECTORY = 0x02014b50;
const END = 0x06054b50;

/** Deflated members and a directory; APPNOTE.TXT 4.3. Fewer than 65,535 entries. */
export function hostileZip(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  let entries = 0;
  for (const { name, content, listed = 1 } of members) {
    const packed = deflateRawSync(content);
    const shared = sharedFields({ name, sum: sumOf(content), packed: packed.length, size: content.length });
    const local = Buffer.concat([uint32(LOCAL), shared, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const entry = Buffer.concat([uint32(DIRECTORY), Buffer.from([20, 0]), shared, tail, Buffer.from(name)]);
    parts.push(local);
    for (let i = 0; i < listed; i++) directory.push(entry);
    entries += listed;
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries, 4);
  end.writeUInt16LE(entries, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listing, uint32(END), end]);
}

/** What the local header and the directory have in common, UTF-8 names, deflate. */
function sharedFields(told: { name: string; sum: number; packed: number; size: number }): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x800, 2);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(told.sum, 10);
  fields.writeUInt32LE(told.packed, 14);
  fields.writeUInt32LE(told.size, 18);
  fields.writeUInt16LE(Buffer.byteLength(told.name), 22);
  return fields;
}

function sumOf(content: Uint8Array): number {
  // Node 20.15 and 22.2 have it; nothing that is read here looks at it.
  return typeof crc32 === 'function' ? crc32(content) : 0;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/**
 * Which objects a repository has. A partial clone lacks thousands: asking isomorphic-git for each would read its pack
 * directory each time. https://git-scm.com/docs/gitformat-pack#_pack_idx_files_have_the_following_format
 */

import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

export interface Inventory {
  /** `id` is 40 hex digits. */
  has(id: string): boolean;
}

/** `objects` is the directory of that name. Throws an Error where it cannot be listed, or an index is broken. */
export function readInventory(objects: string): Inventory {
  const directory = join(objects, 'pack');
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const packs = names
    .filter((name) => name.endsWith('.idx') && names.includes(`${name.slice(0, -'idx'.length)}pack`))
    .map((name) => readPackIndex(join(directory, name)));
  return {
    has(id) {
      const bytes = Buffer.from(id, 'hex');
      return packs.some((pack) => holds(pack, bytes)) || existsSync(join(objects, id.slice(0, 2), id.slice(2)));
    },
  };
}

interface PackIndex {
  /** 256 big-endian numbers: how many ids begin with this byte or a lower one. */
  readonly fanout: Buffer;
  /** Records in ascending order of their ids. */
  readonly records: Buffer;
  readonly width: number;
  /** Where the id begins in a record. */
  readonly idAt: number;
}

const ID_BYTES = 20;
const FANOUT_BYTES = 1024;
const VERSION_2 = 'ff744f6300000002';

function readPackIndex(file: string): PackIndex {
  const fd = openSync(file, 'r');
  try {
    const isVersion2 = readExactly(fd, { length: 8, at: 0 }).toString('hex') === VERSION_2;
    const start = isVersion2 ? 8 : 0;
    // Version 1 has no header, and the offset of the object before each id.
    const [width, idAt] = isVersion2 ? [ID_BYTES, 0] : [4 + ID_BYTES, 4];
    const fanout = readExactly(fd, { length: FANOUT_BYTES, at: start });
    const length = fanout.readUInt32BE(FANOUT_BYTES - 4) * width;
    if (length > fstatSync(fd).size) throw new Error(`the pack index '${file}' is cut short`);
    return { fanout, records: readExactly(fd, { length, at: start + FANOUT_BYTES }), width, idAt };
  } finally {
    closeSync(fd);
  }
}

function readExactly(fd: number, { length, at }: { length: number; at: number }): Buffer {
  const bytes = Buffer.alloc(length);
  for (let filled = 0; filled < length;) {
    const count = readSync(fd, bytes, filled, length - filled, at + filled);
    if (count === 0) throw new Error('a pack index is cut short');
    filled += count;
  }
  return bytes;
}

function holds({ fanout, records, width, idAt }: PackIndex, id: Buffer): boolean {
  const first = id[0] ?? 0;
  let low = first === 0 ? 0 : fanout.readUInt32BE((first - 1) * 4);
  let high = Math.min(fanout.readUInt32BE(first * 4), records.length / width);
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = middle * width + idAt;
    const order = records.compare(id, 0, ID_BYTES, at, at + ID_BYTES);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

/**
 * The index of a pack: which objects are in it, and where. Versions 1 and 2, offsets beyond 2 GiB included.
 * https://git-scm.com/docs/gitformat-pack#_pack_idx_files_have_the_following_format
 */

import { readFileSync } from 'node:fs';

const ID_BYTES = 20;
const FANOUT_BYTES = 1024;
const TRAILER_BYTES = 40;
const VERSION_2 = 'ff744f6300000002';
/** In version 2 an offset with this bit set is a position in the table of 64-bit offsets. */
const LARGE = 0x80000000;

export interface PackIndex {
  /** How many objects. */
  readonly count: number;
  /** Where the object begins in the pack; undefined when it is not in it. */
  find(id: Buffer): number | undefined;
  /** Ids in hex that begin with `prefix`, which has two digits or more. */
  withPrefix(prefix: string): string[];
  /** All ids, ascending. */
  ids(): Generator<string>;
  /** Where the object that begins at `offset` ends: the next one's begin. Undefined behind the last one. */
  end(offset: number): number | undefined;
}

/** Throws an Error that says what is wrong with the file. */
export function readPackIndex(file: string): PackIndex {
  const bytes = readFileSync(file);
  const layout = layoutOf(bytes);
  const { count } = layout;
  let sorted: Float64Array | undefined;
  let heads: Uint32Array | undefined;
  return {
    count,
    find(id) {
      heads ??= Uint32Array.from({ length: count }, (_, at) => bytes.readUInt32BE(layout.ids + at * layout.idStride));
      const at = search(bytes, { layout, heads }, id);
      return at === undefined ? undefined : offsetOf(bytes, layout, at);
    },
    withPrefix: (prefix) => idsWithPrefix(bytes, layout, prefix),
    *ids() {
      for (let at = 0; at < count; at++) {
        const start = layout.ids + at * layout.idStride;
        yield bytes.toString('hex', start, start + ID_BYTES);
      }
    },
    end(offset) {
      sorted ??= Float64Array.from({ length: count }, (_, at) => offsetOf(bytes, layout, at)).toSorted();
      return sorted[upperBound(sorted, offset)];
    },
  };
}

/** Where the tables are: ids `idStride` bytes apart, offsets `offsetStride` bytes apart. */
interface Layout {
  readonly count: number;
  readonly fanout: number;
  readonly ids: number;
  readonly idStride: number;
  readonly offsets: number;
  readonly offsetStride: number;
  /** Of the 64-bit offsets; 0 in version 1, which has none. */
  readonly large: number;
}

function layoutOf(bytes: Buffer): Layout {
  const version2 = bytes.length >= 8 && bytes.toString('hex', 0, 8) === VERSION_2;
  const fanout = version2 ? 8 : 0;
  const tables = fanout + FANOUT_BYTES;
  if (bytes.length < tables + TRAILER_BYTES) throw new Error('a pack index that is cut short');
  const count = bytes.readUInt32BE(tables - 4);
  const width = version2 ? ID_BYTES + 4 + 4 : 4 + ID_BYTES;
  if (bytes.length < tables + count * width + TRAILER_BYTES) throw new Error('a pack index that is cut short');
  if (!version2) {
    // Records of an offset and an id.
    return { count, fanout, ids: tables + 4, idStride: width, offsets: tables, offsetStride: width, large: 0 };
  }
  const offsets = tables + count * (ID_BYTES + 4);
  return { count, fanout, ids: tables, idStride: ID_BYTES, offsets, offsetStride: 4, large: offsets + count * 4 };
}

/** Number of the record with this id. `heads` are the first four bytes of each id: they tell nearly all of them apart. */
function search(
  bytes: Buffer,
  { layout, heads }: { layout: Layout; heads: Uint32Array },
  id: Buffer,
): number | undefined {
  const { ids, idStride } = layout;
  const head = id.readUInt32BE(0);
  let [low, high] = bucketOf(bytes, layout, id[0] ?? 0);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((heads[middle] ?? 0) < head) low = middle + 1;
    else high = middle;
  }
  for (let record = low; heads[record] === head; record++) {
    const at = ids + record * idStride;
    if (id.compare(bytes, at, at + ID_BYTES, 0, ID_BYTES) === 0) return record;
  }
  return undefined;
}

function idsWithPrefix(bytes: Buffer, layout: Layout, prefix: string): string[] {
  const [low, high] = bucketOf(bytes, layout, Number.parseInt(prefix.slice(0, 2), 16));
  const ids: string[] = [];
  for (let at = low; at < high; at++) {
    const start = layout.ids + at * layout.idStride;
    const id = bytes.toString('hex', start, start + ID_BYTES);
    if (id.startsWith(prefix)) ids.push(id);
  }
  return ids;
}

/** Which records have ids that begin with this byte. */
function bucketOf(bytes: Buffer, { count, fanout }: Layout, first: number): [number, number] {
  const low = first === 0 ? 0 : bytes.readUInt32BE(fanout + (first - 1) * 4);
  return [low, Math.min(count, bytes.readUInt32BE(fanout + first * 4))];
}

function offsetOf(bytes: Buffer, { offsets, offsetStride, large }: Layout, at: number): number {
  const offset = bytes.readUInt32BE(offsets + at * offsetStride);
  if (large === 0 || offset < LARGE) return offset;
  const entry = large + (offset - LARGE) * 8;
  if (entry + 8 > bytes.length - TRAILER_BYTES) throw new Error('a pack index with an offset that is not there');
  return Number(bytes.readBigUInt64BE(entry));
}

/** Index of the first element greater than `value`. */
function upperBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

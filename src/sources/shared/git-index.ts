/**
 * Paths in a git index, formats 2, 3 and 4. Our own reader, because loading a git library costs more time than
 * scanning a small tree. https://git-scm.com/docs/index-format
 */

const HEADER = 12;
/** Bytes of an entry before its flags: times, device, inode, mode, owner, size, SHA-1. */
const BEFORE_FLAGS = 60;
const ID_BYTES = 20;
const EXTENDED = 0x4000;
const MODE_AT = 24;
const FORMAT = 0o170000;
const SUBMODULE = 0o160000;

export interface IndexEntry {
  /** With `/` between the parts; bytes that are not UTF-8 are replaced. Of a submodule, its directory. */
  readonly path: string;
  /** Hex id of the blob, or of the submodule's commit. */
  readonly id: string;
  readonly submodule: boolean;
  /** 0, or which side of a conflict this is. */
  readonly stage: number;
}

export interface GitIndex {
  readonly entries: readonly IndexEntry[];
  /** A split index: the id in the name of `sharedindex.<id>`, which holds the other paths. */
  readonly shared: string | undefined;
}

/** Throws an Error that names what is wrong with the file. */
export function readIndex(bytes: Buffer): GitIndex {
  if (bytes.length < HEADER || bytes.toString('latin1', 0, 4) !== 'DIRC') throw new Error('not a git index');
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) throw new Error(`git index version ${version} is not supported`);
  const count = bytes.readUInt32BE(8);
  const entries: IndexEntry[] = [];
  let at = HEADER;
  let previous: Buffer = Buffer.alloc(0);
  for (let entry = 0; entry < count; entry++) {
    if (at + BEFORE_FLAGS + 2 > bytes.length) throw new Error('the git index is cut short');
    const flags = bytes.readUInt16BE(at + BEFORE_FLAGS);
    const extended = (flags & EXTENDED) !== 0;
    const nameAt = at + BEFORE_FLAGS + (extended ? 4 : 2);
    const name = version === 4 ? compressedName(bytes, nameAt, previous) : plainName(bytes, nameAt);
    // In a split index, an entry that replaces one of the shared index has no name of its own.
    if (name.path.length > 0) {
      entries.push({
        path: name.path.toString('utf8'),
        id: bytes.toString('hex', at + BEFORE_FLAGS - ID_BYTES, at + BEFORE_FLAGS),
        submodule: (bytes.readUInt32BE(at + MODE_AT) & FORMAT) === SUBMODULE,
        stage: (flags >> 12) & 3,
      });
    }
    // Before version 4 an entry is padded with 1 to 8 zero bytes to a multiple of eight.
    at = version === 4 ? name.end : at + ((name.end - 1 - at + 8) & ~7);
    previous = name.path;
  }
  return { entries, shared: sharedIndex(bytes, at) };
}

function plainName(bytes: Buffer, at: number): { path: Buffer; end: number } {
  const end = endOfName(bytes, at);
  return { path: bytes.subarray(at, end), end: end + 1 };
}

/** Version 4: how many bytes to drop from the end of the name before, then the rest. */
function compressedName(bytes: Buffer, at: number, previous: Buffer): { path: Buffer; end: number } {
  let drop = 0;
  let next = at;
  for (;;) {
    const byte = bytes[next++] ?? 0;
    drop = (drop << 7) | (byte & 0x7f);
    if (byte < 0x80) break;
    drop++;
  }
  const end = endOfName(bytes, next);
  const kept = previous.subarray(0, Math.max(0, previous.length - drop));
  return { path: Buffer.concat([kept, bytes.subarray(next, end)]), end: end + 1 };
}

function endOfName(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(0, at);
  if (end < 0) throw new Error('the git index is cut short');
  return end;
}

/** Extensions follow the entries: four letters, a length and that many bytes; the file's own hash ends it. */
function sharedIndex(bytes: Buffer, from: number): string | undefined {
  for (let at = from; at + 8 + ID_BYTES < bytes.length; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.toString('latin1', at, at + 4) !== 'link') continue;
    const id = bytes.toString('hex', at + 8, at + 8 + ID_BYTES);
    return /^0+$/.test(id) ? undefined : id;
  }
  return undefined;
}

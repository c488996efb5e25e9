/**
 * Zip files whose end cannot be had: those that come as a stream and are too large to keep, and those that were cut off.
 * Reads the header before each member (APPNOTE.TXT 4.3.7) and goes on to the next.
 */

import type { Chunks } from '../compression/index.js';
import { inflateToItsEnd } from '../compression/zlib.js';
import { bytesAccess, piecesOf, type Member, type RandomAccess } from './member.js';
import { ByteQueue } from './queue.js';
import { membersOfZip, METHODS, STORED, toMember } from './zip.js';

/** Signatures, little-endian. */
const MEMBER = 0x04034b50;
const DIRECTORY = 0x02014b50;
const END = 0x06054b50;
const DESCRIPTOR = 0x08074b50;
const ARCHIVE_EXTRA = 0x08064b50;

/** Bytes of a member's header before its name. */
const HEADER = 30;

/** Its lengths follow the member instead of coming before it. */
const LENGTHS_FOLLOW = 8;
const UTF8_NAME = 0x800;

/** A zip in a stream that is not larger than this is kept, so that its directory can be read. */
const KEPT = 32 << 20;

/** The members of a zip that is read from front to back. */
export async function* membersOfZipStream(chunks: Chunks): AsyncGenerator<Member> {
  const queue = new ByteQueue(chunks);
  try {
    const kept = await queue.peek(KEPT + 1);
    if (kept.length <= KEPT) yield* membersOfWholeZip(bytesAccess(kept));
    else yield* membersByHeader(queue);
  } finally {
    await queue.close();
  }
}

/** By its directory; where that cannot be read, by the headers before the members. */
export async function* membersOfWholeZip(access: RandomAccess): AsyncGenerator<Member> {
  let given = 0;
  try {
    for await (const member of membersOfZip(access)) {
      given++;
      yield member;
    }
  } catch (error) {
    if (given > 0) throw error;
    yield* membersByHeader(new ByteQueue(piecesOf(access, 0, access.size)));
  }
}

async function* membersByHeader(queue: ByteQueue): AsyncGenerator<Member> {
  for (;;) {
    const signature = uint32(await queue.peek(4), 0);
    if (signature === DIRECTORY || signature === END || signature === ARCHIVE_EXTRA) return;
    if (signature !== MEMBER) throw new Error('no member begins where the last one ends');
    const header = await readHeader(queue);
    const { compressedSize, compressionMethod } = header;
    const sized = compressedSize !== undefined;
    if (!sized && METHODS[compressionMethod] !== 'deflate') throw new Error('the length of a member is not told');
    const content = sized ? sizedContent(queue, compressedSize) : unsizedContent(queue);
    const head = sized ? header : { ...header, compressionMethod: STORED };
    const member = toMember(header.name, head, () => content.chunks);
    if (member !== undefined) yield member;
    await content.finish();
  }
}

interface Header {
  readonly name: string;
  readonly generalPurposeBitFlag: number;
  readonly compressionMethod: number;
  /** Undefined where it follows the member. */
  readonly compressedSize: number | undefined;
  readonly uncompressedSize: number;
}

async function readHeader(queue: ByteQueue): Promise<Header> {
  const fixed = view(await whole(queue, HEADER));
  const [nameLength, extraLength] = [fixed.getUint16(26, true), fixed.getUint16(28, true)];
  const bytes = await whole(queue, HEADER + nameLength + extraLength);
  queue.skip(bytes.length);
  const flags = fixed.getUint16(6, true);
  const name = Buffer.from(bytes.subarray(HEADER, HEADER + nameLength));
  const sizes = { compressed: fixed.getUint32(18, true), uncompressed: fixed.getUint32(22, true) };
  const large = zip64Sizes(bytes.subarray(HEADER + nameLength), sizes);
  return {
    // Not code page 437, as names without the flag should be: a directory that said so is out of reach anyway.
    name: name.toString((flags & UTF8_NAME) === 0 ? 'latin1' : 'utf8').replaceAll('\\', '/'),
    generalPurposeBitFlag: flags,
    compressionMethod: fixed.getUint16(8, true),
    compressedSize: (flags & LENGTHS_FOLLOW) === 0 || large.compressed > 0 ? large.compressed : undefined,
    uncompressedSize: large.uncompressed,
  };
}

/** 4.5.3: where a size is all ones the extra field 1 has it, the uncompressed one first. */
function zip64Sizes(
  extra: Uint8Array,
  { compressed, uncompressed }: { compressed: number; uncompressed: number },
): { compressed: number; uncompressed: number } {
  const data = view(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + data.getUint16(at + 2, true)) {
    if (data.getUint16(at, true) !== 1 || at + 20 > extra.length) continue;
    if (uncompressed !== 0xffffffff || compressed !== 0xffffffff) break;
    return {
      uncompressed: Number(data.getBigUint64(at + 4, true)),
      compressed: Number(data.getBigUint64(at + 12, true)),
    };
  }
  return { compressed, uncompressed };
}

interface MemberContent {
  readonly chunks: Chunks;
  /** Passes over what was not read, to where the next member begins. */
  finish(): Promise<void>;
}

/** `size` bytes as they are stored. Counts them itself: who reads them may stop early. */
function sizedContent(queue: ByteQueue, size: number): MemberContent {
  let left = size;
  async function* take(): AsyncGenerator<Uint8Array> {
    for await (const part of queue.take(left)) {
      left -= part.length;
      yield part;
    }
  }
  return { chunks: take(), finish: () => drain(take()) };
}

/** Inflated already, since only inflating tells where it ends. */
function unsizedContent(queue: ByteQueue): MemberContent {
  const chunks = inflateToItsEnd(queue.take(), (rest) => queue.unread(rest));
  return {
    chunks,
    async finish() {
      await drain(chunks);
      await skipDescriptor(queue);
    },
  };
}

async function drain(chunks: Chunks): Promise<void> {
  for await (const _ of chunks);
}

/** 4.3.9: checksum and two sizes of 4 or 8 bytes, with or without a signature; the next header tells which. */
async function skipDescriptor(queue: ByteQueue): Promise<void> {
  const bytes = await queue.peek(28);
  const forms = uint32(bytes, 0) === DESCRIPTOR ? [16, 24] : [12, 20];
  const length = forms.find((form) => [MEMBER, DIRECTORY].includes(uint32(bytes, form)));
  if (length === undefined) throw new Error('no member begins where the last one ends');
  queue.skip(length);
}

async function whole(queue: ByteQueue, count: number): Promise<Uint8Array> {
  const bytes = await queue.peek(count);
  if (bytes.length < count) throw new Error('unexpected end of the zip file');
  return bytes;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Zero, which is no signature, where the bytes end. */
function uint32(bytes: Uint8Array, at: number): number {
  return at + 4 <= bytes.length ? view(bytes).getUint32(at, true) : 0;
}

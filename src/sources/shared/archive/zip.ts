/** Zip files of which any part can be read: `yauzl` reads the directory at their end, and each member is read where it says. */

import * as yauzl from 'yauzl';
import { decompress, type Chunks, type Compression } from '../compression/index.js';
import { piecesOf, type Member, type RandomAccess } from './member.js';

export const STORED = 0;

/** The compression methods of APPNOTE.TXT 4.4.5 that can be undone. */
export const METHODS: Readonly<Record<number, Compression | 'stored'>> = {
  [STORED]: 'stored',
  8: 'deflate',
  12: 'bzip2',
  93: 'zstd',
  95: 'xz',
};

/** Bits of the general purpose flags (4.4.4). */
export const ENCRYPTED = 1;

/** The members in the order of the directory. Throws where the directory cannot be read; a member of its own fails alone. */
export async function* membersOfZip(access: RandomAccess): AsyncGenerator<Member> {
  // Names are taken as they are: yauzl refuses a whole zip for one that leads out of a directory.
  const options = { decodeStrings: false, validateEntrySizes: false, autoClose: false, lazyEntries: true };
  const zip = await yauzl.fromRandomAccessReaderPromise(new AccessReader(access), access.size, options);
  for await (const entry of zip.eachEntry()) {
    const member = toMember(nameOf(entry), entry, () => bytesOf(zip, entry, access));
    if (member !== undefined) yield member;
  }
}

/** What is told of a member, by the directory or by the header before it. */
export interface MemberHead {
  readonly generalPurposeBitFlag: number;
  readonly compressionMethod: number;
  readonly uncompressedSize: number;
}

/** Undefined for a directory. `raw` gives the bytes as they are stored. */
export function toMember(name: string, head: MemberHead, raw: () => Chunks): Member | undefined {
  const { generalPurposeBitFlag: flags, compressionMethod, uncompressedSize } = head;
  if (name.endsWith('/') && uncompressedSize === 0) return undefined;
  if ((flags & ENCRYPTED) !== 0) {
    return { kind: 'aside', name, why: { code: 'encrypted-archive', what: 'is encrypted' } };
  }
  const method = METHODS[compressionMethod];
  if (method === undefined) {
    const what = `is compressed with zip method ${compressionMethod}, which is not supported`;
    return { kind: 'aside', name, why: { code: 'unsupported-archive', what } };
  }
  return { kind: 'file', name, chunks: method === 'stored' ? raw() : decompress(method, raw()) };
}

type NameDecoder = typeof yauzl.getFileNameLowLevel;

/** UTF-8 or code page 437, as the flags and extra fields say. With `decodeStrings` off the fields hold bytes. */
function nameOf({ generalPurposeBitFlag, fileName, extraFields }: yauzl.Entry): string {
  const decode: NameDecoder = yauzl.getFileNameLowLevel;
  return decode(generalPurposeBitFlag, fileName as unknown as Buffer, extraFields, false);
}

async function* bytesOf(zip: yauzl.ZipFile, entry: yauzl.Entry, access: RandomAccess): AsyncGenerator<Uint8Array> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  yield* piecesOf(access, fileDataStart, fileDataStart + entry.compressedSize);
}

type ReadArguments = Parameters<yauzl.RandomAccessReader['read']>;

/** The only way in that yauzl uses here is `read`. */
class AccessReader extends yauzl.RandomAccessReader {
  readonly #access: RandomAccess;

  constructor(access: RandomAccess) {
    super();
    this.#access = access;
  }

  override read(...[buffer, offset, length, position, callback]: ReadArguments): void {
    let bytes: Uint8Array;
    try {
      bytes = this.#access.read(position, length);
    } catch (error) {
      callback(error as Error);
      return;
    }
    buffer.set(bytes, offset);
    (callback as (error: null, count: number) => void)(null, bytes.length);
  }
}

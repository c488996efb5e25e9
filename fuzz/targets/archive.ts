/** Archives of all kinds, whole or as a stream: events, never an exception, and no more bytes than the limits allow. */

import { gzipSync, deflateRawSync, crc32 } from 'node:zlib';
import { readArchive } from '../../src/sources/shared/archive/read.js';
import { tarOf } from '../../test/support/image-archive.js';
import type { Target } from '../engine/target.js';

const LIMITS = { depth: 3, members: 50, unpacked: 1 << 20, ratio: 100, free: 1 << 20 };

/** What decompressors have made before the limit is looked at. */
const SLACK = 4 << 20;

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 509) yield bytes.subarray(at, at + 509);
}

/** The first byte says whether it comes as a stream, and whether headers of a tar are given their checksums. */
async function run(input: Uint8Array): Promise<void> {
  const flags = input[0] ?? 0;
  const bytes = (flags & 2) === 0 ? Buffer.from(input.subarray(1)) : withChecksums(input.subarray(1));
  const content = (flags & 1) === 0 ? bytes : pieces(bytes);
  let total = 0;
  for await (const event of readArchive({ provenance: { kind: 'file', path: 'a' }, content }, LIMITS)) {
    if (event.type !== 'content') continue;
    total += event.bytes.length;
    if (total > LIMITS.unpacked + bytes.length * LIMITS.depth + SLACK) throw new Error(`${total} bytes came out`);
  }
}

/** What a reader checks first hides the rest of it from an input that is changed at random. */
function withChecksums(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 0; at + 512 <= copy.length; at += 512) {
    if (copy.toString('latin1', at + 257, at + 262) !== 'ustar') continue;
    copy.write('        ', at + 148, 'latin1');
    let sum = 0;
    for (const byte of copy.subarray(at, at + 512)) sum += byte;
    copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1');
  }
  return copy;
}

function zip(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const fields = (sizeOfHeader: number): Buffer => {
    const header = Buffer.alloc(sizeOfHeader);
    const at = sizeOfHeader === 30 ? 4 : 6;
    header.writeUInt16LE(20, at);
    header.writeUInt16LE(8, at + 4);
    header.writeUInt32LE(crc32(content), at + 10);
    header.writeUInt32LE(packed.length, at + 14);
    header.writeUInt32LE(content.length, at + 18);
    header.writeUInt16LE(name.length, at + 22);
    return header;
  };
  const local = fields(30);
  local.writeUInt32LE(0x04034b50, 0);
  const central = fields(46);
  central.writeUInt32LE(0x02014b50, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
}

export const target: Target = {
  most: 6000,
  words: [
    'ustar',
    'PaxHeader',
    'path=',
    'size=',
    'GNU.sparse.',
    './',
    '../',
    'PK\x01\x02',
    'PK\x03\x04',
    'BZh9',
    '\xfd7zXZ\0',
  ],
  seeds: async () => {
    const text = Buffer.from('some text\n'.repeat(30));
    const tar = await tarOf([
      { name: 'a.txt', content: text },
      { name: 'l', type: 'symlink', linkname: 'a' },
      { name: 'x'.repeat(120), content: 'y' },
    ]);
    const zipped = zip('a.txt', text);
    const inner = await tarOf([{ name: 'b.zip', content: zipped }]);
    return [tar, zipped, gzipSync(text), gzipSync(tar), inner].flatMap((one) =>
      [0, 1, 2, 3].map((flags) => Buffer.concat([Buffer.from([flags]), one])),
    );
  },
  run,
};

/**
 * The table of contents of a tar archive on disk, made by reading its headers only: an image of gigabytes has a few dozen
 * entries. tar-stream reads streams, and would read all of it. POSIX ustar and GNU headers, as Docker, Podman, skopeo and
 * GNU tar write them.
 */

import { readSync } from 'node:fs';

export interface TarEntry {
  /** Without a leading `./`. */
  readonly name: string;
  readonly type: 'file' | 'symlink' | 'hardlink' | 'other';
  /** Where the content begins in the archive. */
  readonly start: number;
  readonly size: number;
  /** What a link points to. */
  readonly target: string;
}

const BLOCK = 512;

/** Entries of an archive of images: three for each of 127 layers, times some hundred images. */
const MOST_ENTRIES = 200_000;

/** Extended headers are a few hundred bytes. */
const MOST_HEADER = 1 << 20;

/** Reads the headers from `fd`, which holds `fileSize` bytes. Throws an Error in words where one is damaged. */
export function* readTarTable(fd: number, fileSize: number): Generator<TarEntry> {
  let extended: Readonly<Record<string, string>> = {};
  for (let [at, count] = [0, 0]; at + BLOCK <= fileSize; count++) {
    const header = bytesAt(fd, at, BLOCK);
    if (header.every((byte) => byte === 0)) return;
    if (count > MOST_ENTRIES) throw new Error(`it has more than ${MOST_ENTRIES} entries`);
    checkHeader(header);
    const size = extended['size'] === undefined ? numberIn(header, 124, 12) : Number(extended['size']);
    const start = at + BLOCK;
    if (!Number.isSafeInteger(size) || size < 0) throw new Error('an entry has no proper size');
    const type = String.fromCharCode(header[156] ?? 0);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x' || type === 'L' || type === 'K') {
      extended = { ...extended, ...longHeader(type, bytesAt(fd, start, Math.min(size, MOST_HEADER))) };
      continue;
    }
    if (type === 'g') continue;
    yield entryOf(header, { extended, start, size: Math.min(size, Math.max(0, fileSize - start)) });
    if (start + size > fileSize) throw new Error('it ends in the middle of an entry');
    extended = {};
  }
}

function bytesAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, position));
}

/** The sum of all bytes, with the field of the sum itself taken for spaces. */
function checkHeader(header: Buffer): void {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += header[at] ?? 0;
  if (sum !== numberIn(header, 148, 8)) throw new Error('a header in it is damaged, or it is no tar archive');
}

/** Octal digits, or from GNU tar a binary number that begins with the byte 0x80. */
function numberIn(header: Buffer, at: number, length: number): number {
  if (header[at] === 0x80) {
    let value = 0;
    for (const byte of header.subarray(at + 1, at + length)) value = value * 256 + byte;
    return value;
  }
  const digits = textIn(header, at, length).trim();
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function textIn(bytes: Buffer, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** `path`, `linkpath` and `size` of POSIX's extended headers (`NUMBER KEY=VALUE\n`), or a long name of GNU tar. */
function longHeader(type: string, bytes: Buffer): Record<string, string> {
  if (type === 'L') return { path: textIn(bytes, 0, bytes.length) };
  if (type === 'K') return { linkpath: textIn(bytes, 0, bytes.length) };
  const records = bytes.toString('utf8').matchAll(/\d+ (path|linkpath|size)=([^\n]*)\n/g);
  return Object.fromEntries(Array.from(records, ([, key = '', value = '']) => [key, value]));
}

const TYPES: Readonly<Record<string, TarEntry['type']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
};

function entryOf(
  header: Buffer,
  { extended, start, size }: { extended: Readonly<Record<string, string>>; start: number; size: number },
): TarEntry {
  const prefix = textIn(header, 257, 6) === 'ustar' ? textIn(header, 345, 155) : '';
  const short = textIn(header, 0, 100);
  const name = extended['path'] ?? (prefix === '' ? short : `${prefix}/${short}`);
  return {
    name: name.replace(/^(\.?\/)+/, ''),
    type: TYPES[String.fromCharCode(header[156] ?? 0)] ?? 'other',
    start,
    size,
    target: extended['linkpath'] ?? textIn(header, 157, 100),
  };
}

/**
 * A repository with one pack, as an attacker would write it: entries of any type and claimed size, deltas of any distance, an
 * index that points where it likes. Reading an object gives bytes or an error, in bounded time.
 */

import { closeSync, mkdirSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { openObjectStore } from '../../src/sources/git/objects/store.js';
import type { Target } from '../engine/target.js';
import { inMemory } from '../support.js';

const objects = mkdtempSync(join(inMemory(), 'fuzz-pack-'));
mkdirSync(join(objects, 'pack'));
const file = join(objects, 'pack', 'pack-a.pack');

interface Written {
  readonly pack: Buffer;
  readonly ids: readonly Buffer[];
}

/**
 * The input is a list of entries, each [type and flags] [claimed size] [base] [length] and so many bytes. The entries are
 * put into a pack as the format wants it, so that what is broken is what the input breaks.
 */
function writePack(input: Uint8Array): Written {
  const parts: Buffer[] = [Buffer.from('PACK\0\0\0\x02\0\0\0\x01', 'latin1')];
  const offsets: number[] = [];
  const ids: Buffer[] = [];
  let offset = 12;
  for (let at = 0; at + 4 <= input.length && offsets.length < 12;) {
    const [flags = 0, size = 0, base = 0, length = 0] = input.subarray(at, at + 4);
    const body = input.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    const type = flags & 7;
    const claimed = (flags & 8) === 0 ? body.length : size * ((flags & 16) === 0 ? 1 : 0x1000000);
    const name =
      type === 6
        ? distance(base)
        : type === 7
          ? (ids[base % (ids.length + 1)] ?? Buffer.alloc(20, base))
          : Buffer.alloc(0);
    const stored = (flags & 32) === 0 ? deflateSync(body) : Buffer.from(body);
    const entry = Buffer.concat([header(type, claimed), name, stored]);
    offsets.push((flags & 64) === 0 ? offset : base);
    ids.push(Buffer.alloc(20, ids.length + 1));
    parts.push(entry);
    offset += entry.length;
  }
  parts.push(Buffer.alloc(20));
  writeFileSync(file.replace(/pack$/, 'idx'), indexOf(ids, offsets));
  return { pack: Buffer.concat(parts), ids };
}

function header(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128;
    bytes.push(rest & 127);
  }
  return Buffer.from(bytes);
}

function distance(value: number): Buffer {
  return Buffer.from(value < 128 ? [value] : [128 | ((value >> 7) - 1), value & 127]);
}

function indexOf(ids: readonly Buffer[], offsets: readonly number[]): Buffer {
  const tables = Buffer.alloc(8 + 1024 + ids.length * 28 + 40);
  tables.writeUInt32BE(0xff744f63, 0);
  tables.writeUInt32BE(2, 4);
  for (let byte = 0; byte < 256; byte++) tables.writeUInt32BE(Math.min(byte, ids.length), 8 + byte * 4);
  ids.forEach((id, at) => {
    id.copy(tables, 1032 + at * 20);
    tables.writeUInt32BE(offsets[at] ?? 0, 1032 + ids.length * 24 + at * 4);
  });
  return tables;
}

function run(input: Uint8Array): void {
  const { pack, ids } = writePack(input);
  writeFileSync(file, pack);
  // A store keeps its packs open until the process ends, which here goes on: the next free descriptor is the pack's.
  const next = openSync('/dev/null', 'r');
  closeSync(next);
  const store = openObjectStore(objects, () => undefined);
  for (const id of ids.map((bytes) => bytes.toString('hex'))) {
    for (const ask of [store.read, store.typeOf, store.basePosition]) attempt(() => ask(id));
  }
  attempt(() => closeSync(next));
}

function attempt(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
  }
}

export const target: Target = {
  most: 1200,
  seeds: () => [
    Buffer.from([3, 0, 0, 6, ...Buffer.from('hello\n')]),
    // A blob, a delta for it by distance, and one by its id.
    Buffer.from([3, 0, 0, 4, 97, 98, 99, 10, 6, 0, 13, 5, 4, 4, 0x90, 4, 0, 7, 0, 0, 5, 4, 4, 0x90, 4, 0]),
    Buffer.from([6, 0, 0, 3, 1, 1, 0, 7, 0, 0, 3, 1, 1, 0]),
  ],
  run,
};

/** An index of a pack, any bytes: finds, lists and expands, or says what is wrong. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPackIndex } from '../../src/sources/git/objects/pack-index.js';
import type { Target } from '../engine/target.js';
import { inMemory } from '../support.js';

const file = join(mkdtempSync(join(inMemory(), 'fuzz-idx-')), 'pack.idx');

function run(input: Uint8Array): void {
  writeFileSync(file, input);
  try {
    const index = readPackIndex(file);
    const ids = [...index.ids()];
    for (const id of ids) {
      index.find(Buffer.from(id, 'hex'));
      index.withPrefix(id.slice(0, 4));
    }
    for (const offset of [0, 12, 2 ** 31, 2 ** 40]) index.end(offset);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError || 'code' in error) throw error;
  }
}

function seed(version: 1 | 2): Buffer {
  const head = version === 2 ? Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]) : Buffer.alloc(0);
  const fanout = Buffer.alloc(1024);
  for (let byte = 5; byte < 256; byte++) fanout.writeUInt32BE(1, byte * 4);
  const id = Buffer.alloc(20, 5);
  const offset = Buffer.from([0, 0, 0, 12]);
  const tables = version === 2 ? [id, Buffer.alloc(4), offset] : [offset, id];
  return Buffer.concat([head, fanout, ...tables, Buffer.alloc(40)]);
}

export const target: Target = { most: 1400, seeds: () => [seed(1), seed(2)], run };

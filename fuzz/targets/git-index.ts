/** A git index in formats 2 to 4, any bytes: entries, or an error that says what is wrong. */

import { readIndex } from '../../src/sources/shared/git-index.js';
import type { Target } from '../engine/target.js';

function run(input: Uint8Array): void {
  try {
    const { entries, shared } = readIndex(Buffer.from(input));
    if (entries.some(({ path }) => path === '')) throw new TypeError('an entry without a name');
    if (shared !== undefined && !/^[0-9a-f]{40}$/.test(shared)) throw new TypeError(`a shared index '${shared}'`);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError || 'code' in error) throw error;
  }
}

function seed(version: number, names: readonly string[]): Buffer {
  const head = Buffer.from([...Buffer.from('DIRC'), 0, 0, 0, version, 0, 0, 0, names.length]);
  const entries = names.map((name) => {
    const entry = Buffer.concat([
      Buffer.alloc(61),
      Buffer.from([name.length]),
      version === 4 ? Buffer.from([0]) : Buffer.alloc(0),
      Buffer.from(name),
    ]);
    const padding = version === 4 ? 1 : 8 - (entry.length % 8);
    return Buffer.concat([entry, Buffer.alloc(padding)]);
  });
  return Buffer.concat([
    head,
    ...entries,
    Buffer.from('link\0\0\0\x14', 'latin1'),
    Buffer.alloc(20, 1),
    Buffer.alloc(20),
  ]);
}

export const target: Target = {
  most: 800,
  words: ['TREE', 'link', 'DIRC', 'EOIE'],
  seeds: () => [2, 3, 4].map((version) => seed(version, ['a', 'dir/b.txt'])),
  run,
};

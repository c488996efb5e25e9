/** The keyword search in WebAssembly against the plainest way to do it, over any bytes and any regions. */

import { createPrefilter } from '../../src/detect/prefilter.js';
import { kernel } from '../../test/support/assets.js';
import { findKeywords } from '../../test/support/prefilter-oracle.js';
import type { Target } from '../engine/target.js';

const KEYWORDS = [
  'aki',
  'akia',
  'ghp_',
  'password',
  'secret',
  'token',
  'api_key',
  '-----begin',
  'eyj',
  'aaa',
  'aaaa',
  '://',
];
const prefilter = createPrefilter(kernel, KEYWORDS);

/** The first two bytes cut the rest into two regions with a gap. */
function run(input: Uint8Array): void {
  const bytes = input.subarray(2);
  const first = Math.min(bytes.length, input[0] ?? 0);
  const second = Math.min(bytes.length, first + (input[1] ?? 0));
  const regions = Uint32Array.from([0, first, second, bytes.length]);
  const found = prefilter.find(bytes, regions);
  const expected = [
    ...findKeywords(bytes.subarray(0, first), KEYWORDS).map(([at, keyword]) => `${at} ${keyword}`),
    ...findKeywords(bytes.subarray(second), KEYWORDS).map(([at, keyword]) => `${at + second} ${keyword}`),
  ];
  // Ordered by offset; of several keywords at one, any may come first.
  const got = Array.from({ length: found.length / 2 }, (_, at) => `${found[at * 2]} ${found[at * 2 + 1]}`);
  if (expected.toSorted().join() !== got.toSorted().join()) {
    throw new Error(`found ${got.join(', ')}, expected ${expected.join(', ')}`);
  }
  for (let at = 2; at < found.length; at += 2) {
    if ((found[at] ?? 0) < (found[at - 2] ?? 0)) throw new Error('not ordered by offset');
  }
  const { runs, percents } = prefilter.encoded();
  for (const at of [...runs, ...percents]) if (at > bytes.length) throw new Error('an encoded place beyond the end');
}

export const target: Target = {
  most: 2000,
  words: KEYWORDS.flatMap((word) => [word, word.toUpperCase()]),
  seeds: () => [Buffer.from('\x20\x01AKIA ghp_ PassWord=secret token://aaaaaa'), Buffer.alloc(40, 'a')],
  run,
};

/** What is encoded in any bytes: decoded to a depth, with offsets that stay inside. */

import { gzipSync } from 'node:zlib';
import { MAX_DEPTH } from '../../src/detect/decode/index.js';
import { layersBelow } from '../../test/support/layers.js';
import type { Target } from '../engine/target.js';

/** Each decoding but one shrinks; this is far more than all of them together can make. */
const MOST_GROWTH = 8;

function run(input: Uint8Array): void {
  const layers = layersBelow(input);
  let total = 0;
  for (const { bytes, encodings, outerStart, outerEnd } of layers) {
    total += bytes.length;
    if (encodings.length > MAX_DEPTH) throw new Error('deeper than the limit');
    for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
      if (bytes.length > 0 && !(outerStart(at) >= 0 && outerStart(at) < outerEnd(at) && outerEnd(at) <= input.length)) {
        throw new Error(`${at} of ${encodings.join()} is at ${outerStart(at)} to ${outerEnd(at)}`);
      }
    }
  }
  if (!layers.some(({ encodings }) => encodings.includes('gzip')) && total > MOST_GROWTH * input.length + 100) {
    throw new Error(`${total} bytes decoded of ${input.length}`);
  }
}

const text = 'a token and some more text to be encoded, long enough';

export const target: Target = {
  most: 4000,
  words: ['\\u0041', '%41', '%25', '=\n', '\\x41', 'H4sI', '\xff\xfe', '\xfe\xff'],
  seeds: () => [
    Buffer.from(Buffer.from(text).toString('base64')),
    Buffer.from(Buffer.from(Buffer.from(text).toString('base64')).toString('hex')),
    Buffer.from([...text].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')),
    Buffer.from(`\ufeff${text}`, 'utf16le'),
    Buffer.from(gzipSync(text.repeat(9)).toString('base64')),
  ],
  run,
};

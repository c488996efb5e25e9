/** A layer of an image, any bytes: contents, trouble and one note, whatever is in it. */

import { gzipSync } from 'node:zlib';
import { readLayer } from '../../src/sources/image/layer.js';
import { tarOf } from '../../test/support/image-archive.js';
import type { Target } from '../engine/target.js';

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 997) yield bytes.subarray(at, at + 997);
}

async function run(input: Uint8Array): Promise<void> {
  let notes = 0;
  for await (const event of readLayer({ key: 'k', diffId: 'sha256:0', chunks: pieces(input), image: 'i' })) {
    if (event.type === 'note') notes++;
    if (event.type === 'content' && event.provenance.path.length > 5000) throw new Error('a path without end');
  }
  if (notes !== 1) throw new Error(`${notes} notes of one layer`);
}

export const target: Target = {
  most: 6000,
  words: [
    '.wh.',
    '.wh..wh..opq',
    '.git/objects/',
    '.git/objects/pack/pack-a.pack',
    'GNU.sparse.name=',
    'ustar',
    '../../',
  ],
  seeds: async () => {
    const tar = await tarOf([
      { name: 'etc/', type: 'directory' },
      { name: 'etc/app.env', content: 'A=b\n' },
      { name: 'etc/.wh.old', content: '' },
      { name: 'l', type: 'link', linkname: 'etc/app.env' },
    ]);
    return [tar, gzipSync(tar)];
  },
  run,
};

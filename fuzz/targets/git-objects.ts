/** Commits, tags, trees, loose objects and the files beside them, any bytes. */

import { configValue } from '../../src/sources/shared/git-config.js';
import { parseCommit, parseTag, parseTree } from '../../src/sources/git/parse.js';
import type { Target } from '../engine/target.js';

function run(input: Uint8Array): void {
  for (const parse of [(bytes: Uint8Array) => parseCommit('a'.repeat(40), bytes), parseTag, parseTree]) {
    try {
      parse(input);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError || 'code' in error) throw error;
    }
  }
  configValue(Buffer.from(input).toString(), { section: 'core', key: 'excludesfile' });
}

const id = 'b'.repeat(40);

export const target: Target = {
  most: 65_536,
  words: [
    'tree ',
    'parent ',
    'author ',
    'committer ',
    'encoding ',
    'gpgsig ',
    'object ',
    '100644 ',
    ' <',
    '> ',
    ' +0100\n',
  ],
  seeds: () => [
    Buffer.from(
      `tree ${id}\nparent ${id}\nauthor Ada <ada@example.org> 1700000000 +0100\ncommitter B <b@c> 1 -0000\n\nText\n`,
    ),
    Buffer.from(`object ${id}\ntype commit\ntag v1\ntagger A <a@b> 1 +0000\n\nv1\n`),
    Buffer.concat([
      Buffer.from('100644 a.txt\0'),
      Buffer.alloc(20, 1),
      Buffer.from('40000 dir\0'),
      Buffer.alloc(20, 2),
    ]),
    Buffer.from('[core]\n\texcludesfile = "~/a b" ; note\n[remote "origin"]\n\turl = x\n'),
  ],
  run,
};

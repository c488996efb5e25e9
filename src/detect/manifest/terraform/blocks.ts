/** Which bytes of a Terraform file are a block: each is a document of its own. */

import type { Range } from '../../../model/content.js';
import { latin1 } from '../../bytes.js';
import { endOfLine, startOfLine } from '../../lines.js';

/** Blocks that are read as data: what describes objects of a cluster, and variables with their defaults. */
const READ = /^(resource[ \t]+"(kubernetes_|helm_release"|kubectl_manifest")|variable[ \t]+")/;

/** How `terraform fmt` writes them: a block begins and ends at the beginning of a line. */
const HEAD = /^[a-z_]+([ \t]+"[^"\n]*")*[ \t]*\{/;
const LONGEST_HEAD = 300;

/** The block around `offset`; before the first one what is there. */
export function blockAround(bytes: Uint8Array, offset: number): Range {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = headBefore(buffer, startOfLine(bytes, offset)) ?? 0;
  return { start, end: headAfter(buffer, start) };
}

/** Whether the block in this range describes objects of a cluster, or is a variable. */
export function isReadBlock(bytes: Uint8Array, { start }: Range): boolean {
  return READ.test(latin1(bytes, start, start + LONGEST_HEAD));
}

/** The head at or above the line at `line`. A line in a heredoc may look like one: what is read then is no block, and stays text. */
function headBefore(buffer: Buffer, line: number): number | undefined {
  for (let at = line; ; at = startOfLine(buffer, at - 1)) {
    if (isHead(buffer, at)) return at;
    if (at === 0) return undefined;
  }
}

/** The next head, or the end. */
function headAfter(buffer: Buffer, head: number): number {
  for (let at = endOfLine(buffer, head); at < buffer.length; at = endOfLine(buffer, at))
    if (isHead(buffer, at)) return at;
  return buffer.length;
}

function isHead(buffer: Buffer, at: number): boolean {
  const first = buffer[at] ?? 0;
  return first >= 0x61 && first <= 0x7a && HEAD.test(latin1(buffer, at, at + LONGEST_HEAD));
}

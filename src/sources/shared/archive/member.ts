/** What an archive holds, as its reader gives it. */

import type { SkipReason } from '../../../model/content.js';
import type { Chunks } from '../compression/index.js';

export type Member = MemberFile | MemberAside;

export interface MemberFile {
  readonly kind: 'file';
  /** Only a name, whatever it says: nothing is opened or written by it. */
  readonly name: string;
  /** Its content, read once and before the next member is asked for. */
  readonly chunks: Chunks;
}

/** A member without content that can be read. */
export interface MemberAside {
  readonly kind: 'aside';
  readonly name: string;
  readonly why: SkipReason | { readonly code: 'encrypted-archive' | 'unsupported-archive'; readonly what: string };
}

/** Where any part can be read at once. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number;
  /** Fewer bytes than asked for where it ends. The array is the caller's. */
  read(position: number, length: number): Uint8Array;
}

export function bytesAccess(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

const PIECE = 256 << 10;

/** The bytes from `start` to `end`, or to where it ends. */
export async function* piecesOf(access: RandomAccess, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end;) {
    const piece = access.read(at, Math.min(PIECE, end - at));
    if (piece.length === 0) return;
    at += piece.length;
    yield piece;
  }
}

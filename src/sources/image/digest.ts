/** Content digests of the OCI image specification (`algorithm:hex`, image-spec descriptor.md). */

import { createHash, type Hash } from 'node:crypto';
import type { Chunks } from '../shared/compression/index.js';

const LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

/** Undefined unless it is a digest by an algorithm that the specification registers. Never holds a path separator. */
export function parseDigest(text: string): { readonly algorithm: string; readonly hex: string } | undefined {
  const [, algorithm = '', hex = ''] = /^(sha256|sha512):([0-9a-f]+)$/.exec(text) ?? [];
  return hex.length > 0 && hex.length === LENGTHS[algorithm] ? { algorithm, hex } : undefined;
}

/** `sha256:` of these bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** `sha256:` of all that comes. */
export async function digestOfStream(chunks: Chunks): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

/** Whether the bytes are what the digest says. */
export function matchesDigest(bytes: Uint8Array, digest: string): boolean {
  const algorithm = parseDigest(digest)?.algorithm;
  return algorithm !== undefined && createHash(algorithm).update(bytes).digest('hex') === digest.split(':')[1];
}

/** The chunks of a stream, hashed and counted while they pass. */
export interface Tapped {
  readonly chunks: Chunks;
  /** Of what has passed. Ask once, when all of it has. */
  digest(): string;
  bytes(): number;
  /** Whether all of it has passed. */
  ended(): boolean;
}

/** By the algorithm of `expected`, or SHA-256 where nothing is expected. */
export function tap(chunks: Chunks, expected?: string): Tapped {
  const algorithm = (expected === undefined ? undefined : parseDigest(expected)?.algorithm) ?? 'sha256';
  const hash: Hash = createHash(algorithm);
  let bytes = 0;
  let ended = false;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
    ended = true;
  }
  return { chunks: pass(), digest: () => `${algorithm}:${hash.digest('hex')}`, bytes: () => bytes, ended: () => ended };
}

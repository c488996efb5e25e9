/**
 * A layer as a stream: decompressed, unpacked and scanned while it passes, never on disk, a file or a window at a time.
 * Its digests are made on the way.
 */

import type { SourceEvent } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { peek } from '../shared/archive/peek.js';
import { decompress, type Chunks } from '../shared/compression/index.js';
import { reasonOf } from '../shared/errors.js';
import { tap, type Tapped } from './digest.js';
import { readEntries } from './layer-entries.js';
import { createPathRecorder } from './layer-paths.js';
import { sniff } from './sniff.js';

/** A layer to read, and what it claims to be. */
export interface LayerInput {
  readonly key: string;
  readonly digest?: string;
  readonly diffId?: string;
  readonly chunks: Chunks;
  /** The image that it is of, for messages. */
  readonly image: string;
}

/** Contents in the order of the layer, trouble, and a note of what it does to the layers below. */
export async function* readLayer(input: LayerInput): AsyncGenerator<SourceEvent> {
  const { key, image } = input;
  const stored = tap(input.chunks, input.digest);
  const plain = tap(plainChunks(stored), input.diffId);
  const paths = createPathRecorder();
  const links: (readonly [path: string, target: string])[] = [];
  try {
    yield* readEntries(plain.chunks, { key, image, paths, links });
    // Whoever read the content of an entry was told of damage in it.
    if (!plain.ended()) yield damaged(input, 'it ends in the middle of an entry');
  } catch (error) {
    yield error instanceof TooMuchAir
      ? problem('archive-limit', `The layer ${key} of '${image}' ${error.message}`, image)
      : damaged(input, reasonOf(error));
  }
  const whole = stored.ended() && plain.ended();
  const diffId = plain.digest();
  if (whole) yield* checkDigests(input, stored.digest(), diffId);
  yield { type: 'note', note: { kind: 'layer', key, ...(whole ? { diffId } : {}), paths: paths.finish(), links } };
}

function damaged({ key, image }: LayerInput, why: string): Problem {
  const message = `Cannot read the layer ${key} of '${image}' to its end: ${why}; what came before was scanned`;
  return problem('corrupt-layer', message, image);
}

function* checkDigests(input: LayerInput, digest: string, diffId: string): Generator<Problem> {
  const claims: [claimed: string | undefined, found: string][] = [
    [input.digest, digest],
    [input.diffId, diffId],
  ];
  const wrong = claims.find(([claimed, found]) => claimed !== undefined && claimed !== found);
  if (wrong === undefined) return;
  const message = `The layer ${wrong[0]} of '${input.image}' holds something else, ${wrong[1]}; that was scanned`;
  yield problem('wrong-digest', message, input.image);
}

/** By what the layer begins with, whatever its media type says. */
async function* plainChunks(stored: Tapped): AsyncGenerator<Uint8Array> {
  const [start, peeked] = await peek(stored.chunks);
  const format = sniff(start);
  if (format === undefined && start.length > 0) throw new Error('it is no archive');
  const all = peeked[Symbol.asyncIterator]();
  try {
    // Only `next`: the decompressor must not end what it has not read.
    const unread = { [Symbol.asyncIterator]: () => ({ next: () => all.next() }) };
    if (format === undefined || format === 'tar') yield* unread;
    else yield* limited(decompress(format, unread), stored);
    // What stands behind the end of the compressed data is part of the digest too.
    while ((await all.next()).done !== true);
  } finally {
    await all.return?.();
  }
}

/**
 * Decompressed bytes beyond which a layer must not be mostly air: more than two hundred times its size, which zeros compress
 * to and files do not. What was read until then is scanned.
 */
const FREE = 512 << 20;
const MOST_RATIO = 200;

class TooMuchAir extends Error {
  override readonly name = 'TooMuchAir';
}

async function* limited(chunks: Chunks, stored: Tapped): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > FREE && bytes > MOST_RATIO * stored.bytes()) {
      throw new TooMuchAir(`unpacks to more than ${MOST_RATIO} times its size; the rest of it was not scanned`);
    }
    yield chunk;
  }
}

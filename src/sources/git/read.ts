/**
 * Blobs of a shard. One that is stored as a change to another is made from that, and handed over with what was taken from
 * it, so that the engine reads only the rest.
 */

import type { BlobToRead, Content, GitShard, Reader, SourceEvent, Trace } from '../../model/content.js';
import { createObjectReader, type ObjectReader } from './objects.js';
import { createDeltaMemory, type DeltaMemory, type Held } from './objects/delta-memory.js';
import { collectTroubles } from './troubles.js';

/** Bytes for a chain of blobs derived from one another; what does not fit is read whole. */
const CHAIN_BYTES = 96 << 20;

/** Messages are read as a text file is. */
const MESSAGE = 'message.txt';

/** `kernel` is the compiled `wasm/delta.ts`. */
export function createGitReader(kernel: WebAssembly.Module): Reader<GitShard> {
  /** By repository: each holds the packs that it has read. */
  const readers = new Map<string, ObjectReader>();
  const memory = createDeltaMemory(kernel, CHAIN_BYTES);

  function readerOf(gitDir: string): ObjectReader {
    // The plan has told of packs that cannot be opened.
    const known = readers.get(gitDir) ?? createObjectReader(gitDir, () => undefined);
    readers.set(gitDir, known);
    return known;
  }

  return ({ gitDir, blobs }, signal) => readBlobs({ reader: readerOf(gitDir), memory, blobs }, signal);
}

interface Parts {
  readonly reader: ObjectReader;
  readonly memory: DeltaMemory;
  readonly blobs: readonly BlobToRead[];
}

/** A blob whose bytes are in the memory, for those that derive from it. */
interface Base {
  readonly number: number;
  readonly held: Held;
  readonly trace: Trace;
}

async function* readBlobs(
  { reader, memory, blobs }: Parts,
  signal: AbortSignal,
): AsyncGenerator<SourceEvent, void, Trace | undefined> {
  const troubles = collectTroubles('blobs');
  /** From the root of the tree down to the blob before this one. */
  const path: Base[] = [];
  for (const [number, blob] of blobs.entries()) {
    if (signal.aborted) return;
    while (path.length > 0 && path.at(-1)?.number !== blob.base) path.pop();
    try {
      const isBase = blobs[number + 1]?.base === number;
      const { content, held } = open({ reader, memory }, blob, { base: path.at(-1), isBase });
      const trace = yield content;
      if (held !== undefined && trace !== undefined) path.push({ number, held, trace });
    } catch (error) {
      troubles.add(blob.id, error);
    }
  }
  yield* troubles.problems();
}

function open(
  { reader, memory }: Omit<Parts, 'blobs'>,
  { id, path }: BlobToRead,
  { base, isBase }: { base: Base | undefined; isBase: boolean },
): { content: Content; held: Held | undefined } {
  const origin = { type: 'content', id, provenance: { kind: 'git', path, blob: id } } as const;
  const derived = base === undefined ? undefined : memory.derive(base.held, reader.delta(id));
  if (base !== undefined && derived !== undefined) {
    const { bytes, copies, changed, held } = derived;
    return { content: { ...origin, bytes, derived: { from: base.trace, copies, changed } }, held };
  }
  const { type, bytes } = reader.text(id);
  if (type !== 'blob') return { content: { ...origin, bytes, inside: MESSAGE }, held: undefined };
  // Only a root may be put at the bottom: below a base lies what it was made from.
  const held = isBase && base === undefined ? memory.root(bytes) : undefined;
  return { content: { ...origin, bytes }, held };
}

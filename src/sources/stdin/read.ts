/** What is piped in, as one file: in windows where it is large, opened where it is an archive. */

import type { Reader, SourceEvent, StdinShard } from '../../model/content.js';
import { readArchive } from '../shared/archive/read.js';

/** A Node stream, or whatever else gives bytes. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  /** Lets go of it although it has not ended. */
  destroy?(): unknown;
}

export function createStdinReader(stream: ByteStream): Reader<StdinShard> {
  return async function* readStdin({ path }, signal): AsyncGenerator<SourceEvent> {
    // After an abort too what has arrived so far is scanned.
    const content = untilAborted(stream, signal);
    yield* readArchive({ provenance: { kind: 'stdin', path }, content });
  };
}

/** Ends at once when aborted, although the other end of the pipe may say nothing for hours. */
async function* untilAborted(stream: ByteStream, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = stream[Symbol.asyncIterator]();
  // A promise a chunk: one that all of them were raced against would keep every chunk alive.
  let stop: () => void = () => undefined;
  const onAbort = (): void => stop();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const next = await new Promise<IteratorResult<Uint8Array> | undefined>((resolve, reject) => {
        stop = () => resolve(undefined);
        iterator.next().then(resolve, reject);
      });
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not `iterator.return`: that waits for the chunk that does not come.
    stream.destroy?.();
  }
}

/** What is piped in, in windows like a large file. */

import type { Reader, SourceEvent, StdinShard } from '../../model/content.js';
import { problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { createWindows, WINDOW } from '../shared/windows.js';

/** A Node stream, or whatever else gives bytes. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  /** Lets go of it although it has not ended. */
  destroy?(): unknown;
}

export function createStdinReader(stream: ByteStream): Reader<StdinShard> {
  return async function* readStdin({ path }, signal): AsyncGenerator<SourceEvent> {
    const windows = createWindows({ provenance: { kind: 'stdin', path } }, new Uint8Array(WINDOW));
    try {
      for await (const chunk of untilAborted(stream, signal)) {
        for (let rest = chunk; rest.length > 0;) {
          const room = windows.room();
          const part = rest.subarray(0, room.length);
          room.set(part);
          rest = rest.subarray(part.length);
          const window = windows.advance(part.length);
          if (window !== undefined) yield window;
        }
      }
    } catch (error) {
      yield problem('unreadable', `Cannot read standard input: ${reasonOf(error)}`, path);
    }
    // After an abort too: what has arrived so far is scanned.
    const last = windows.finish();
    if (last !== undefined) yield last;
  };
}

/** Ends at once when aborted, although the other end of the pipe may say nothing for hours. */
async function* untilAborted(stream: ByteStream, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = stream[Symbol.asyncIterator]();
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not `iterator.return`: that waits for the chunk that does not come.
    stream.destroy?.();
  }
}

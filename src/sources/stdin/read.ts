/** What is piped in, in windows like a large file. */

import type { Reader, SourceEvent, StdinShard } from '../../model/content.js';
import { problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { createWindows, WINDOW } from '../shared/windows.js';

export function createStdinReader(stream: AsyncIterable<Uint8Array>): Reader<StdinShard> {
  return async function* readStdin({ path }, signal): AsyncGenerator<SourceEvent> {
    const windows = createWindows({ kind: 'stdin', path }, new Uint8Array(WINDOW));
    try {
      for await (const chunk of stream) {
        if (signal.aborted) return;
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
    const last = windows.finish();
    if (last !== undefined) yield last;
  };
}

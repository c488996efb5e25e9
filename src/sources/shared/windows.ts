/** A large file or stream as overlapping pieces of bounded size, each with its position in the whole. */

import type { Content, Position } from '../../model/content.js';

/** What is read whole, and the size of a window beyond that. */
export const WINDOW = 8 << 20;

/** Context on each side of what a window owns: more than any detector reaches. */
export const OVERLAP = 128 << 10;

/** Takes bytes as they come and gives windows as they fill up. */
export interface Windows {
  /** Where the next bytes go: fill it from the start, then tell `advance` how many there were. Never empty. */
  room(): Uint8Array;
  /** Returns a window when the buffer is full. It must be used before the next call of `room`. */
  advance(count: number): Content | undefined;
  /** The last window, when there is anything left. */
  finish(): Content | undefined;
}

/** `buffer` is reused for every window; it must be larger than twice the overlap. */
export function createWindows(origin: Pick<Content, 'provenance' | 'inside'>, buffer: Uint8Array): Windows {
  let filled = 0;
  let start: Position = { line: 1, column: 1 };
  /** Bytes at the front that the window before owned and that are context now. */
  let context = 0;
  let first = true;
  let pending = false;

  /** Keeps what the next window still needs, and moves the position along. */
  function slide(): void {
    const keep = Math.max(0, filled - 2 * OVERLAP);
    start = advancePosition(start, buffer.subarray(0, keep));
    buffer.copyWithin(0, keep, filled);
    filled -= keep;
    context = OVERLAP;
    pending = false;
  }

  function content(end: number): Content {
    const whole = first && end === filled && context === 0;
    const made: Content = {
      type: 'content',
      bytes: buffer.subarray(0, filled),
      ...origin,
      ...(first ? {} : { start }),
      ...(whole ? {} : { owned: { start: context, end } }),
    };
    first = false;
    return made;
  }

  return {
    room() {
      if (pending) slide();
      return buffer.subarray(filled);
    },
    advance(count) {
      filled += count;
      if (filled < buffer.length) return undefined;
      pending = true;
      return content(filled - OVERLAP);
    },
    finish() {
      if (pending) slide();
      return filled > context || first ? content(filled) : undefined;
    },
  };
}

/**
 * A stream in windows. When it fails what came before is yielded first, then its error is thrown. Stops early when the
 * caller does.
 */
export async function* readInWindows(chunks: AsyncIterable<Uint8Array>, windows: Windows): AsyncGenerator<Content> {
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const chunk of chunks) {
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
    failure = { error };
  }
  const last = windows.finish();
  if (last !== undefined) yield last;
  if (failure !== undefined) throw failure.error;
}

/** The position after `bytes`. Columns count UTF-8 characters by their first byte, as the engine does. */
export function advancePosition({ line, column }: Position, bytes: Uint8Array): Position {
  let lines = 0;
  let lineStart = -1;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    lines++;
    lineStart = at + 1;
  }
  let characters = 0;
  for (let at = Math.max(0, lineStart); at < bytes.length; at++) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) characters++;
  return { line: line + lines, column: (lineStart < 0 ? column : 1) + characters };
}

/** Files to bytes. Synchronous reads into one buffer: a promise and an allocation a file would cost more than the read. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { DirectoryShard, SourceEvent } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { hasCode, reasonOf } from '../shared/errors.js';
import { createWindows, WINDOW } from '../shared/windows.js';

/** Grows to the largest file met, up to one window. */
let buffer = new Uint8Array(256 << 10);

/** The file may have become a pipe since the walk: never block on opening one. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

export async function* readDirectory(shard: DirectoryShard, signal: AbortSignal): AsyncGenerator<SourceEvent> {
  for (const file of shard.files) {
    if (signal.aborted) return;
    yield* readFile(file.open, file.path);
  }
}

function* readFile(open: string, path: string): Generator<SourceEvent> {
  let fd: number;
  try {
    fd = openSync(open, OPEN_FLAGS);
  } catch (error) {
    yield unreadable(path, error);
    return;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) yield { type: 'skipped', reason: 'special-file', path };
    else if (stat.size === 0) yield* readUnsized(fd, path);
    else yield* readSized(fd, { path, size: stat.size });
  } catch (error) {
    yield unreadable(path, error);
  } finally {
    closeSync(fd);
  }
}

/** Files of /proc and the like say 0 and have content all the same. */
function* readUnsized(fd: number, path: string): Generator<SourceEvent> {
  if (readSync(fd, buffer, 0, 1, null) === 0) yield { type: 'skipped', reason: 'empty', path };
  else yield* readWindows(fd, { path, had: 1 });
}

function* readSized(fd: number, { path, size }: { path: string; size: number }): Generator<SourceEvent> {
  if (size >= WINDOW) {
    yield* readWindows(fd, { path, had: 0 });
    return;
  }
  if (buffer.length <= size) buffer = new Uint8Array(Math.min(WINDOW, size * 2));
  let filled = 0;
  // One byte more than expected, so that a file that has grown is noticed and read in windows.
  for (;;) {
    const count = readSync(fd, buffer, filled, size + 1 - filled, null);
    filled += count;
    if (count === 0 || filled > size) break;
  }
  if (filled > size) {
    yield* readWindows(fd, { path, had: filled });
    return;
  }
  yield { type: 'content', bytes: buffer.subarray(0, filled), provenance: { kind: 'file', path } };
  if (filled < size) yield shrunk(path, filled, size);
}

/** `had` bytes of the file are in the buffer already. */
function* readWindows(fd: number, { path, had }: { path: string; had: number }): Generator<SourceEvent> {
  if (buffer.length < WINDOW) {
    const larger = new Uint8Array(WINDOW);
    larger.set(buffer.subarray(0, had));
    buffer = larger;
  }
  const windows = createWindows({ kind: 'file', path }, buffer);
  let window = windows.advance(had);
  for (;;) {
    if (window !== undefined) yield window;
    const room = windows.room();
    const count = readSync(fd, room, 0, room.length, null);
    if (count === 0) break;
    window = windows.advance(count);
  }
  const last = windows.finish();
  if (last !== undefined) yield last;
}

function unreadable(path: string, error: unknown): Problem {
  if (hasCode(error, 'ENOENT')) return problem('changed-while-reading', `'${path}' vanished before it was read`, path);
  return problem('unreadable', `Cannot read '${path}': ${reasonOf(error)}`, path);
}

function shrunk(path: string, read: number, size: number): Problem {
  return problem('changed-while-reading', `'${path}' shrank from ${size} to ${read} bytes while it was read`, path);
}

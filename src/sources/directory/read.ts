/** Files to bytes. Synchronous reads into one buffer: a promise and an allocation a file would cost more than the read. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { DirectoryShard, FileToRead, SourceEvent } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { formatOf, HEAD } from '../shared/archive/recognise.js';
import { hasCode, reasonOf } from '../shared/errors.js';
import { createWindows, WINDOW } from '../shared/windows.js';

/** The file may have become a pipe or a link since the walk: neither wait for the one nor follow the other. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** Grows to the largest file of the shard, up to one window. */
interface Buffered {
  buffer: Uint8Array;
}

const FIRST_BUFFER = 256 << 10;

interface Opened {
  readonly fd: number;
  readonly path: string;
  readonly inside: string;
  /** In bytes, when the file was opened. */
  readonly size: number;
}

export async function* readDirectory(shard: DirectoryShard, signal: AbortSignal): AsyncGenerator<SourceEvent> {
  // Not shared by shards: windows keep the end of the one before in it.
  const room: Buffered = { buffer: new Uint8Array(FIRST_BUFFER) };
  for (const file of shard.files) {
    if (signal.aborted) return;
    const archive = yield* readFile(file, room);
    if (archive !== undefined) yield* readArchiveIn(archive, file);
  }
}

/** An archive that was met: its bytes when it is small, otherwise it is to be opened again. */
type Met = { readonly bytes: Uint8Array } | { readonly size: number };

/** The reader of archives is loaded with the first of them. */
async function* readArchiveIn(met: Met, { open, path, inside = path }: FileToRead): AsyncGenerator<SourceEvent> {
  const { readArchive } = await import('../shared/archive/read.js');
  const file = { provenance: { kind: 'file', path }, inside } as const;
  if ('bytes' in met) {
    yield* readArchive({ ...file, content: met.bytes });
    return;
  }
  let fd: number;
  try {
    fd = openFile(open);
  } catch (error) {
    yield unopened(path, error);
    return;
  }
  try {
    yield* readArchive({
      ...file,
      content: { size: met.size, read: (position, length) => readAt(fd, position, length) },
    });
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(fd, bytes, filled, length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function openFile(name: string | Uint8Array): number {
  return openSync(typeof name === 'string' ? name : Buffer.from(name), OPEN_FLAGS);
}

/** Returns an archive instead of reading it: that is not done in one go. */
function* readFile({ open, path, inside = path }: FileToRead, room: Buffered): Generator<SourceEvent, Met | undefined> {
  let fd: number;
  try {
    fd = openFile(open);
  } catch (error) {
    yield unopened(path, error);
    return undefined;
  }
  try {
    const stat = fstatSync(fd);
    const file = { fd, path, inside, size: stat.size };
    if (!stat.isFile()) yield { type: 'skipped', reason: 'special-file', path };
    else if (stat.size === 0) yield* readUnsized(file, room);
    else return yield* readSized(file, room);
  } catch (error) {
    yield problem('unreadable', `Cannot read '${path}': ${reasonOf(error)}`, path);
  } finally {
    closeSync(fd);
  }
  return undefined;
}

/** Files of /proc and the like say 0 and have content all the same. */
function* readUnsized(file: Opened, room: Buffered): Generator<SourceEvent> {
  if (readSync(file.fd, room.buffer, 0, 1, null) === 0) {
    yield { type: 'skipped', reason: 'empty', path: file.path };
    return;
  }
  yield* readWindows(file, { room, had: 1 });
}

function* readSized(file: Opened, room: Buffered): Generator<SourceEvent, Met | undefined> {
  const { fd, path, inside, size } = file;
  if (size >= WINDOW) {
    if (formatOf(readAt(fd, 0, HEAD)) !== undefined) return { size };
    yield* readWindows(file, { room, had: 0 });
    return undefined;
  }
  if (room.buffer.length <= size) room.buffer = new Uint8Array(Math.min(WINDOW, size * 2));
  const { buffer } = room;
  let filled = 0;
  // One byte more than expected, so that a file that has grown is noticed and read in windows.
  for (;;) {
    const count = readSync(fd, buffer, filled, size + 1 - filled, null);
    filled += count;
    if (count === 0 || filled > size) break;
  }
  if (filled > size) {
    yield* readWindows(file, { room, had: filled });
    return undefined;
  }
  const bytes = buffer.subarray(0, filled);
  if (filled === size && formatOf(bytes) !== undefined) return { bytes };
  yield { type: 'content', bytes, provenance: { kind: 'file', path }, inside };
  if (filled < size) yield shrunk(file, filled);
  return undefined;
}

/** `had` bytes of the file are in the buffer already. */
function* readWindows(file: Opened, { room, had }: { room: Buffered; had: number }): Generator<SourceEvent> {
  const { fd, path, inside } = file;
  if (room.buffer.length < WINDOW) {
    const larger = new Uint8Array(WINDOW);
    larger.set(room.buffer.subarray(0, had));
    room.buffer = larger;
  }
  const windows = createWindows({ provenance: { kind: 'file', path }, inside }, room.buffer);
  let window = windows.advance(had);
  let total = had;
  for (;;) {
    if (window !== undefined) yield window;
    const free = windows.room();
    const count = readSync(fd, free, 0, free.length, null);
    if (count === 0) break;
    total += count;
    window = windows.advance(count);
  }
  const last = windows.finish();
  if (last !== undefined) yield last;
  if (total < file.size) yield shrunk(file, total);
}

function unopened(path: string, error: unknown): SourceEvent {
  if (hasCode(error, 'ELOOP')) return { type: 'skipped', reason: 'symlink', path };
  if (hasCode(error, 'ENXIO')) return { type: 'skipped', reason: 'special-file', path };
  if (hasCode(error, 'ENOENT')) return problem('changed-while-reading', `'${path}' vanished before it was read`, path);
  return problem('unreadable', `Cannot read '${path}': ${reasonOf(error)}`, path);
}

function shrunk({ path, size }: Opened, read: number): Problem {
  return problem('changed-while-reading', `'${path}' shrank from ${size} to ${read} bytes while it was read`, path);
}

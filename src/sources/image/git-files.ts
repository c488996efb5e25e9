/**
 * The history of a git repository that was copied into a layer: loose objects and packs, met as files of an archive and so
 * read from memory. What is in them has no names; the ids do for `git show`.
 */

import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { Content, SourceEvent } from '../../model/content.js';
import { problem } from '../../model/problem.js';
import { applyDelta } from '../git/objects/delta.js';
import { parseDistance, parseHeader, type ObjectType } from '../git/objects/pack.js';
import { reasonOf } from '../shared/errors.js';

/** What a file of a layer is for git. */
export type GitFile = 'loose' | 'pack';

/** Larger packs are told and not read: all of one has to be in memory. */
export const MOST_PACK = 64 << 20;

/** Objects above this many bytes are not unpacked. */
const MOST_OBJECT = 32 << 20;

/** By the path, as only a repository has such names. */
export function gitFileOf(path: string): GitFile | undefined {
  if (/(^|\/)objects\/[0-9a-f]{2}\/[0-9a-f]{38}$/.test(path)) return 'loose';
  return /(^|\/)objects\/pack\/pack-[0-9a-f]{40}\.pack$/.test(path) ? 'pack' : undefined;
}

type Origin = Pick<Content, 'provenance'>;

/** The blobs in it, and what could not be read. */
export function* readGitFile(kind: GitFile, origin: Origin, bytes: Uint8Array): Generator<SourceEvent> {
  const { path } = origin.provenance;
  try {
    const blobs =
      kind === 'loose' ? looseBlob(bytes) : blobsOfPack(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    for (const { id, bytes: content } of blobs) {
      const provenance = { ...origin.provenance, path: `${path}!${id}` };
      yield { type: 'content', bytes: content, provenance, inside: id };
    }
  } catch (error) {
    yield problem('corrupt-object', `Cannot read the git objects in '${path}' to their end: ${reasonOf(error)}`, path);
  }
}

interface Blob {
  readonly id: string;
  readonly bytes: Uint8Array;
}

function* looseBlob(compressed: Uint8Array): Generator<Blob> {
  const whole = inflateSync(compressed, { maxOutputLength: MOST_OBJECT });
  const end = whole.indexOf(0);
  const bytes = whole.subarray(end + 1);
  if (end > 0 && whole.toString('latin1', 0, end).startsWith('blob ')) yield { id: idOf(bytes), bytes };
}

function idOf(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

const HEADER_BYTES = 12;
const TRAILER_BYTES = 20;
const ID_BYTES = 20;

/** Bytes of objects that are kept, as others are deltas of them. */
const KEPT = 64 << 20;

interface Whole {
  readonly type: ObjectType;
  readonly bytes: Uint8Array;
}

/** One entry, unpacked; `base` is the offset of what it is a delta of, `end` where the next one begins. */
interface Entry {
  readonly type: ObjectType | undefined;
  readonly base: number | undefined;
  readonly bytes: Uint8Array;
  readonly end: number;
}

/** In their order, from the first to the last: unlike with its index there is no need to know where each one is. */
function* blobsOfPack(pack: Buffer): Generator<Blob> {
  if (pack.toString('latin1', 0, 4) !== 'PACK') throw new Error('it is no pack');
  const kept = new Map<number, Whole>();
  let keptBytes = 0;
  function keep(offset: number, whole: Whole): void {
    kept.set(offset, whole);
    keptBytes += whole.bytes.length;
    for (const [oldest, { bytes }] of kept) {
      if (keptBytes <= KEPT) break;
      kept.delete(oldest);
      keptBytes -= bytes.length;
    }
  }
  let at = HEADER_BYTES;
  while (at < pack.length - TRAILER_BYTES) {
    const entry = readEntry(pack, at);
    const whole = resolve(pack, { entry, kept });
    keep(at, whole);
    if (whole.type === 'blob') yield { id: idOf(whole.bytes), bytes: whole.bytes };
    at = entry.end;
  }
}

/** Follows the bases down to one that is kept or whole, then applies the deltas on the way back. */
function resolve(pack: Buffer, { entry, kept }: { entry: Entry; kept: ReadonlyMap<number, Whole> }): Whole {
  const deltas: Uint8Array[] = [];
  let current = entry;
  let base: Whole | undefined;
  while (current.base !== undefined && base === undefined) {
    deltas.push(current.bytes);
    base = kept.get(current.base);
    // Bases are in front of their deltas, so this ends.
    if (base === undefined) current = readEntry(pack, current.base);
  }
  base ??= { type: current.type ?? 'blob', bytes: current.bytes };
  const { type } = base;
  return { type, bytes: deltas.toReversed().reduce((bytes, delta) => applyDelta(bytes, delta), base.bytes) };
}

function readEntry(pack: Buffer, offset: number): Entry {
  const { type, size, at } = parseHeader(pack.subarray(offset));
  if (size > MOST_OBJECT) throw new Error(`an object of ${size} bytes, more than are unpacked`);
  if (type === 'id-delta')
    throw new Error(`a delta by id at ${offset}, of ${ID_BYTES} bytes, which no pack on disk has`);
  let start = offset + at;
  let base: number | undefined;
  if (type === 'offset-delta') {
    const { distance, at: after } = parseDistance(pack.subarray(start, start + ID_BYTES), 0);
    base = offset - distance;
    start += after;
    if (distance <= 0 || base < HEADER_BYTES) throw new Error('a delta of what is not in the pack');
  }
  // With `info` it also says how much it has read; its types do not know that.
  const options = { maxOutputLength: Math.max(1, size), info: true };
  const { buffer, engine } = inflateSync(pack.subarray(start), options) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  if (buffer.length !== size) throw new Error('an object of another size than it says');
  return { type: type === 'offset-delta' ? undefined : type, base, bytes: buffer, end: start + engine.bytesWritten };
}

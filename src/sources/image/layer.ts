/**
 * A layer as a stream: decompressed, unpacked and scanned while it passes, never on disk, a file or a window at a time.
 * Its digests are made on the way.
 */

import { extract, type Extract, type Header } from 'tar-stream';
import type { Content, SourceEvent } from '../../model/content.js';
import { problem, type ProblemCode } from '../../model/problem.js';
import { decompress, type Chunks } from '../shared/compression/index.js';
import { reasonOf } from '../shared/errors.js';
import { createWindows, WINDOW } from '../shared/windows.js';
import { tap } from './digest.js';
import { isObject, textOf } from './json.js';
import { cleanPath, createPathRecorder, leadsOutside, type PathRecorder } from './layer-paths.js';
import { sniff, SNIFFED } from './sniff.js';

/** A layer to read, and what it claims to be. */
export interface LayerInput {
  readonly key: string;
  readonly digest?: string;
  readonly diffId?: string;
  readonly chunks: Chunks;
  /** The image that it is of, for messages. */
  readonly image: string;
}

/**
 * Decompressed bytes of a layer beyond which it must not be mostly air: more than two hundred times its size, which zeros
 * compress to and files do not. What was read until then is scanned.
 */
const MOST_AIR = 1 << 30;
const MOST_RATIO = 200;

/** Hard links of one layer that are remembered. */
const MOST_LINKS = 100_000;

export type Entry = Chunks & { readonly header: Header; resume(): unknown };

/** Contents in the order of the layer, trouble, and a note of what it does to the layers below. */
export async function* readLayer(input: LayerInput): AsyncGenerator<SourceEvent> {
  const { key, image } = input;
  const tell = (code: ProblemCode, message: string) => problem(code, message, image);
  const stored = tap(input.chunks, input.digest);
  const paths = createPathRecorder();
  const links: (readonly [string, string])[] = [];
  let whole = false;
  const plain = tap(guarded(await plainChunks(stored.chunks), stored), input.diffId);
  try {
    yield* readEntries(plain.chunks, { key, image, paths, links });
    whole = true;
  } catch (error) {
    yield tell(
      'corrupt-layer',
      `Cannot read the layer ${key} of '${image}' to its end: ${reasonOf(error)}; what came before was scanned`,
    );
  }
  const diffId = plain.digest();
  if (whole) {
    const digest = stored.digest();
    if (input.digest !== undefined && digest !== input.digest)
      yield tell(
        'wrong-digest',
        `The layer ${input.digest} of '${image}' holds something else, ${digest}; that was scanned`,
      );
    else if (input.diffId !== undefined && diffId !== input.diffId)
      yield tell(
        'wrong-digest',
        `The layer ${input.diffId} of '${image}' holds something else, ${diffId}; that was scanned`,
      );
  }
  yield { type: 'note', note: { kind: 'layer', key, ...(whole ? { diffId } : {}), paths: paths.finish(), links } };
}

/** By what the layer begins with, whatever its media type says. */
async function plainChunks(chunks: Chunks): Promise<Chunks> {
  const { start, rest } = await peek(chunks);
  const kind = sniff(start);
  return kind === undefined || kind === 'tar' ? rest : decompress(kind, rest);
}

/** The first bytes, and the same chunks again with these in them. */
export async function peek(chunks: Chunks): Promise<{ start: Uint8Array; rest: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < SNIFFED && !ended) {
    const next = await iterator.next();
    if (next.done === true) ended = true;
    else {
      first.push(next.value);
      length += next.value.length;
    }
  }
  async function* again(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      for (;;) {
        const next = ended ? undefined : await iterator.next();
        if (next === undefined || next.done === true) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { start: Buffer.concat(first).subarray(0, SNIFFED), rest: again() };
}

async function* guarded(chunks: Chunks, stored: { bytes(): number }): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MOST_AIR && bytes > MOST_RATIO * stored.bytes()) {
      throw new Error(`it grows to more than ${MOST_RATIO} times its size`);
    }
    yield chunk;
  }
}

interface LayerContext {
  readonly key: string;
  readonly image: string;
  readonly paths: PathRecorder;
  readonly links: (readonly [string, string])[];
}

async function* readEntries(chunks: Chunks, context: LayerContext): AsyncGenerator<SourceEvent> {
  // Not shared by layers: windows keep the end of the one before in it.
  const room: Room = { buffer: new Uint8Array(256 << 10) };
  for await (const entry of entriesOf(chunks)) {
    const path = cleanPath(nameOf(entry.header));
    if (leadsOutside(nameOf(entry.header))) {
      const message = `The layer ${context.key} of '${context.image}' has an entry that leads outside, '${nameOf(entry.header)}'; it was scanned`;
      yield problem('corrupt-layer', message, path);
    }
    yield* readEntry(entry, { ...context, path, room });
  }
}

/** Sparse files of GNU tar have a name that stands in for theirs (GNU tar manual, "PAX Format, Version 1.0"). */
function nameOf({ name, pax }: Header): string {
  return isObject(pax) ? textOf(pax['GNU.sparse.name']) || name : name;
}

async function* readEntry(
  entry: Entry,
  { path, key, room, paths, links }: LayerContext & { path: string; room: Room },
): AsyncGenerator<SourceEvent> {
  const { header } = entry;
  paths.add(path, header.type === 'directory');
  if (header.type === 'link' && links.length < MOST_LINKS) links.push([path, cleanPath(header.linkname ?? '')]);
  const origin = { provenance: { kind: 'image', path, part: 'layer', blob: key } } as const;
  if ((header.size ?? 0) > 0) yield* readContent(entry, { origin, room });
  else {
    entry.resume();
    if (header.type === 'file' || header.type === 'contiguous-file') {
      if (!path.includes('.wh.')) yield { type: 'skipped', reason: 'empty', path };
    } else if (header.type === 'symlink') yield { type: 'skipped', reason: 'symlink', path };
    else if (header.type !== 'directory' && header.type !== 'link')
      yield { type: 'skipped', reason: 'special-file', path };
  }
}

/** Grows to the largest file of the layer, up to one window. */
interface Room {
  buffer: Uint8Array;
}

/** One content for a file of less than a window, otherwise windows. */
export async function* readContent(
  chunks: Chunks & { readonly header?: Header },
  { origin, room }: { origin: Pick<Content, 'provenance' | 'inside'>; room: Room },
): AsyncGenerator<Content> {
  const expected = chunks.header?.size ?? WINDOW;
  if (room.buffer.length <= expected && room.buffer.length < WINDOW) {
    room.buffer = new Uint8Array(Math.min(WINDOW, expected * 2));
  }
  const windows = createWindows(origin, expected < WINDOW ? room.buffer : sized(room));
  let failure: unknown;
  try {
    for await (const chunk of chunks) {
      for (let rest = chunk; rest.length > 0;) {
        const free = windows.room();
        const part = rest.subarray(0, free.length);
        free.set(part);
        rest = rest.subarray(part.length);
        const window = windows.advance(part.length);
        if (window !== undefined) yield window;
      }
    }
  } catch (error) {
    failure = error;
  }
  // What came before the damage is scanned too.
  const last = windows.finish();
  if (last !== undefined) yield last;
  if (failure !== undefined) throw failure;
}

function sized(room: Room): Uint8Array {
  if (room.buffer.length < WINDOW) room.buffer = new Uint8Array(WINDOW);
  return room.buffer;
}

/** The entries of a tar archive. Each must be read or passed over before the next one comes. */
export async function* entriesOf(chunks: Chunks): AsyncGenerator<Entry> {
  // Without the magic of ustar too, as tar wrote it before 1988; the package's types lack the option.
  const options = { allowUnknownFormat: true };
  const unpack = extract(options as Parameters<typeof extract>[0]);
  const feeding = feed(chunks, unpack);
  try {
    yield* unpack as AsyncIterable<unknown> as AsyncIterable<Entry>;
  } catch (error) {
    // Damage of what it was fed says more than that it ended early.
    throw (await feeding) ?? error;
  } finally {
    unpack.destroy(null);
  }
  const failure = await feeding;
  if (failure !== undefined) throw failure;
}

/** Gives the error that ended the chunks early; what came before it is unpacked. */
async function feed(chunks: Chunks, unpack: Extract): Promise<Error | undefined> {
  let failure: Error | undefined;
  const closed = new Promise<void>((resolve) => unpack.once('close', resolve));
  try {
    for await (const chunk of chunks) {
      if (unpack.destroyed) return undefined;
      if (!unpack.write(chunk)) {
        await Promise.race([new Promise<void>((resolve) => unpack.once('drain', resolve)), closed]);
      }
    }
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  if (!unpack.destroyed) unpack.end(null);
  return failure;
}

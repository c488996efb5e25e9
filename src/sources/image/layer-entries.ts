/** The entries of a layer: files to contents, archives opened; links, devices and whiteouts noted. */

import type { Header } from 'tar-stream';
import type { Content, SourceEvent } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { peek } from '../shared/archive/peek.js';
import type { ArchiveRoom } from '../shared/archive/read.js';
import { formatOf } from '../shared/archive/recognise.js';
import { entriesOfTar, type TarEntry } from '../shared/archive/tar.js';
import type { Chunks } from '../shared/compression/index.js';
import { createWindows, readInWindows, WINDOW } from '../shared/windows.js';
import { gitFileOf, MOST_PACK, readGitFile, type GitFile } from './git-files.js';
import { isObject, textOf } from './json.js';
import { cleanPath, leadsOutside, type PathRecorder } from './layer-paths.js';

export interface LayerContext {
  readonly key: string;
  /** The image that it is of, for messages. */
  readonly image: string;
  /** Filled on the way. */
  readonly paths: PathRecorder;
  readonly links: (readonly [path: string, target: string])[];
}

/** Hard links of one layer that are remembered. */
const MOST_LINKS = 100_000;

/** Longer ones are cut: a tar may hold a name of megabytes. */
const LONGEST_PATH = 4096;

export async function* readEntries(chunks: Chunks, context: LayerContext): AsyncGenerator<SourceEvent> {
  // Not shared by layers: windows keep the end of the one before in it.
  const room = createRoom();
  let outside = 0;
  for await (const entry of entriesOfTar(chunks)) {
    const name = nameOf(entry.header);
    if (leadsOutside(name) && ++outside === 1) yield escaping(name, context);
    yield* readEntry(entry, { ...context, path: cleanPath(name).slice(0, LONGEST_PATH), room });
  }
}

/** Sparse files of GNU tar have a name that stands in for theirs (GNU tar manual, "PAX Format, Version 1.0"). */
function nameOf({ name, pax }: Header): string {
  return isObject(pax) ? textOf(pax['GNU.sparse.name']) || name : name;
}

function escaping(name: string, { key, image }: LayerContext): Problem {
  const message = `The layer ${key} of '${image}' has entries that lead outside of the image, such as '${name.slice(0, 200)}'; they were scanned, but nothing honest writes such a layer`;
  return problem('corrupt-layer', message, image);
}

async function* readEntry(
  { header, chunks }: TarEntry,
  { path, key, room, paths, links }: LayerContext & { path: string; room: Room },
): AsyncGenerator<SourceEvent> {
  const { type, size = 0, linkname } = header;
  paths.add(path, type === 'directory');
  if (type === 'link' && links.length < MOST_LINKS) links.push([path, cleanPath(linkname ?? '')]);
  // What has content is a file, whatever it says it is.
  if (size > 0) {
    const provenance = { kind: 'image', path, part: 'layer', blob: key } as const;
    yield* readFile(chunks, { origin: { provenance }, size, room });
  } else if (type === 'symlink') yield { type: 'skipped', reason: 'symlink', path };
  else if (type === 'file' || type === 'contiguous-file') yield* empty(path);
  else if (type !== 'directory' && type !== 'link') yield { type: 'skipped', reason: 'special-file', path };
}

/** Whiteouts are empty files that nobody put there. */
function* empty(path: string): Generator<SourceEvent> {
  if (!/(^|\/)\.wh\./.test(path)) yield { type: 'skipped', reason: 'empty', path };
}

const FIRST_ROOM = 256 << 10;

export function createRoom(): Room {
  return { buffer: new Uint8Array(FIRST_ROOM), inside: {} };
}

/** Memory for one file after the other: it grows to the largest, up to one window. */
export interface Room {
  buffer: Uint8Array;
  /** For what is inside archives, as these may themselves be in `buffer`. */
  readonly inside: ArchiveRoom;
}

interface FileInput {
  readonly origin: Pick<Content, 'provenance' | 'inside'>;
  readonly size: number;
  readonly room: Room;
}

/** What came before damage is scanned, then its error is thrown. */
async function* readFile(chunks: Chunks, { origin, size, room }: FileInput): AsyncGenerator<SourceEvent> {
  const git = gitFileOf(origin.provenance.path);
  if (git !== undefined) {
    yield* readGit(git, chunks, { origin, size });
    return;
  }
  if (size >= WINDOW) {
    yield* readLarge(chunks, { origin, room });
    return;
  }
  const { bytes, failure } = await readWhole(chunks, size, room);
  if (formatOf(bytes) !== undefined) yield* await readInside(bytes, { origin, room });
  else yield { type: 'content', bytes, ...origin };
  if (failure !== undefined) throw failure.error;
}

async function* readGit(
  kind: GitFile,
  chunks: Chunks,
  { origin, size }: Pick<FileInput, 'origin' | 'size'>,
): AsyncGenerator<SourceEvent> {
  const { path } = origin.provenance;
  if (size > MOST_PACK) {
    const message = `The git history in '${path}' was not read, as the pack is larger than ${MOST_PACK >> 20} MiB; take the repository out of the image and use hullcheck git`;
    yield problem('archive-limit', message, path);
    return;
  }
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  yield* readGitFile(kind, origin, Buffer.concat(parts));
}

/** In windows; archives are opened. */
export async function* readLarge(
  chunks: Chunks,
  { origin, room }: Pick<FileInput, 'origin' | 'room'>,
): AsyncGenerator<SourceEvent> {
  const [start, all] = await peek(chunks);
  if (formatOf(start) !== undefined) {
    yield* await readInside(all, { origin, room });
    return;
  }
  if (room.buffer.length < WINDOW) room.buffer = new Uint8Array(WINDOW);
  yield* readInWindows(all, createWindows(origin, room.buffer));
}

/** The reader of archives is loaded with the first of them. */
async function readInside(
  content: Uint8Array | Chunks,
  { origin, room }: Pick<FileInput, 'origin' | 'room'>,
): Promise<AsyncIterable<SourceEvent>> {
  const { readArchive } = await import('../shared/archive/read.js');
  return readArchive({ ...origin, content, room: room.inside });
}

interface Whole {
  readonly bytes: Uint8Array;
  readonly failure?: { readonly error: unknown };
}

async function readWhole(chunks: Chunks, size: number, room: Room): Promise<Whole> {
  if (room.buffer.length < size) room.buffer = new Uint8Array(Math.min(WINDOW, size * 2));
  let filled = 0;
  try {
    for await (const chunk of chunks) {
      // Most files come in one piece, which need not be copied.
      if (filled === 0 && chunk.length === size) return { bytes: chunk };
      room.buffer.set(chunk, filled);
      filled += chunk.length;
    }
  } catch (error) {
    return { bytes: room.buffer.subarray(0, filled), failure: { error } };
  }
  return { bytes: room.buffer.subarray(0, filled) };
}

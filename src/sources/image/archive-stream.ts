/**
 * An archive of an image that comes as a stream: what a daemon sends, or a compressed file. Its manifest mostly comes last,
 * so layers are told by what they are and read as they pass; in the end they are held against the manifest. Nothing is
 * written to disk, and everything happens in one thread: bytes are not handed around.
 */

import { createReadStream } from 'node:fs';
import type { SourceEvent } from '../../model/content.js';
import type { ArchiveStream, ImageTask } from '../../model/image.js';
import { problem } from '../../model/problem.js';
import { peek } from '../shared/archive/peek.js';
import { entriesOfTar, type TarEntry as Entry } from '../shared/archive/tar.js';
import { decompress, type Chunks } from '../shared/compression/index.js';
import { reasonOf } from '../shared/errors.js';
import { collectMembers, keyOf, memberName, type Members } from './archive.js';
import { matchesDigest } from './digest.js';
import { followLinks } from './files.js';
import { readLayer } from './layer.js';
import { createRoom, readLarge } from './layer-entries.js';
import { readText } from './read.js';
import { sniff } from './sniff.js';
import { MOST_DOCUMENT } from './store.js';
import type { TarEntry } from './tar-table.js';
import type { Collected } from './collection.js';

interface Context {
  readonly image: string;
  readonly signal: AbortSignal;
}

/** Documents of one archive that are kept until its manifest comes. */
const MOST_KEPT = 64 << 20;

/** What was seen of a member; the content of documents. */
type Seen = Pick<TarEntry, 'name' | 'type' | 'target' | 'size'> & { readonly bytes?: Uint8Array };

export async function* readArchive(
  task: ImageTask & { kind: 'archive' },
  { image, signal }: Context,
): AsyncGenerator<SourceEvent> {
  const reading: Reading = { image, seen: new Map(), diffIds: new Map() };
  let damage = 'it holds neither index.json nor manifest.json, or ends before them';
  try {
    yield* readMembers(await openStream(task.stream, signal), reading);
  } catch (error) {
    if (signal.aborted) return;
    damage = reasonOf(error);
    yield problem('bad-image', `Cannot read '${image}' to its end: ${damage}; what came before was scanned`, image);
  }
  const collected = await collectMembers(membersOf(reading.seen), { name: image, platform: task.platform });
  if (collected !== undefined) yield* readCollected(collected, reading);
  else yield problem('no-image', `'${image}' is no whole archive of an image: ${damage}`, image);
}

async function openStream(stream: ArchiveStream, signal: AbortSignal): Promise<Chunks> {
  if (stream.kind === 'file') {
    const [start, rest] = await peek(createReadStream(stream.path, { highWaterMark: 256 << 10, signal }));
    const kind = sniff(start);
    return kind === undefined || kind === 'tar' ? rest : decompress(kind, rest);
  }
  const { exportImage } = await import('./daemon.js');
  return exportImage(stream, signal);
}

interface Reading {
  readonly image: string;
  readonly seen: Map<string, Seen>;
  /** Of layers, as they were measured, by key. */
  readonly diffIds: Map<string, string>;
}

async function* readMembers(chunks: Chunks, { image, seen, diffIds }: Reading): AsyncGenerator<SourceEvent> {
  let kept = 0;
  for await (const entry of entriesOfTar(chunks)) {
    const member = memberOf(entry.header);
    const { name, size } = member;
    if (entry.header.type === 'directory') continue;
    seen.set(name, member);
    if (size === 0) continue;
    const [start, rest] = await peek(entry.chunks);
    if (sniff(start) !== undefined) yield* readMember(rest, { name, image, diffIds });
    else if (size > MOST_DOCUMENT || kept + size > MOST_KEPT) yield* readDocument(rest, name);
    else {
      kept += size;
      seen.set(name, { ...member, bytes: await collect(rest) });
    }
  }
}

const LINKS: Readonly<Partial<Record<string, Seen['type']>>> = { link: 'hardlink', symlink: 'symlink' };

function memberOf({ name, type, size = 0, linkname }: Entry['header']): Seen {
  return { name: name.replace(/^(\.?\/)+/, ''), type: LINKS[type ?? ''] ?? 'file', target: linkname ?? '', size };
}

async function* readMember(
  chunks: Chunks,
  { name, image, diffIds }: Omit<Reading, 'seen'> & { name: string },
): AsyncGenerator<SourceEvent> {
  const key = keyOf(name);
  for await (const event of readLayer({ key, chunks, image, ...(key === name ? {} : { digest: key }) })) {
    if (event.type === 'note' && event.note.kind === 'layer' && event.note.diffId !== undefined) {
      diffIds.set(key, event.note.diffId);
    }
    yield event;
  }
}

/** A document too large to keep: an SBOM. Known as such by its size, as nothing else of an archive is. */
function readDocument(chunks: Chunks, name: string): AsyncIterable<SourceEvent> {
  const provenance = { kind: 'image', path: 'attestation', part: 'attestation', blob: keyOf(name) } as const;
  return readLarge(chunks, { origin: { provenance, inside: 'attestation.json' }, room: createRoom() });
}

async function collect(chunks: Chunks): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

function membersOf(seen: ReadonlyMap<string, Seen>): Members {
  const find = (name: string): Seen | undefined => followLinks(name, (at) => seen.get(at));
  return {
    read: (name) => find(name)?.bytes,
    find(name) {
      const member = find(name);
      if (member === undefined) return undefined;
      return { name: member.name, place: { kind: 'file', path: name, start: 0, size: member.size }, size: member.size };
    },
  };
}

/** What the manifest adds to what has passed: settings, documents that were kept, what layers claim, and the images. */
function* readCollected(collected: Collected, { seen, image, diffIds }: Reading): Generator<SourceEvent> {
  for (const text of collected.texts) yield* readText(text);
  for (const { path, blob } of collected.documents) {
    const bytes = seen.get(memberName(blob.key))?.bytes;
    if (bytes === undefined) continue;
    const provenance = { kind: 'image', path, part: 'attestation', blob: blob.key } as const;
    yield { type: 'content', bytes, provenance, inside: 'attestation.json' };
    if (!matchesDigest(bytes, blob.key)) yield wrong(blob.key, image);
  }
  for (const { key, diffId } of collected.layers) {
    const measured = diffIds.get(key);
    if (seen.get(memberName(key))?.bytes !== undefined)
      yield problem('corrupt-layer', `The layer ${key} of '${image}' is no archive`, image);
    else if (measured !== undefined && diffId !== undefined && measured !== diffId) yield wrong(diffId, image);
  }
  yield* collected.problems;
  yield { type: 'note', note: { kind: 'images', images: collected.images } };
}

function wrong(digest: string, image: string): SourceEvent {
  return problem('wrong-digest', `${digest} of '${image}' holds something else; that was scanned`, image);
}

/**
 * An archive of an image that comes as a stream: what a daemon sends, or a compressed file. Its manifest mostly comes last,
 * so layers are told by what they are and read as they pass; in the end they are held against the manifest. Nothing is
 * written to disk, and everything happens in one thread: bytes are not handed around.
 */

import { createReadStream } from 'node:fs';
import type { SourceEvent } from '../../model/content.js';
import type { ArchiveStream, ImageTask } from '../../model/image.js';
import { problem } from '../../model/problem.js';
import { decompress, type Chunks } from '../shared/compression/index.js';
import { reasonOf } from '../shared/errors.js';
import { collectMembers, keyOf, type Members } from './archive.js';
import { matchesDigest, parseDigest } from './digest.js';
import { followLinks } from './files.js';
import { entriesOf, peek, readContent, readLayer } from './layer.js';
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
  const seen = new Map<string, Seen>();
  let damage: string | undefined;
  try {
    yield* readMembers(await openStream(task.stream, signal), { image, seen });
  } catch (error) {
    if (signal.aborted) return;
    damage = reasonOf(error);
  }
  const collected = await collectMembers(membersOf(seen), { name: image, platform: task.platform });
  if (damage !== undefined)
    yield problem('bad-image', `Cannot read '${image}' to its end: ${damage}; what came before was scanned`, image);
  if (collected === undefined) {
    if (damage === undefined) yield problem('no-image', `'${image}' is no archive of an image`, image);
  } else yield* readCollected(collected, { seen, image });
}

async function openStream(stream: ArchiveStream, signal: AbortSignal): Promise<Chunks> {
  if (stream.kind === 'file') {
    const { start, rest } = await peek(createReadStream(stream.path, { highWaterMark: 256 << 10, signal }));
    const kind = sniff(start);
    return kind === undefined || kind === 'tar' ? rest : decompress(kind, rest);
  }
  const { exportImage } = await import('./daemon.js');
  return exportImage(stream, signal);
}

interface Reading {
  readonly image: string;
  readonly seen: Map<string, Seen>;
}

async function* readMembers(chunks: Chunks, { image, seen }: Reading): AsyncGenerator<SourceEvent> {
  let kept = 0;
  for await (const entry of entriesOf(chunks)) {
    const { header } = entry;
    const name = header.name.replace(/^(\.?\/)+/, '');
    const size = header.size ?? 0;
    const type = header.type === 'link' ? 'hardlink' : header.type === 'symlink' ? 'symlink' : 'file';
    const member: Seen = { name, type, target: header.linkname ?? '', size };
    if (header.type === 'directory' || size === 0) entry.resume();
    else {
      const { start, rest } = await peek(entry);
      if (sniff(start) !== undefined) yield* readMember(rest, { name, image });
      else if (size > MOST_DOCUMENT || kept + size > MOST_KEPT) yield* readLarge(rest, name);
      else {
        kept += size;
        seen.set(name, { ...member, bytes: await collect(rest) });
        continue;
      }
    }
    if (header.type !== 'directory') seen.set(name, member);
  }
}

function readMember(chunks: Chunks, { name, image }: { name: string; image: string }): AsyncIterable<SourceEvent> {
  const key = keyOf(name);
  return readLayer({ key, chunks, image, ...(key === name ? {} : { digest: key }) });
}

/** A document too large to keep: an SBOM. Known as such by its size, as nothing else of an archive is. */
async function* readLarge(chunks: Chunks, name: string): AsyncGenerator<SourceEvent> {
  const provenance = { kind: 'image', path: 'attestation', part: 'attestation', blob: keyOf(name) } as const;
  yield* readContent(chunks, {
    origin: { provenance, inside: 'attestation.json' },
    room: { buffer: new Uint8Array() },
  });
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

/** What the manifest adds to what has passed: settings, documents that were kept, and the images themselves. */
async function* readCollected(
  { images, layers, documents, texts, problems }: Collected,
  { seen, image }: Reading,
): AsyncGenerator<SourceEvent> {
  for (const text of texts) yield* readText(text);
  for (const { path, blob } of documents) {
    const bytes = seen.get(`blobs/${blob.key.replace(':', '/')}`)?.bytes;
    if (bytes === undefined) continue;
    const provenance = { kind: 'image', path, part: 'attestation', blob: blob.key } as const;
    yield { type: 'content', bytes, provenance, inside: 'attestation.json' };
    if (parseDigest(blob.key) !== undefined && !matchesDigest(bytes, blob.key))
      yield problem(
        'wrong-digest',
        `The document ${blob.key} of '${image}' holds something else; that was scanned`,
        image,
      );
  }
  // A layer without an entry has no header to know it by.
  for (const { key } of layers) {
    const kept = [...seen.values()].find(({ name, bytes }) => bytes !== undefined && keyOf(name) === key);
    if (kept?.bytes !== undefined)
      yield problem('corrupt-layer', `The layer ${key} of '${image}' is no archive`, image);
  }
  yield* problems;
  yield { type: 'note', note: { kind: 'images', images } };
}

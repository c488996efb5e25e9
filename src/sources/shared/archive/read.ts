/**
 * Archives to contents: each member as if it were a file of its own, its path joined with `!`, archives inside archives too
 * (`app.war!WEB-INF/lib/a.jar!config.properties`). Nothing is written anywhere; in memory are one window, what the
 * decompressors need, and a zip of up to 32 MB where it does not come from a file.
 */

import type { Content, SourceEvent } from '../../../model/content.js';
import { problem, type Problem } from '../../../model/problem.js';
import { decompress, type Chunks } from '../compression/index.js';
import { reasonOf } from '../errors.js';
import { createWindows, readInWindows, WINDOW } from '../windows.js';
import { ArchiveTrouble, createBudget, LIMITS, type ArchiveLimits, type Budget } from './limits.js';
import { bytesAccess, piecesOf, type Member, type MemberAside, type RandomAccess } from './member.js';
import { peek } from './peek.js';
import { formatOf, type Format } from './recognise.js';

/** Where a file is; its members are told to be inside it. */
export type Origin = Pick<Content, 'provenance' | 'inside'>;

export interface ArchiveFile extends Origin {
  /** Its bytes: in memory, where any part of them can be read, or as they come (chunks that are not reused). */
  readonly content: Uint8Array | RandomAccess | Chunks;
  /** Not where `content` is. */
  readonly room?: ArchiveRoom;
}

/** For the windows of members; made with the first. Files that are read one after the other can share one. */
export interface ArchiveRoom {
  buffer?: Uint8Array;
}

/** What goes through one file and all that is inside it. */
interface Walk {
  readonly budget: Budget;
  readonly room: ArchiveRoom;
}

/** A file or member that is yet to be looked at. */
interface Item {
  readonly origin: Origin;
  readonly chunks: Chunks;
  /** Present for what is not in a stream. */
  readonly access: RandomAccess | undefined;
  /** How many archives it is inside of. */
  readonly depth: number;
}

/**
 * Contents, skips and problems of a file that may be an archive; of one that is none, itself. Trouble with a member is told
 * and the others are read. Throws for bugs only. Contents share one buffer: use each before the next is taken.
 */
export async function* readArchive(file: ArchiveFile, limits: ArchiveLimits = LIMITS): AsyncGenerator<SourceEvent> {
  const { provenance, inside, content, room = {} } = file;
  const origin = inside === undefined ? { provenance } : { provenance, inside };
  const walk: Walk = { budget: createBudget(provenance.path, limits), room };
  const access = accessOf(content);
  const source = access === undefined ? (content as Chunks) : piecesOf(access, 0, access.size);
  let contents = 0;
  try {
    const item = { origin, chunks: readable(counted(source, walk.budget.read), origin), access, depth: 0 };
    for await (const event of open(item, walk)) {
      if (event.type === 'content') contents++;
      yield event;
    }
  } catch (error) {
    // What only looks like an archive is a file like any other.
    if (contents === 0 && access !== undefined) yield* plain(origin, piecesOf(access, 0, access.size), walk);
    yield* tell(error);
  }
}

function accessOf(content: ArchiveFile['content']): RandomAccess | undefined {
  if (content instanceof Uint8Array) return bytesAccess(content);
  return 'read' in content ? content : undefined;
}

async function* open({ origin, access, depth, chunks }: Item, walk: Walk): AsyncGenerator<SourceEvent> {
  const [head, all] = await peek(chunks);
  const { path } = origin.provenance;
  if (head.length === 0) {
    yield { type: 'skipped', reason: 'empty', path };
    return;
  }
  const format = formatOf(head);
  if (format === undefined) yield* plain(origin, all, walk);
  else if (depth >= walk.budget.limits.depth) {
    yield problem('archive-limit', `'${path}' is an archive inside ${depth} others and was not opened`, path);
    yield* plain(origin, all, walk);
  } else yield* unpack(format, { origin, access, depth, chunks: all }, walk);
}

async function* unpack(format: Format, item: Item, walk: Walk): AsyncGenerator<SourceEvent> {
  const { origin, access, chunks } = item;
  const { path } = origin.provenance;
  switch (format) {
    case 'tar':
      yield* members((await import('./tar.js')).membersOfTar(chunks), item, walk);
      return;
    case 'zip': {
      const { membersOfWholeZip, membersOfZipStream } = await import('./zip-stream.js');
      if (access !== undefined) walk.budget.read(access.size);
      const list = access === undefined ? membersOfZipStream(chunks) : membersOfWholeZip(access);
      yield* members(unpacked(list, walk), item, walk);
      return;
    }
    case '7z':
    case 'rar':
    case 'lz4':
      yield problem('unsupported-archive', `'${path}' is a ${format} archive, which hullcheck does not open`, path);
      yield* plain(origin, chunks, walk);
      return;
    default: {
      const inner = sound(counted(decompress(format, chunks), walk.budget.unpack), origin);
      yield* decompressed(inner, item, walk);
    }
  }
}

/** A compressed tar is one archive to whoever made it; anything else is a file inside. */
async function* decompressed(chunks: Chunks, { origin, depth }: Item, walk: Walk): AsyncGenerator<SourceEvent> {
  const [head, all] = await peek(chunks);
  if (formatOf(head) === 'tar') {
    yield* unpack('tar', { origin, chunks: all, access: undefined, depth }, walk);
    return;
  }
  const name = (origin.provenance.path.match(/[^/!]*$/)?.[0] ?? '').replace(/\.(gz|zst|xz|bz2|gzip|zstd|bzip2)$/i, '');
  yield* open({ origin: memberOrigin(origin, name), chunks: all, access: undefined, depth: depth + 1 }, walk);
}

async function* members(list: AsyncIterable<Member>, archive: Item, walk: Walk): AsyncGenerator<SourceEvent> {
  for await (const member of sound(list, archive.origin)) {
    walk.budget.member();
    const origin = memberOrigin(archive.origin, member.name);
    if (member.kind === 'aside') {
      yield toAside(member, origin.provenance.path);
      continue;
    }
    try {
      const chunks = sound(member.chunks, origin);
      yield* open({ origin, chunks, access: undefined, depth: archive.depth + 1 }, walk);
    } catch (error) {
      yield* tell(error, { passOn: true });
    }
  }
}

function toAside({ why }: MemberAside, path: string): SourceEvent {
  if (typeof why === 'string') return { type: 'skipped', reason: why, path };
  return problem(why.code, `'${path}' ${why.what}, so it was not read`, path);
}

/** Longer names are cut: a tar may hold one of megabytes. */
const LONGEST_NAME = 1024;

function memberOrigin({ provenance, inside }: Origin, name: string): Origin {
  const member = name.replace(/^(\.\/)+/, '').slice(0, LONGEST_NAME);
  return {
    provenance: { ...provenance, path: `${provenance.path}!${member}` },
    inside: `${inside ?? provenance.path}/${member}`,
  };
}

async function* plain(origin: Origin, chunks: Chunks, walk: Walk): AsyncGenerator<SourceEvent> {
  walk.room.buffer ??= new Uint8Array(WINDOW);
  yield* readInWindows(chunks, createWindows(origin, walk.room.buffer));
}

async function* counted(chunks: Chunks, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count(chunk.length);
    yield chunk;
  }
}

/** Members whose content counts as unpacked. */
async function* unpacked(list: AsyncIterable<Member>, { budget }: Walk): AsyncGenerator<Member> {
  for await (const member of list) {
    yield member.kind === 'file' ? { ...member, chunks: counted(member.chunks, budget.unpack) } : member;
  }
}

/** An error of the bytes themselves: what was read of them is all there is. */
function readable(chunks: Chunks, { provenance: { kind, path } }: Origin): Chunks {
  const what = kind === 'stdin' ? 'standard input' : `'${path}'`;
  return rethrowing(chunks, (error) => problem('unreadable', `Cannot read ${what}: ${reasonOf(error)}`, path));
}

/** An error of what makes sense of the bytes. */
function sound<T>(items: AsyncIterable<T>, origin: Origin): AsyncGenerator<T> {
  const { path } = origin.provenance;
  return rethrowing(items, (error) =>
    problem('damaged-archive', `'${path}' is damaged and was read in part: ${reasonOf(error)}`, path),
  );
}

async function* rethrowing<T>(items: AsyncIterable<T>, toProblem: (error: unknown) => Problem): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    throw error instanceof ArchiveTrouble ? error : new ArchiveTrouble(toProblem(error), { cause: error });
  }
}

/** Once, although every level meets it. Final trouble goes on to the top. */
function* tell(error: unknown, { passOn = false } = {}): Generator<SourceEvent> {
  if (!(error instanceof ArchiveTrouble) || (error.final && passOn)) throw error;
  if (error.told) return;
  error.told = true;
  yield error.problem;
}

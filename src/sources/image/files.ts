/** Images on disk: archives and layout directories. */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { hasCode } from '../shared/errors.js';
import { readSmallFile } from '../shared/small-file.js';
import type { Members } from './archive.js';
import { sniff } from './sniff.js';
import { MOST_DOCUMENT } from './store.js';
import { readTarTable, type TarEntry } from './tar-table.js';

/** What a path turned out to be. */
export type OpenedFile =
  | { readonly kind: 'members'; readonly members: Members; readonly damage?: string }
  /** A compressed archive: readable from its start to its end only. */
  | { readonly kind: 'stream' }
  | { readonly kind: 'other' };

/** Undefined where there is nothing at that path. Throws the system's error when it cannot be read. */
export function openImageFile(path: string): OpenedFile | undefined {
  const stat = statOf(path);
  if (stat === undefined) return undefined;
  if (stat.isDirectory()) return openLayout(path);
  if (!stat.isFile()) return { kind: 'other' };
  const fd = openSync(path, 'r');
  try {
    const start = Buffer.alloc(512);
    const kind = sniff(start.subarray(0, readSync(fd, start, 0, start.length, 0)));
    if (kind === 'tar') return openArchive(path, { fd, size: stat.size });
    return { kind: kind === undefined ? 'other' : 'stream' };
  } finally {
    closeSync(fd);
  }
}

function statOf(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Names come from a manifest: none leads out of the directory, as digests hold no separators and others are refused. */
function openLayout(directory: string): OpenedFile {
  const pathOf = (name: string): string | undefined =>
    /^(blobs\/\w+\/\w+|[\w.-]+(\/layer\.tar)?)$/.test(name) && !name.includes('..') ? join(directory, name) : undefined;
  const members: Members = {
    read(name) {
      const path = pathOf(name);
      const size = path === undefined ? undefined : sizeOf(path);
      if (path === undefined || size === undefined) return undefined;
      if (size > MOST_DOCUMENT) throw new Error(`'${name}' is larger than ${MOST_DOCUMENT >> 20} MiB`);
      return readSmallFile(path);
    },
    find(name) {
      const path = pathOf(name);
      const size = path === undefined ? undefined : sizeOf(path);
      if (path === undefined || size === undefined) return undefined;
      return { name, place: { kind: 'file', path, start: 0, size }, size };
    },
  };
  return { kind: 'members', members };
}

function sizeOf(path: string): number | undefined {
  const stat = statOf(path);
  return stat?.isFile() === true ? Number(stat.size) : undefined;
}

function openArchive(path: string, { fd, size }: { fd: number; size: number | bigint }): OpenedFile {
  const entries = new Map<string, TarEntry>();
  let damage: string | undefined;
  try {
    // A name that comes twice means its last content, as it does to whoever unpacks the archive.
    for (const entry of readTarTable(fd, Number(size))) entries.set(entry.name, entry);
  } catch (error) {
    damage = error instanceof Error ? error.message : String(error);
  }
  const members = archiveMembers(path, entries);
  return damage === undefined ? { kind: 'members', members } : { kind: 'members', members, damage };
}

function archiveMembers(path: string, entries: ReadonlyMap<string, TarEntry>): Members {
  const find: Members['find'] = (name) => {
    const entry = followLinks(name, (at) => entries.get(at));
    if (entry === undefined) return undefined;
    const { start, size } = entry;
    return { name: entry.name, place: { kind: 'file', path, start, size }, size };
  };
  return {
    find,
    read(name) {
      const member = find(name);
      if (member?.place.kind !== 'file') return undefined;
      if (member.size > MOST_DOCUMENT) throw new Error(`'${name}' is larger than ${MOST_DOCUMENT >> 20} MiB`);
      return readPart(path, member.place);
    },
  };
}

/** Podman and Docker before 25 store a layer once and link to it from where else it belongs. */
export function followLinks<T extends Pick<TarEntry, 'name' | 'type' | 'target'>>(
  name: string,
  lookUp: (name: string) => T | undefined,
): T | undefined {
  let at = name;
  for (let hops = 0; hops < 10; hops++) {
    const entry = lookUp(at);
    if (entry?.type === 'hardlink') at = entry.target;
    else if (entry?.type === 'symlink') at = posix.join(dirname(at), entry.target);
    else return entry?.type === 'file' ? entry : undefined;
  }
  return undefined;
}

function readPart(path: string, { start, size }: { start: number; size: number }): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(size);
    return bytes.subarray(0, readSync(fd, bytes, 0, size, start));
  } finally {
    closeSync(fd);
  }
}

/**
 * Entries of a cache as sealed files. An entry that was cut short, changed, moved to another name or sealed with another
 * key is not there; nothing that goes wrong here is worth more than a slower scan.
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDirectory, type CachePlace } from './directory.js';

export interface CacheStore {
  readonly key: Uint8Array;
  /** What was written under this name, if it is there whole. The parts are kept apart: none of them may hold a NUL. */
  read(name: readonly string[]): Buffer | undefined;
  /** Replaces what is there, at once or not at all. What does not fit, or cannot be written, is not kept. */
  write(name: readonly string[], payload: Uint8Array): void;
  remove(name: readonly string[]): void;
  /** Removes what was not used for longest, until all of it fits. */
  trim(): void;
}

/** Bytes of all entries together. */
const MOST_BYTES = 512 << 20;
/** Of one: it must leave room for others. */
const LARGEST = MOST_BYTES / 2;

/** Changes with the format of the files; other formats are not read. */
const MAGIC = Buffer.from('hullcheck cache 1\n');
const MAC_BYTES = 32;
const HEAD_BYTES = MAGIC.length + MAC_BYTES;

/** A file that is written aside for longer than this was left by a process that is gone. */
const ABANDONED_MS = 3_600_000;

/** Throws as `openDirectory` does. */
export function openStore(place: CachePlace): CacheStore {
  const key = openDirectory(place);
  const directory = join(place.directory, 'entries');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // Not even the names of entries tell what was scanned.
  const fileOf = (name: string): string => join(directory, mac(key, ['name', name]).toString('hex'));

  return {
    key,
    read(parts) {
      const name = parts.join('\0');
      try {
        return unsealed(readEntry(fileOf(name)), { key, name });
      } catch {
        return undefined;
      }
    },
    write(parts, payload) {
      if (payload.length > LARGEST) return;
      const name = parts.join('\0');
      writeEntry(fileOf(name), [MAGIC, mac(key, ['entry', name, payload]), payload]);
    },
    remove: (parts) => remove(fileOf(parts.join('\0'))),
    trim: () => trim(directory),
  };
}

function mac(key: Uint8Array, parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) {
    // With its length in front, so that nothing can be moved from one part to the next.
    hmac.update(`${part.length} `);
    hmac.update(part);
  }
  return hmac.digest();
}

function unsealed(bytes: Buffer, { key, name }: { key: Uint8Array; name: string }): Buffer | undefined {
  if (bytes.length < HEAD_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const payload = bytes.subarray(HEAD_BYTES);
  return timingSafeEqual(bytes.subarray(MAGIC.length, HEAD_BYTES), mac(key, ['entry', name, payload]))
    ? payload
    : undefined;
}

/** Throws for what is no plain file of a size that was ever written. Marks it as used. */
function readEntry(file: string): Buffer {
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const found = fstatSync(fd);
    if (!found.isFile() || found.size > LARGEST + HEAD_BYTES) throw new Error('no entry');
    const bytes = readFileSync(fd);
    const now = new Date();
    utimesSync(file, now, now);
    return bytes;
  } finally {
    closeSync(fd);
  }
}

function writeEntry(file: string, parts: readonly Uint8Array[]): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const fd = openSync(aside, 'wx', 0o600);
    try {
      for (const part of parts) writeFileSync(fd, part);
    } finally {
      closeSync(fd);
    }
    renameSync(aside, file);
  } catch {
    rmSync(aside, { force: true });
  }
}

function trim(directory: string): void {
  const now = Date.now();
  const entries: { file: string; size: number; used: number }[] = [];
  for (const file of list(directory)) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) continue;
    if (!file.endsWith('.tmp')) entries.push({ file, size: found.size, used: found.mtimeMs });
    else if (now - found.mtimeMs > ABANDONED_MS) remove(file);
  }
  let bytes = entries.reduce((sum, { size }) => sum + size, 0);
  for (const { file, size } of entries.toSorted((a, b) => a.used - b.used)) {
    if (bytes <= MOST_BYTES) break;
    remove(file);
    bytes -= size;
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** Another run may have done it. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It stays until the next run.
  }
}

/**
 * Entries of a cache as sealed files: encrypted, as they tell names of files, and authenticated (AES-256-GCM). An entry
 * that was cut short, changed, moved to another name or sealed with another key is not there; nothing that goes wrong here
 * is worth more than a slower scan.
 */

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
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
const CIPHER = 'aes-256-gcm';
/** Sizes for GCM: NIST SP 800-38D, section 5.2. The first is random for every entry that is written. */
const [NONCE_BYTES, TAG_BYTES] = [12, 16];
const HEAD_BYTES = MAGIC.length + NONCE_BYTES + TAG_BYTES;

/** A file that is written aside for longer than this was left by a process that is gone. */
const ABANDONED_MS = 3_600_000;

/** Throws as `openDirectory` does. */
export function openStore(place: CachePlace): CacheStore {
  const key = openDirectory(place);
  const directory = join(place.directory, 'entries');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // Not even the names of entries tell what was scanned.
  const fileOf = (name: string): string => join(directory, derived(key, `name ${name}`).toString('hex'));
  const entryKey = derived(key, 'entries');

  return {
    key,
    read(parts) {
      const name = parts.join('\0');
      try {
        return unsealed(readEntry(fileOf(name)), { key: entryKey, name });
      } catch {
        return undefined;
      }
    },
    write(parts, payload) {
      if (payload.length > LARGEST) return;
      const name = parts.join('\0');
      writeEntry(fileOf(name), sealed(payload, { key: entryKey, name }));
    },
    remove: (parts) => remove(fileOf(parts.join('\0'))),
    trim: () => trim(directory),
  };
}

function derived(key: Uint8Array, use: string): Buffer {
  return createHmac('sha256', key).update(use).digest();
}

interface Seal {
  readonly key: Uint8Array;
  /** Is part of what is sealed: an entry counts under its own name only. */
  readonly name: string;
}

function sealed(payload: Uint8Array, { key, name }: Seal): Uint8Array[] {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(name));
  const encrypted = [cipher.update(payload), cipher.final()];
  return [MAGIC, nonce, cipher.getAuthTag(), ...encrypted];
}

/** Throws where the seal is broken. */
function unsealed(bytes: Buffer, { key, name }: Seal): Buffer {
  if (bytes.length < HEAD_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('no entry');
  const nonce = bytes.subarray(MAGIC.length, MAGIC.length + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name));
  decipher.setAuthTag(bytes.subarray(MAGIC.length + NONCE_BYTES, HEAD_BYTES));
  const payload = decipher.update(bytes.subarray(HEAD_BYTES));
  // Fails unless every byte is what was written.
  decipher.final();
  return payload;
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

/**
 * Where caches are kept, and the key that seals them. Who could write there could make a leak look clean, so a directory
 * that others may write to, or that is somebody else's, is not used at all.
 */

import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CachePlace {
  readonly directory: string;
  /** The id of the user who runs this. Absent where the system has none: owners and modes are not looked at there. */
  readonly user?: number;
  /** What entries are sealed with. Absent: a key in the directory itself, made on first use. */
  readonly key?: Uint8Array;
}

/** The directory cannot be used; the message says why and what to do. */
export class CacheRefused extends Error {
  override readonly name = 'CacheRefused';
}

const KEY_BYTES = 32;
const OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;

/** Makes the directory where there is none. Returns the key. Throws a CacheRefused or an error of the file system. */
export function openDirectory({ directory, user, key }: CachePlace): Uint8Array {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(directory);
  if (user !== undefined) {
    if (uid !== user) throw new CacheRefused('it belongs to another user; name one of your own with --cache-dir');
    if ((mode & WRITABLE_BY_OTHERS) !== 0)
      throw new CacheRefused('others may write to it; take that from them or remove it');
    if ((mode & OTHERS) !== 0) chmodSync(directory, 0o700);
  }
  return key ?? readKey(join(directory, 'key'), user) ?? makeKey(join(directory, 'key'), user);
}

function readKey(file: string, user: number | undefined): Uint8Array | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const isOwn = user === undefined || (found.uid === user && (found.mode & OTHERS) === 0);
  if (!found.isFile() || !isOwn) throw new CacheRefused(`others may have read '${file}'; remove the directory`);
  const text = readFileSync(file, 'latin1').trim();
  if (!/^[0-9a-f]{64}$/.test(text)) throw new CacheRefused(`'${file}' is no key; remove the directory`);
  return Buffer.from(text, 'hex');
}

/** Written aside and linked, so that it is there whole or not at all, and of two first runs one makes it. */
function makeKey(file: string, user: number | undefined): Uint8Array {
  const aside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(aside, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
    try {
      linkSync(aside, file);
    } catch (error) {
      if (lstatSync(file, { throwIfNoEntry: false }) === undefined) throw error;
    }
  } finally {
    rmSync(aside, { force: true });
  }
  const made = readKey(file, user);
  if (made === undefined) throw new CacheRefused(`'${file}' was removed as it was made`);
  return made;
}

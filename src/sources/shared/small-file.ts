/** Files that are read whole and steer a scan: ignore rules, an index, refs. Part of what is scanned, so maybe hostile. */

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { hasCode } from './errors.js';

/** What Node reads at once; an index of a million files has some 100 MB. */
const MOST_BYTES = 2 ** 31 - 1;

/** Neither wait for the writer of a pipe nor be led elsewhere by a symbolic link, as git does not follow one here. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** Codes that say "there is no such file here". */
const MISSING = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'];

/**
 * The whole file; undefined where there is none, or something else by that name (a directory, a pipe, a link). Throws
 * the system's error when it cannot be read.
 */
export function readSmallFile(path: string, most = MOST_BYTES): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(path, FLAGS);
  } catch (error) {
    if (MISSING.some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return undefined;
    if (stat.size > most) throw new Error(`it is larger than ${most >> 20} MiB`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The same as text; bytes that are not UTF-8 are replaced. */
export function readSmallText(path: string, most?: number): string | undefined {
  return readSmallFile(path, most)?.toString('utf8');
}

/** Writing so that what could not be written is known: `console.log` says nothing of a full disk. */

import { writeSync } from 'node:fs';
import { hasCode, reasonOf } from '../sources/shared/errors.js';

/** A report or an answer could not be written; the message says where to. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

const STDOUT = 1;

/** Puts a line on standard output. Throws an OutputError. */
export function print(line: string): void {
  try {
    writeFully(STDOUT, `${line}\n`);
  } catch (error) {
    throw new OutputError(`Cannot write to standard output: ${reasonOf(error)}`, { cause: error });
  }
}

const RETRY_MS = 5;

/** Throws the system's error. A pipe may take less than it is given, or nothing for a moment (EAGAIN). */
export function writeFully(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (!hasCode(error, 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

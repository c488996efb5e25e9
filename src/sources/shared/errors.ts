/** File-system trouble in words. */

import { withoutContent } from '../../model/without-content.js';

/** `EACCES` to "permission denied" and so on; otherwise the system's own text, without the path that it repeats. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A text that is no JSON, and the message has a piece of it.
  if (error instanceof SyntaxError) return withoutContent(error.message);
  const code = 'code' in error ? String(error.code) : '';
  return WORDS[code] ?? (error.message.replace(/^[A-Z]+: |, \w+ '.*$/g, '') || code);
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or directory',
  EIO: 'input/output error',
  ENOSPC: 'no space left on the device',
  EPIPE: 'whoever read it has gone',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files in the system',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
};

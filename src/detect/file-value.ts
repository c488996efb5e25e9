/**
 * A file that holds one value and is named after it: `secrets/db_password.txt`, as Compose and Docker mount them, or a
 * `secret.txt` in a layer. Read as `name=value`.
 */

import { latin1 } from './bytes.js';
import type { Candidate } from './candidate.js';
import { isCredentialName } from './manifest/marks.js';
import type { SearchText } from './manifest/pieces.js';

/** Bytes. What is longer is no single value. */
const LONGEST = 256;

const NAME = /(?:^|[/!])\.?([A-Za-z][\w.-]*?)(?:\.(?:txt|secret|token|password|passwd|pwd|value))?$/;

/** No blanks, nothing that could be read as code, and no path. */
const VALUE = /^(?![.]{0,2}\/)[^\s"\\=:\x7f-\xff]{6,}$/;

/** As in a file for credentials, where weak ones count. */
export function valueOfFile(bytes: Uint8Array, path: string, search: SearchText): Candidate[] {
  if (bytes.length > LONGEST) return [];
  const value = latin1(bytes).trim();
  const name = NAME.exec(path)?.[1];
  if (name === undefined || !isCredentialName(name) || !VALUE.test(value)) return [];
  const before = `${name}="`;
  const from = latin1(bytes).indexOf(value) - before.length;
  const { candidates } = search(Buffer.from(`${before}${value}"\n`, 'latin1'), `${path}/.env`);
  const depends = { start: 0, end: bytes.length };
  return candidates
    .filter(({ start }) => start >= before.length)
    .map((found) => ({ ...found, start: found.start + from, end: found.end + from, depends }));
}

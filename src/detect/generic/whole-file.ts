/** A secret that is all of a file, as mounted secrets, password files and master keys are: the file's name says what it is. */

import { latin1 } from '../bytes.js';
import { judgeQuickly } from './judge.js';
import { kindOf } from './names.js';
import { isGenerated } from './syntax.js';
import { valueInData } from './value.js';
import type { GenericCandidate } from './index.js';

/** Bytes; what is longer holds more than one secret. */
const LONGEST_FILE = 300;

const LEAST_VALUE = 6;

/** Lines of comments and blank lines, the value, blank lines. */
const ALONE = /^(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*([^\s#]\S*)\s*$/;

/** `name=value`, `user:hash`: the value is a part of it, and found by its own name. */
const ENTRY = /^[\w.-]{2,40}[=:]["']?[^\s"'=]{4}/;

/** Whether the whole of a file may be the value of what it is named after. */
export function isWholeFile(bytes: Uint8Array, path: string): boolean {
  return bytes.length <= LONGEST_FILE && nameOf(path) !== undefined && !isGenerated(path);
}

/** The secret that the file is; undefined for anything else. */
export function findWholeFile(bytes: Uint8Array, path: string): GenericCandidate | undefined {
  const name = nameOf(path);
  const text = latin1(bytes);
  const value = ALONE.exec(text)?.[1];
  const kind = name === undefined ? undefined : kindOf(name);
  if (name === undefined || kind === undefined || value === undefined) return undefined;
  if (value.length < LEAST_VALUE || ENTRY.test(value)) return undefined;
  const alone = valueInData(value, text.lastIndexOf(value));
  const verdict = judgeQuickly(alone, { name, kind, path });
  return verdict === undefined ? undefined : { start: alone.start, end: alone.end, ...verdict };
}

/** `db_password`, `.vault_pass`, `api_token.txt`, `master.key`, `shop.password`: the name that the value is given to. */
function nameOf(path: string): string | undefined {
  const file =
    /([^/!]+)$/
      .exec(path)?.[1]
      ?.replace(/^\.+/, '')
      .replace(/\.(txt|conf|cfg|dat)$/i, '') ?? '';
  const name = file.replace(/\.(key|pass|secret)$/i, '_$1');
  // A name that ends in that of a language or a format is a program or a document about it.
  return kindOf(name) === undefined ? undefined : name;
}

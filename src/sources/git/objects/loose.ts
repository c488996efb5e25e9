/** Objects in files of their own: zlib data that begins with type and size. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { readSmallFile } from '../../shared/small-file.js';
import { MOST_BYTES, type ObjectType } from './pack.js';

export interface GitObject {
  readonly type: ObjectType;
  readonly bytes: Uint8Array;
}

const TYPES: readonly string[] = ['commit', 'tree', 'blob', 'tag'] satisfies ObjectType[];

/** The file of an object in a directory `objects`. */
export function looseFile(objects: string, id: string): string {
  return join(objects, id.slice(0, 2), id.slice(2));
}

/** Undefined when there is no such object in `objects`. Throws an Error that says what is wrong with it. */
export function readLoose(objects: string, id: string): GitObject | undefined {
  const compressed = readSmallFile(looseFile(objects, id));
  if (compressed === undefined) return undefined;
  const whole = inflateSync(compressed, { maxOutputLength: MOST_BYTES });
  if (createHash('sha1').update(whole).digest('hex') !== id) throw new Error('other content than its id says');
  const end = whole.indexOf(0);
  const [type = '', size] = whole.toString('latin1', 0, Math.max(0, end)).split(' ');
  const bytes = whole.subarray(end + 1);
  if (!isType(type) || bytes.length !== Number(size)) throw new Error('a loose object with a broken header');
  return { type, bytes };
}

/** Ids of loose objects that begin with `prefix`, which has two digits or more. */
export function looseWithPrefix(objects: string, prefix: string): string[] {
  const first = prefix.slice(0, 2);
  const directory = join(objects, first);
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.map((name) => first + name).filter((id) => id.startsWith(prefix) && /^[0-9a-f]{40}$/.test(id));
}

/** Ids of all loose objects. */
export function* allLoose(objects: string): Generator<string> {
  for (let byte = 0; byte < 256; byte++) yield* looseWithPrefix(objects, byte.toString(16).padStart(2, '0'));
}

function isType(type: string): type is ObjectType {
  return TYPES.includes(type);
}

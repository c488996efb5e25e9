/**
 * Names of commits as people type them: a branch, a tag, an id or the beginning of one, `HEAD`, each with `~2` and `^`.
 * https://git-scm.com/docs/gitrevisions
 */

import type { ObjectReader } from './objects.js';
import type { Refs } from './refs.js';

/** Where a short name is looked for, in git's own order. */
const PLACES = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'];

/** The id of the commit. Throws an Error that says which part of the name leads nowhere. */
export function resolveRevision(revision: string, reader: ObjectReader, { names }: Pick<Refs, 'names'>): string {
  const [, name = '', steps = ''] = /^(.*?)((?:[~^]\d*)*)$/.exec(revision) ?? [];
  let id = commitOf(idOf(name, reader, names), reader, revision);
  for (const [, kind, count] of steps.matchAll(/([~^])(\d*)/g)) {
    const number = count === '' ? 1 : Number(count);
    for (let step = 0; step < (kind === '~' ? number : 1); step++) {
      const parent = kind === '^' && number === 0 ? id : reader.commit(id).parents[kind === '^' ? number - 1 : 0];
      if (parent === undefined) throw new Error(`'${revision}' goes beyond the first commit`);
      id = parent;
    }
  }
  return id;
}

function idOf(name: string, reader: ObjectReader, names: ReadonlyMap<string, string>): string {
  for (const place of PLACES) {
    const id = names.get(place + (name === '@' ? 'HEAD' : name));
    if (id !== undefined) return id;
  }
  const digits = name.toLowerCase();
  if (!/^[0-9a-f]{4,40}$/.test(digits)) throw new Error(`there is no branch, tag or commit '${name}'`);
  const ids = reader.expand(digits);
  if (ids.length > 1) throw new Error(`'${name}' is the beginning of ${ids.length} objects; give more digits`);
  if (ids[0] === undefined) throw new Error(`there is no branch, tag or commit '${name}'`);
  return ids[0];
}

function commitOf(id: string, reader: ObjectReader, revision: string): string {
  const { id: peeled, type } = reader.peel(id);
  if (type !== 'commit') throw new Error(`'${revision}' is a ${type} and not a commit`);
  return peeled;
}

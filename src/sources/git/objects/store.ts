/** All objects of a repository: its packs, its loose objects, and those of the repositories that it borrows from. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withAlternates } from './alternates.js';
import { createBaseCache, type BaseCache } from './base-cache.js';
import { applyDelta } from './delta.js';
import { allLoose, looseFile, looseWithPrefix, readLoose, type GitObject } from './loose.js';
import { openPack, type EntryHead, type ObjectType, type Pack, type PackEntry } from './pack.js';

/** The object is in no pack and not loose: this clone does not have it. */
export class AbsentObject extends Error {
  override readonly name = 'AbsentObject';

  constructor(id: string) {
    super(`object ${id} is not in this clone`);
  }
}

export interface ObjectStore {
  /** Throws an AbsentObject, or an Error that says what is wrong with the object. */
  read(id: string): GitObject;
  /**
   * The delta that the object is stored as. Throws an Error for one that is not, and for one that cannot be read: `read`
   * may still find it elsewhere.
   */
  delta(id: string): Uint8Array;
  /** Throws like `read`; unpacks nothing that is packed. */
  typeOf(id: string): ObjectType;
  /** Ids of all objects; of one in several packs several times. */
  ids(): Iterable<string>;
  /** All ids that begin with `prefix`, four to forty hex digits. */
  expand(prefix: string): string[];
  /**
   * Where the object lies, as a number: read in ascending order, deltas find their bases just unpacked. Loose objects
   * are all at infinity, absent ones nowhere.
   */
  position(id: string): number | undefined;
  /** Where the object lies that this one is a delta for; undefined for what is no delta or cannot be read. */
  basePosition(id: string): number | undefined;
}

/** Bytes of unpacked objects kept for the deltas to come, for each store. */
const CACHE_BYTES = 32 << 20;

/** git's own limit is 4095; a longer chain is a cycle or an attack. */
const DEEPEST_CHAIN = 5000;

/** Packs are told apart in one number beside the offset in them. */
const PACK_SPAN = 2 ** 44;

/** `objects` is the directory of that name. A pack that cannot be opened is told; what is in it will be absent. */
export function openObjectStore(objects: string, tell: (file: string, error: unknown) => void): ObjectStore {
  const directories = withAlternates(objects);
  const packs = directories.flatMap((directory) => openPacks(join(directory, 'pack'), tell));
  const cache = createBaseCache(CACHE_BYTES);

  function find(id: Buffer): Place | undefined {
    for (const [pack, { index }] of packs.entries()) {
      const offset = index.find(id);
      if (offset !== undefined) return { pack, offset };
    }
    return undefined;
  }

  function readLooseObject(id: string): GitObject {
    for (const directory of directories) {
      const object = readLoose(directory, id);
      if (object !== undefined) return object;
    }
    throw new AbsentObject(id);
  }

  const sources: Sources = { packs, cache, find, readLooseObject };

  function read(id: string): GitObject {
    const place = find(Buffer.from(id, 'hex'));
    return place === undefined ? readLooseObject(id) : unpack(sources, place);
  }

  return {
    read,
    *ids() {
      for (const { index } of packs) yield* index.ids();
      for (const directory of directories) yield* allLoose(directory);
    },
    expand: (prefix) => [
      ...new Set([
        ...packs.flatMap(({ index }) => index.withPrefix(prefix)),
        ...directories.flatMap((directory) => looseWithPrefix(directory, prefix)),
      ]),
    ],
    typeOf(id) {
      const place = find(Buffer.from(id, 'hex'));
      return place === undefined ? readLooseObject(id).type : typeAt(sources, place);
    },
    delta: (id) => deltaAt(sources, find(Buffer.from(id, 'hex'))),
    position(id) {
      const place = find(Buffer.from(id, 'hex'));
      if (place !== undefined) return keyOf(place);
      return directories.some((directory) => existsSync(looseFile(directory, id))) ? Infinity : undefined;
    },
    basePosition: (id) => basePositionOf(sources, find(Buffer.from(id, 'hex'))),
  };
}

interface Place {
  /** Number of the pack. */
  readonly pack: number;
  readonly offset: number;
}

/** What unpacking draws on. */
interface Sources {
  readonly packs: readonly Pack[];
  readonly cache: BaseCache;
  find(id: Buffer): Place | undefined;
  readLooseObject(id: string): GitObject;
}

function deltaAt({ packs }: Sources, place: Place | undefined): Uint8Array {
  const entry = place === undefined ? undefined : packs[place.pack]?.entry(place.offset);
  if (entry?.kind !== 'delta') throw new Error('an object that is no delta');
  return entry.bytes;
}

/** Undefined for what cannot be read: whoever reads the entry itself is told what is wrong with it. */
function headAt(packs: readonly Pack[], { pack, offset }: Place): EntryHead | undefined {
  try {
    return packs[pack]?.head(offset);
  } catch {
    return undefined;
  }
}

/** The type of what is at the end of the chain of deltas. */
function typeAt(sources: Sources, place: Place): ObjectType {
  let at = place;
  for (let depth = 0; depth < DEEPEST_CHAIN; depth++) {
    const head = sources.packs[at.pack]?.head(at.offset);
    if (head === undefined) break;
    if (head.base === undefined) return head.type;
    const base = typeof head.base === 'number' ? { pack: at.pack, offset: head.base } : baseById(sources, head.base);
    if (!('offset' in base)) return base.type;
    at = base;
  }
  throw new Error('a chain of too many deltas');
}

function basePositionOf({ packs, find }: Sources, place: Place | undefined): number | undefined {
  const base = place === undefined ? undefined : headAt(packs, place)?.base;
  if (place === undefined || base === undefined) return undefined;
  if (typeof base === 'number') return keyOf({ pack: place.pack, offset: base });
  const found = find(base);
  return found === undefined ? undefined : keyOf(found);
}

/** Down the chain of deltas to something whole, then up again. */
function unpack(sources: Sources, place: Place): GitObject {
  const deltas: { key: number; bytes: Uint8Array }[] = [];
  let at: Place | GitObject = place;
  while ('offset' in at) {
    const key = keyOf(at);
    const known = sources.cache.get(key);
    if (known !== undefined) {
      at = known;
      break;
    }
    const entry: PackEntry | undefined = sources.packs[at.pack]?.entry(at.offset);
    if (entry === undefined) throw new Error('an object in a pack that is not there');
    if (entry.kind === 'whole') {
      at = { type: entry.type, bytes: entry.bytes };
      sources.cache.set(key, at);
      break;
    }
    deltas.push({ key, bytes: entry.bytes });
    if (deltas.length > DEEPEST_CHAIN) throw new Error('a chain of too many deltas');
    at = typeof entry.base === 'number' ? { pack: at.pack, offset: entry.base } : baseById(sources, entry.base);
  }
  let object: GitObject = at;
  for (const { key, bytes } of deltas.toReversed()) {
    object = { type: object.type, bytes: applyDelta(object.bytes, bytes) };
    sources.cache.set(key, object);
  }
  return object;
}

function baseById({ find, readLooseObject }: Sources, id: Buffer): Place | GitObject {
  return find(id) ?? readLooseObject(id.toString('hex'));
}

function keyOf({ pack, offset }: Place): number {
  return pack * PACK_SPAN + offset;
}

function openPacks(directory: string, tell: (file: string, error: unknown) => void): Pack[] {
  const names = existsSync(directory) ? readdirSync(directory).toSorted() : [];
  return names.flatMap((name) => {
    if (!name.endsWith('.pack')) return [];
    const file = join(directory, name);
    try {
      return [openPack(file)];
    } catch (error) {
      tell(file, error);
      return [];
    }
  });
}

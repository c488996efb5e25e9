/**
 * What was seen of the contents of one repository: for each the number of its bytes and which secrets it has. Secrets are
 * numbers without a meaning, so nothing of them is kept. Most contents have none, so one takes 40 bytes and there is one
 * entry for all.
 */

import { createHmac } from 'node:crypto';
import type { Learned, Memory } from '../model/memory.js';
import type { CacheStore } from './store.js';

/** Of a record: the id, a hash of the path, how many bytes, and the number of its set of secrets. */
const [ID, PATH, BYTES, SET] = [0, 20, 28, 36];
const RECORD = 40;

export interface MemoryOptions {
  readonly store: CacheStore;
  /** As in `LayerCacheOptions`. */
  readonly catalogue: string;
  /** Names the program. */
  readonly build: string;
  /** Tells the repository from others: two that are taken for one know more, not less. */
  readonly repository: string;
}

export function openMemory({ store, catalogue, build, repository }: MemoryOptions): Memory {
  const name = ['contents', catalogue, repository];
  const graphName = ['graph', build, repository];
  const { records, sets } = decode(store.read(name));
  const index = indexOf(records);
  const hashPath = createPathHash(store.key);
  /** Where the records are that were asked for: what is still there. */
  const used = new Set<number>();

  return {
    graph: () => store.read(graphName),
    learnGraph: (made) => store.write(graphName, made()),
    recall(id, path) {
      const at = index.find(id);
      if (at === undefined) return undefined;
      const record = records.subarray(at, at + RECORD);
      if (!hashPath(path).equals(record.subarray(PATH, BYTES))) return undefined;
      used.add(at);
      return { bytes: record.readDoubleLE(BYTES), secrets: sets[record.readUInt32LE(SET)] ?? [] };
    },
    learn(contents, numbers) {
      const fresh = new Map(contents.map((one) => [one.id, one]));
      const writer = createWriter(sets, numbers);
      const kept = keptRecords(records, { used, replaced: fresh }).map(writer.keep);
      const added = [...fresh.values()].map((one) => writer.add(one, hashPath(one.path)));
      store.write(name, encode([...kept, ...added], writer.sets));
    },
    forget() {
      store.remove(name);
      store.remove(graphName);
    },
  };
}

/** Those that were asked for, and of the others, which may be on another branch, at the most as many again. */
function keptRecords(
  records: Buffer,
  { used, replaced }: { used: ReadonlySet<number>; replaced: ReadonlyMap<string, unknown> },
): Buffer[] {
  const kept: Buffer[] = [];
  let others = used.size + replaced.size;
  for (let at = 0; at < records.length; at += RECORD) {
    if (replaced.has(records.toString('hex', at, at + PATH)) || (!used.has(at) && others-- <= 0)) continue;
    kept.push(records.subarray(at, at + RECORD));
  }
  return kept;
}

type Sets = readonly (readonly number[])[];

interface Writer {
  /** Those that the records have. */
  readonly sets: Sets;
  /** A record of the entry before. */
  keep(record: Buffer): Buffer;
  add(content: Learned, path: Buffer): Buffer;
}

/** Goes on from the numbers of secrets that are known. */
function createWriter(before: Sets, numbers: ReadonlyMap<number, string>): Writer {
  const sets: (readonly number[])[] = [[]];
  const known = new Map([['', 0]]);
  const secrets = new Map([...numbers].map(([number, fingerprint]) => [fingerprint, number]));
  let next = Math.max(-1, ...before.map((set) => Math.max(-1, ...set))) + 1;

  function setNumber(set: readonly number[]): number {
    const key = set.join();
    const number = known.get(key) ?? sets.push(set) - 1;
    known.set(key, number);
    return number;
  }

  function secretNumber(fingerprint: string): number {
    const number = secrets.get(fingerprint) ?? next++;
    secrets.set(fingerprint, number);
    return number;
  }

  return {
    sets,
    keep(record) {
      const number = record.readUInt32LE(SET);
      if (number === 0) return record;
      const copy = Buffer.from(record);
      copy.writeUInt32LE(setNumber(before[number] ?? []), SET);
      return copy;
    },
    add({ id, bytes, fingerprints }, path) {
      const record = Buffer.alloc(RECORD);
      record.write(id, ID, 'hex');
      path.copy(record, PATH);
      record.writeDoubleLE(bytes, BYTES);
      record.writeUInt32LE(setNumber(fingerprints.map(secretNumber)), SET);
      return record;
    },
  };
}

/** Paths may tell secrets, so they are kept as keyed hashes of 64 bits. */
function createPathHash(key: Uint8Array): (path: string) => Buffer {
  const known = new Map<string, Buffer>();
  return (path) => {
    const hash = known.get(path) ?? createHmac('sha256', key).update('path\0').update(path).digest().subarray(0, 8);
    known.set(path, hash);
    return hash;
  };
}

/** How many records, the records by id, then the sets of secrets as JSON. */
function encode(records: readonly Buffer[], sets: Sets): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(records.length);
  const sorted = records.toSorted((a, b) => a.compare(b, 0, PATH, 0, PATH));
  return Buffer.concat([head, ...sorted, Buffer.from(JSON.stringify(sets))]);
}

interface Decoded {
  readonly records: Buffer;
  readonly sets: Sets;
}

/** The empty set is the first one. */
function decode(entry: Buffer | undefined): Decoded {
  if (entry === undefined) return { records: Buffer.alloc(0), sets: [[]] };
  const end = 4 + entry.readUInt32LE(0) * RECORD;
  return { records: entry.subarray(4, end), sets: JSON.parse(entry.toString('latin1', end)) as number[][] };
}

/** Where the record of an id is. */
function indexOf(records: Buffer): { find(id: string): number | undefined } {
  const count = records.length / RECORD;
  const heads = Uint32Array.from({ length: count }, (_, at) => records.readUInt32BE(at * RECORD));
  return {
    find(id) {
      const head = Number.parseInt(id.slice(0, 8), 16);
      let [low, high] = [0, count];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((heads[middle] ?? 0) < head) low = middle + 1;
        else high = middle;
      }
      for (; heads[low] === head; low++) {
        const at = low * RECORD;
        if (records.toString('hex', at, at + PATH) === id) return at;
      }
      return undefined;
    },
  };
}

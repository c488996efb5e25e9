/**
 * What an earlier scan saw of a history. Blobs that it saw are not read again, but for a few: of each secret one that has
 * it, which tells what it is.
 */

import type { RecalledContents, Sighting } from '../../model/content.js';
import type { Learned, Memory, Recalled } from '../../model/memory.js';
import type { ObjectReader } from './objects.js';

/** Blobs and messages of the selection, each with the path it is judged by. */
export interface Contents {
  readonly blobs: ReadonlyMap<string, string>;
  readonly messages: ReadonlyMap<string, string>;
}

export interface Recall {
  /** What has to be read. */
  readonly toRead: Contents;
  readonly recalled: RecalledContents;
  /**
   * All sightings of the selection, from those of what was read; learns them. Undefined where what was read is not what
   * was recalled.
   */
  complete(sightings: readonly Sighting[]): readonly Sighting[] | undefined;
}

export function recallContents(memory: Memory, contents: Contents, reader: Pick<ObjectReader, 'position'>): Recall {
  const known = new Map<string, Recalled>();
  for (const [id, path] of [...contents.blobs, ...contents.messages]) {
    const recalled = memory.recall(id, path);
    // One that is not in this clone any more is told as such.
    if (recalled !== undefined && reader.position(id) !== undefined) known.set(id, recalled);
  }
  const examples = examplesOf(known);
  const isRead = (id: string): boolean => !known.has(id) || examples.has(id);
  const toRead = (all: ReadonlyMap<string, string>): Map<string, string> =>
    new Map([...all].filter(([id]) => isRead(id)));
  return {
    toRead: { blobs: toRead(contents.blobs), messages: toRead(contents.messages) },
    recalled: extentOf([...known].filter(([id]) => !examples.has(id)).map(([, one]) => one)),
    complete(sightings) {
      const numbers = numbersIn(sightings, { known, examples });
      if (numbers === undefined) {
        memory.forget();
        return undefined;
      }
      const learned = sightings.flatMap((one) => (known.has(one.id) ? [] : learnedOf(one, contents)));
      if (learned.length > 0) memory.learn(learned, numbers);
      const recalled = [...known].flatMap(([id, { secrets }]): Sighting[] => {
        if (examples.has(id)) return [];
        const fingerprints = secrets.flatMap((number) => numbers.get(number) ?? []);
        return fingerprints.length === 0 ? [] : [{ type: 'sighting', id, fingerprints }];
      });
      return [...sightings, ...recalled];
    },
  };
}

/** For each secret the smallest content that has it. */
function examplesOf(known: ReadonlyMap<string, Recalled>): ReadonlySet<string> {
  const smallest = new Map<number, { id: string; bytes: number }>();
  for (const [id, { secrets, bytes }] of known) {
    for (const secret of secrets) {
      if (bytes < (smallest.get(secret)?.bytes ?? Infinity)) smallest.set(secret, { id, bytes });
    }
  }
  return new Set([...smallest.values()].map(({ id }) => id));
}

function extentOf(contents: readonly Recalled[]): RecalledContents {
  const bytes = contents.reduce((sum, one) => sum + one.bytes, 0);
  return { type: 'recalled', contents: contents.length, bytes };
}

interface Examples {
  readonly known: ReadonlyMap<string, Recalled>;
  readonly examples: ReadonlySet<string>;
}

/** Which fingerprint each number stands for. Undefined where an example has not as many secrets as it had. */
function numbersIn(
  sightings: readonly Sighting[],
  { known, examples }: Examples,
): ReadonlyMap<number, string> | undefined {
  const numbers = new Map<number, string>();
  for (const { id, fingerprints } of sightings) {
    const secrets = examples.has(id) ? known.get(id)?.secrets : undefined;
    if (secrets === undefined) continue;
    if (secrets.length !== fingerprints.length) return undefined;
    for (const [at, secret] of secrets.entries()) numbers.set(secret, fingerprints[at] ?? '');
  }
  return numbers;
}

/** Nothing of a content that has more secrets than are told. */
function learnedOf({ id, bytes, fingerprints }: Sighting, { blobs, messages }: Contents): Learned[] {
  const path = blobs.get(id) ?? messages.get(id);
  return bytes === undefined || path === undefined ? [] : [{ id, path, bytes, fingerprints }];
}

/** A git repository as a source: the blobs of the part that is scanned, and findings placed where they came in. */

import { resolve } from 'node:path';
import type { GitShard, Sighting, Source } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { findingsAt, type Placed } from './attribute.js';
import type { Walk } from './history.js';
import { plantForest, shardsOf, shardsOfWhole, type Forest } from './forest.js';
import { AbsentObject, createObjectReader } from './objects.js';
import { maskHistory } from './mask-history.js';
import { readRefs } from './refs.js';
import { openRepository, type Repository } from './repository.js';
import { select, UnknownRevision, type Selection } from './selection.js';
import { brokenPack, collectTroubles } from './troubles.js';

export interface HistoryTarget {
  /** As the user typed it. */
  readonly repository: string;
  readonly cwd: string;
  readonly selection: Selection;
}

/** Each blob of the selection is read once. */
export function openHistory({ repository: shown, cwd, selection }: HistoryTarget): Source {
  let place: (sightings: readonly Sighting[]) => Chosen = () => ({ placed: [], shards: [] });
  let placed: readonly Placed[] = [];

  async function* plan(signal: AbortSignal): AsyncGenerator<GitShard | Problem> {
    const repository = openRepository(resolve(cwd, shown), shown);
    if ('type' in repository) {
      yield repository;
      return;
    }
    try {
      const planned = await planSelection(repository, selection, signal);
      place = planned.place;
      yield* planned.problems;
      if (repository.shallow.length > 0 && selection.kind !== 'staged')
        yield shallowNote(shown, repository.shallow.length);
      yield* shardsOf(repository.commonDir, planned.forest);
    } catch (error) {
      const code = error instanceof UnknownRevision ? 'unknown-revision' : 'unreadable';
      yield problem(code, `Cannot read the history of '${shown}': ${reasonOf(error)}`, shown);
    }
  }

  return {
    plan,
    again(sightings) {
      const chosen = place(sightings);
      placed = chosen.placed;
      return chosen.shards;
    },
    attribute: (findings) => Promise.resolve(maskHistory(findingsAt(placed, findings))),
  };
}

interface Planned {
  readonly forest: Forest;
  readonly problems: readonly Problem[];
  readonly place: (sightings: readonly Sighting[]) => Chosen;
}

/** What is to be reported, and where to read it. */
interface Chosen {
  readonly placed: readonly Placed[];
  readonly shards: Iterable<GitShard>;
}

async function planSelection(repository: Repository, selection: Selection, signal: AbortSignal): Promise<Planned> {
  const packs: Problem[] = [];
  const reader = createObjectReader(repository.commonDir, (file, error) => packs.push(brokenPack(file, error)));
  const refs = readRefs(repository);
  const troubles = collectTroubles('commits or trees');
  const walk: Walk = { reader, signal, trouble: troubles.add };
  const { place, ...objects } = await select({ repository, refs, walk }, selection);
  const missing = collectTroubles('blobs');
  const forest = plantForest(reader, objects, (id) => missing.add(id, new AbsentObject(id)));
  const problems = [...packs, ...refs.problems, ...troubles.problems(), ...missing.problems()];
  const choose = (sightings: readonly Sighting[]): Chosen => {
    const placed = place(sightings);
    const paths = new Map(
      placed.map(({ blob }) => [blob, objects.blobs.get(blob) ?? objects.messages.get(blob) ?? '']),
    );
    const blobs = [...paths].map(([id, path]) => ({ id, path }));
    return { placed, shards: shardsOfWhole(repository.commonDir, blobs) };
  };
  return { forest, problems, place: choose };
}

function shallowNote(repository: string, count: number): Problem {
  const message = `'${repository}' is a shallow clone: its history was cut off at ${count} commits, what came before was not scanned`;
  return problem('shallow-clone', message, repository);
}

/** A git repository as a source: the blobs of the part that is scanned, and findings placed where they came in. */

import { resolve } from 'node:path';
import type { GitShard, RecalledContents, Sighting, Source } from '../../model/content.js';
import type { Memory, OpenMemory } from '../../model/memory.js';
import type { Finding } from '../../model/finding.js';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { findingsAt } from './attribute.js';
import type { Walk } from './history.js';
import { plantForest, shardsOf, shardsOfWhole, type Forest } from './forest.js';
import { decodeGraph, encodeGraph, recallCommits } from './graph/known.js';
import { AbsentObject, createObjectReader } from './objects.js';
import { maskHistory } from './mask-history.js';
import { recallContents } from './recall.js';
import { readRefs } from './refs.js';
import { openRepository, type Repository } from './repository.js';
import { select, UnknownRevision, type Selection } from './selection.js';
import { brokenPack, collectTroubles } from './troubles.js';

export interface HistoryTarget {
  /** As the user typed it. */
  readonly repository: string;
  readonly cwd: string;
  readonly selection: Selection;
  /** What the repository is known by. Absent: where it is. */
  readonly name?: string;
}

/** Each blob of the selection is read once. */
export function openHistory({ repository: shown, cwd, selection, name }: HistoryTarget): Source {
  let place: (sightings: readonly Sighting[]) => Chosen = () => ({ shards: [], attribute: () => [] });
  let attribute: Chosen['attribute'] = () => [];
  let openMemory: OpenMemory = () => undefined;

  async function* plan(signal: AbortSignal): AsyncGenerator<GitShard | Problem | RecalledContents> {
    const repository = openRepository(resolve(cwd, shown), shown);
    if ('type' in repository) {
      yield repository;
      return;
    }
    try {
      // The others read little, and less than what is known of a whole history.
      const isLong = selection.kind === 'all' || selection.kind === 'branch';
      const memory = (isLong ? openMemory(name ?? repository.commonDir) : undefined) ?? NO_MEMORY;
      const planned = await planSelection({ repository, selection, memory }, signal);
      place = planned.place;
      yield* planned.problems;
      if (repository.shallow.length > 0 && selection.kind !== 'staged')
        yield shallowNote(shown, repository.shallow.length);
      if (planned.recalled.contents > 0) yield planned.recalled;
      yield* shardsOf(repository.commonDir, planned.forest);
    } catch (error) {
      const code = error instanceof UnknownRevision ? 'unknown-revision' : 'unreadable';
      yield problem(code, `Cannot read the history of '${shown}': ${reasonOf(error)}`, shown);
    }
  }

  return {
    plan,
    remember: (open) => void (openMemory = open),
    again(sightings) {
      const chosen = place(sightings);
      attribute = chosen.attribute;
      return chosen.shards;
    },
    attribute: (findings) => Promise.resolve(maskHistory(attribute(findings))),
  };
}

interface Planned {
  readonly forest: Forest;
  readonly problems: readonly Problem[];
  readonly recalled: RecalledContents;
  readonly place: (sightings: readonly Sighting[]) => Chosen;
}

interface Planning {
  readonly repository: Repository;
  readonly selection: Selection;
  readonly memory: Memory;
}

/** Where to read what is to be reported, and how to put it in its place. */
interface Chosen {
  readonly shards: Iterable<GitShard | Problem>;
  readonly attribute: (findings: readonly Finding[]) => readonly Finding[];
}

async function planSelection({ repository, selection, memory }: Planning, signal: AbortSignal): Promise<Planned> {
  const packs: Problem[] = [];
  const reader = createObjectReader(repository.commonDir, (file, error) => packs.push(brokenPack(file, error)));
  const refs = readRefs(repository);
  const troubles = collectTroubles('commits or trees');
  const walk = recallGraph(memory, { reader, signal, trouble: troubles.add });
  const { place, graph, ...objects } = await select({ repository, refs, walk }, selection);
  const missing = collectTroubles('blobs');
  const { toRead, recalled, complete } = recallContents(memory, objects, reader);
  const forest = plantForest(reader, toRead, (id) => missing.add(id, new AbsentObject(id)));
  const problems = [...packs, ...refs.problems, ...troubles.problems(), ...missing.problems()];
  const choose = (sightings: readonly Sighting[]): Chosen => {
    if (graph !== undefined) memory.learnGraph(() => encodeGraph(graph()));
    const all = complete(sightings);
    if (all === undefined) return { shards: [disagreement()], attribute: () => [] };
    const placed = place(all);
    const paths = new Map(
      placed.map(({ blob }) => [blob, objects.blobs.get(blob) ?? objects.messages.get(blob) ?? '']),
    );
    const blobs = [...paths].map(([id, path]) => ({ id, path }));
    return {
      shards: shardsOfWhole(repository.commonDir, blobs),
      attribute: (findings) => findingsAt(placed, findings, reader.describe),
    };
  };
  return { forest, problems, recalled, place: choose };
}

const NO_MEMORY: Memory = {
  graph: () => undefined,
  learnGraph: () => undefined,
  recall: () => undefined,
  learn: () => undefined,
  forget: () => undefined,
};

/** The walk, with what an earlier one read. */
function recallGraph(memory: Memory, walk: Walk): Walk {
  const bytes = memory.graph();
  if (bytes === undefined) return walk;
  const graph = decodeGraph(bytes);
  return { ...walk, reader: recallCommits(walk.reader, graph), graph };
}

function disagreement(): Problem {
  const message = 'What was kept of an earlier scan is not what is there now; use --no-cache, and please report this';
  return problem('worker-failed', message);
}

function shallowNote(repository: string, count: number): Problem {
  const message = `'${repository}' is a shallow clone: its history was cut off at ${count} commits, what came before was not scanned`;
  return problem('shallow-clone', message, repository);
}

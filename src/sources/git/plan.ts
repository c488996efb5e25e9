/** The history of a repository as a source: its blobs as shards, and findings placed at the commits that brought them. */

import { resolve } from 'node:path';
import type { GitShard, Source } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { attributeFindings } from './attribute.js';
import { orderCommits, readCommits, type Walk } from './history.js';
import { AbsentObject, createObjectReader } from './objects.js';
import { findPlaces, type BlobPlaces, type LooseEnds } from './places.js';
import { readRefs, type Refs } from './refs.js';
import { openRepository, type Repository } from './repository.js';
import { brokenPack, collectTroubles } from './troubles.js';

const SHARD_BLOBS = 256;

export interface HistoryTarget {
  /** As the user typed it. */
  readonly repository: string;
  readonly cwd: string;
}

/** Everything reachable from any ref or from HEAD; each blob is read once. */
export function openHistory({ repository, cwd }: HistoryTarget): Source {
  let blobs: ReadonlyMap<string, BlobPlaces> = new Map();

  async function* plan(signal: AbortSignal): AsyncGenerator<GitShard | Problem> {
    const opened = openRepository(resolve(cwd, repository), repository);
    if ('type' in opened) {
      yield opened;
      return;
    }
    try {
      const history = await readHistory(opened, signal);
      blobs = history.blobs;
      yield* history.problems;
      if (opened.shallow.length > 0) yield shallowNote(repository, opened.shallow.length);
      yield* shardsOf(opened.commonDir, history.present);
    } catch (error) {
      yield problem('unreadable', `Cannot read the history of '${repository}': ${reasonOf(error)}`, repository);
    }
  }

  return { plan, attribute: (findings) => Promise.resolve(attributeFindings(findings, blobs)) };
}

interface History {
  readonly blobs: ReadonlyMap<string, BlobPlaces>;
  /** Those of `blobs` that this clone has, with their first path, in the order in which they are read fastest. */
  readonly present: GitShard['blobs'];
  readonly problems: readonly Problem[];
}

async function readHistory(repository: Repository, signal: AbortSignal): Promise<History> {
  const troubles = collectTroubles('commits or trees');
  const packs: Problem[] = [];
  const reader = createObjectReader(repository.commonDir, (file, error) => packs.push(brokenPack(file, error)));
  const refs = readRefs(repository);
  const walk: Walk = { reader, signal, trouble: troubles.add };
  const { commits: tips, ...ends } = sortTips(walk, refs);
  const commits = await readCommits(walk, { tips, shallow: new Set(repository.shallow) });
  const blobs = await findPlaces(walk, { ordered: orderCommits(commits), ends });
  const present: GitShard['blobs'][number][] = [];
  const missing = collectTroubles('blobs');
  for (const [id, { places }] of blobs) {
    if (reader.has(id)) present.push({ id, path: places[0]?.path ?? '' });
    else missing.add(id, new AbsentObject(id));
  }
  const position = new Map(present.map(({ id }) => [id, reader.position(id)]));
  present.sort((a, b) => (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0));
  return { blobs, present, problems: [...packs, ...refs.problems, ...troubles.problems(), ...missing.problems()] };
}

function sortTips({ reader, trouble }: Walk, { tips }: Refs): LooseEnds & { commits: string[] } {
  const commits: string[] = [];
  const trees: string[] = [];
  const blobs: { id: string; path: string }[] = [];
  for (const [tip, path] of tips) {
    try {
      const { id, type } = reader.peel(tip);
      if (type === 'commit') commits.push(id);
      else if (type === 'tree') trees.push(id);
      else blobs.push({ id, path });
    } catch (error) {
      trouble(tip, error);
    }
  }
  return { commits, trees, blobs };
}

function shallowNote(repository: string, count: number): Problem {
  const message = `'${repository}' is a shallow clone: its history was cut off at ${count} commits, what came before was not scanned`;
  return problem('shallow-clone', message, repository);
}

function* shardsOf(gitDir: string, blobs: GitShard['blobs']): Generator<GitShard> {
  for (let at = 0; at < blobs.length; at += SHARD_BLOBS) {
    yield { source: 'git', gitDir, blobs: blobs.slice(at, at + SHARD_BLOBS) };
  }
}

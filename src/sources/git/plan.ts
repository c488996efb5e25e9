/** The history of a repository as a source: its blobs as shards, and findings placed at the commits that brought them. */

import { resolve } from 'node:path';
import type { GitShard, Source } from '../../model/content.js';
import type { Finding } from '../../model/finding.js';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { findPlaces, orderCommits, readCommits, type Place, type Trouble } from './history.js';
import { createObjectReader, type ObjectReader } from './objects.js';
import { openRepository } from './repository.js';
import { collectTroubles } from './troubles.js';

const SHARD_BLOBS = 256;

export interface HistoryTarget {
  /** As the user typed it. */
  readonly repository: string;
  readonly cwd: string;
}

/** Everything reachable from any ref or from HEAD; each blob is read once. */
export function openHistory({ repository, cwd }: HistoryTarget): Source {
  let places = new Map<string, Place[]>();

  async function* plan(): AsyncGenerator<GitShard | Problem> {
    const opened = openRepository(resolve(cwd, repository), repository);
    if ('type' in opened) {
      yield opened;
      return;
    }
    const troubles = collectTroubles();
    const reader = createObjectReader(opened);
    try {
      const tips = await commitTips(reader, troubles.add);
      places = await findPlaces(
        reader,
        orderCommits(await readCommits(reader, { tips, shallow: new Set(opened.shallow) }, troubles.add)),
        troubles.add,
      );
    } catch (error) {
      yield problem('unreadable', `Cannot read the history of '${repository}': ${reasonOf(error)}`, repository);
      return;
    }
    yield* troubles.problems();
    if (opened.shallow.length > 0) yield shallowNote(repository, opened.shallow.length);
    yield* shardsOf(opened.commonDir, places);
  }

  return { plan, attribute: (findings) => Promise.resolve(placeFindings(findings, places)) };
}

function shallowNote(repository: string, count: number): Problem {
  const message = `'${repository}' is a shallow clone: its history was cut off at ${count} commits, what came before was not scanned`;
  return problem('shallow-clone', message, repository);
}

async function commitTips(reader: ObjectReader, trouble: Trouble): Promise<string[]> {
  const commits: string[] = [];
  for (const tip of await reader.tips()) {
    try {
      const { id, type } = await reader.peel(tip);
      if (type === 'commit') commits.push(id);
    } catch (error) {
      trouble(tip, error);
    }
  }
  return commits;
}

function* shardsOf(gitDir: string, places: ReadonlyMap<string, readonly Place[]>): Generator<GitShard> {
  let blobs: GitShard['blobs'][number][] = [];
  for (const [id, [first]] of places) {
    blobs.push({ id, path: first?.path ?? '' });
    if (blobs.length === SHARD_BLOBS) {
      yield { source: 'git', gitDir, blobs };
      blobs = [];
    }
  }
  if (blobs.length > 0) yield { source: 'git', gitDir, blobs };
}

/**
 * One finding for each path that held the secret, at the commit that first had it there: for a secret at a path that is
 * the earliest of all blobs that hold it. Ordered as the history is, then by place in the file.
 */
function placeFindings(findings: readonly Finding[], places: ReadonlyMap<string, readonly Place[]>): Finding[] {
  const earliest = new Map<string, { finding: Finding; order: number }>();
  for (const finding of findings) {
    if (finding.provenance.kind !== 'git') continue;
    const { blob } = finding.provenance;
    for (const { path, commit, order } of places.get(blob) ?? []) {
      const key = `${finding.fingerprint} ${path}`;
      const known = earliest.get(key);
      if (known !== undefined && known.order <= order) continue;
      earliest.set(key, { finding: { ...finding, provenance: { kind: 'git', path, blob, commit } }, order });
    }
  }
  return [...earliest.values()].toSorted(inHistory).map(({ finding }) => finding);
}

type Ordered = { readonly finding: Finding; readonly order: number };

function inHistory(a: Ordered, b: Ordered): number {
  const [x, y] = [a.finding, b.finding];
  return (
    a.order - b.order ||
    compare(x.provenance.path, y.provenance.path) ||
    x.location.startLine - y.location.startLine ||
    x.location.startColumn - y.location.startColumn ||
    compare(x.fingerprint, y.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Which part of a repository is scanned: which blobs, and where a finding in one of them belongs. */

import type { Sighting } from '../../model/content.js';
import { COMMIT_MESSAGE } from '../../model/provenance.js';
import { placeSightings, withLifetimes, type Placed } from './attribute.js';
import { blobsOf, placeNew, type Change } from './changes.js';
import type { KnownGraph } from './graph/known.js';
import { orderCommits, readCommits, type Walk } from './history.js';
import { followSecrets } from './lifetimes.js';
import { findLost, NOTHING_LOST } from './lost.js';
import { messagesOf } from './messages.js';
import type { ParsedCommit } from './parse.js';
import { findPlaces, type LooseEnds } from './places.js';
import { commitsBetween, type Bounds } from './range.js';
import { pushedTips, type Pushed } from './pushed.js';
import type { Refs } from './refs.js';
import type { Repository } from './repository.js';
import { resolveRevision } from './revision.js';
import { stagedChange } from './staged.js';
import { diffTrees } from './tree-diff.js';

export type Selection =
  /** What branches, tags, the stash and other refs lead to; with `unreachable` all other objects, too. */
  | { readonly kind: 'all'; readonly unreachable?: boolean }
  /** What one revision leads to. */
  | { readonly kind: 'branch'; readonly name: string }
  /** Commits that `to` has and `from` has not, both as people write revisions. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** What a push brings. */
  | ({ readonly kind: 'pushed' } & Pushed)
  /** The index against HEAD. */
  | { readonly kind: 'staged' };

export interface Selected {
  /** Blobs to read, each with a path: judgement may depend on the file's name. */
  readonly blobs: ReadonlyMap<string, string>;
  /** Commits and tags whose message is read, each with what stands in for a path. */
  readonly messages: ReadonlyMap<string, string>;
  /** Takes all sightings in those, returns what is to be reported. */
  place(sightings: readonly Sighting[]): readonly Placed[];
  /** All that is known of commits and trees now. Absent where nothing was read that was not known before. */
  readonly graph?: () => KnownGraph;
}

export interface Opened {
  readonly repository: Repository;
  readonly refs: Refs;
  readonly walk: Walk;
}

/** A revision that leads nowhere; the message says which. */
export class UnknownRevision extends Error {
  override readonly name = 'UnknownRevision';
}

/** Throws an UnknownRevision, or an Error for a repository that cannot be read at all. */
export async function select(opened: Opened, selection: Selection): Promise<Selected> {
  switch (selection.kind) {
    case 'all':
      return selectHistory(opened, {
        ...sortTips(opened.walk, opened.refs),
        unreachable: selection.unreachable === true,
      });
    case 'branch': {
      const commits = [resolve(selection.name, opened)];
      return selectHistory(opened, { commits, tags: [], trees: [], blobs: [], unreachable: false });
    }
    case 'range':
      return selectChanges(await rangeChanges(opened, selection));
    case 'pushed':
      return selectChanges(await changesBetween(opened, pushedTips(selection, opened)));
    case 'staged': {
      const { repository, refs, walk } = opened;
      return selectChanges([stagedChange(walk.reader, { gitDir: repository.gitDir, head: refs.names.get('HEAD') })]);
    }
  }
}

interface Tips extends LooseEnds {
  readonly commits: readonly string[];
  /** Annotated tags. */
  readonly tags: readonly string[];
  /** Whether objects that none of these leads to are read as well. */
  readonly unreachable: boolean;
}

async function selectHistory({ repository, refs, walk }: Opened, tips: Tips): Promise<Selected> {
  const shallow = new Set(repository.shallow);
  const reachable = await readCommits(walk, { tips: tips.commits, shallow });
  const lost = tips.unreachable ? await findLost(walk, { reachable, tips, shallow }) : NOTHING_LOST;
  // What refs lead to comes first: of two commits that have a secret, that one counts.
  const ordered = [...orderCommits(reachable), ...orderCommits(lost.commits)];
  const ends = { trees: tips.trees, blobs: [...tips.blobs, ...lost.blobs] };
  const places = await findPlaces(walk, { ordered, ends });
  const messages = messagesOf(ordered, [...tips.tags, ...lost.tags]);
  const named = new Map([...refs.names].flatMap(([name, id]) => commitNamed(walk, name, id)));
  const { trees } = places;
  const isNew = trees.read() > 0 || ordered.some(({ id }) => walk.graph?.commits.has(id) !== true);
  const history = { ordered, places, refs: named, describe: walk.reader.describe };
  return {
    blobs: places.firstPaths(),
    messages: messages.paths,
    ...(isNew ? { graph: () => ({ commits: withCommits(walk.graph, ordered), trees: trees.all() }) } : {}),
    place(sightings) {
      const placed = placeSightings(sightings, { of: (id) => messages.of(id) ?? places.of(id) });
      if (placed.length === 0) return placed;
      return withLifetimes(placed, followSecrets(history, sightings));
    },
  };
}

function withCommits(before: KnownGraph | undefined, ordered: readonly ParsedCommit[]): KnownGraph['commits'] {
  return new Map([...(before?.commits ?? []), ...ordered.map((one) => [one.id, one] as const)]);
}

/** A ref and the commit that it leads to, if it does; trouble with it was told with the tips. */
function commitNamed({ reader }: Walk, name: string, id: string): (readonly [string, string])[] {
  try {
    const { id: commit, type } = reader.peel(id);
    return type === 'commit' ? [[name, commit]] : [];
  } catch {
    return [];
  }
}

function selectChanges(changes: readonly Change[]): Selected {
  const messages = new Map(changes.flatMap(({ commit }) => (commit === undefined ? [] : [[commit, COMMIT_MESSAGE]])));
  return { blobs: blobsOf(changes), messages, place: (sightings) => placeNew(sightings, changes) };
}

async function rangeChanges(
  { repository, refs, walk }: Opened,
  { from, to }: Extract<Selection, { kind: 'range' }>,
): Promise<Change[]> {
  const ends = { from: [resolve(from, { walk, refs })], to: [resolve(to, { walk, refs })] };
  return changesBetween({ repository, refs, walk }, ends);
}

async function changesBetween({ repository, walk }: Opened, ends: Pick<Bounds, 'from' | 'to'>): Promise<Change[]> {
  const bounds = { ...ends, shallow: new Set(repository.shallow) };
  const commits = orderCommits(await commitsBetween(walk, bounds));
  return commits.map(({ id: commit, tree, parents }) => {
    const others = bounds.shallow.has(commit) ? [] : parents.flatMap((parent) => treeOf(walk, parent));
    return { commit, ...diffTrees(walk, tree, others) };
  });
}

/** Throws an UnknownRevision. */
function resolve(revision: string, { walk, refs }: Pick<Opened, 'walk' | 'refs'>): string {
  try {
    return resolveRevision(revision, walk.reader, refs);
  } catch (error) {
    throw new UnknownRevision(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function treeOf({ reader, trouble }: Walk, commit: string): string[] {
  try {
    return [reader.commit(commit).tree];
  } catch (error) {
    trouble(commit, error);
    return [];
  }
}

function sortTips({ reader, trouble }: Walk, { tips }: Refs): Omit<Tips, 'unreachable'> {
  const sorted = {
    commits: [] as string[],
    tags: [] as string[],
    trees: [] as string[],
    blobs: [] as Tips['blobs'][number][],
  };
  for (const [tip, path] of tips) {
    try {
      const { id, type, tags } = reader.peel(tip);
      sorted.tags.push(...tags);
      if (type === 'commit') sorted.commits.push(id);
      else if (type === 'tree') sorted.trees.push(id);
      else sorted.blobs.push({ id, path });
    } catch (error) {
      trouble(tip, error);
    }
  }
  return sorted;
}

/** Which part of a repository is scanned: which blobs, and where a finding in one of them belongs. */

import type { Finding } from '../../model/finding.js';
import { attributeFindings } from './attribute.js';
import { blobsOf, newFindings, type Change } from './changes.js';
import { orderCommits, readCommits, type Walk } from './history.js';
import { findPlaces, type LooseEnds } from './places.js';
import { commitsBetween, type Bounds } from './range.js';
import { pushedTips, type Pushed } from './pushed.js';
import type { Refs } from './refs.js';
import type { Repository } from './repository.js';
import { resolveRevision } from './revision.js';
import { stagedChange } from './staged.js';
import { diffTrees } from './tree-diff.js';

export type Selection =
  | { readonly kind: 'all' }
  /** Commits that `to` has and `from` has not, both as people write revisions. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** What a push brings. */
  | ({ readonly kind: 'pushed' } & Pushed)
  /** The index against HEAD. */
  | { readonly kind: 'staged' };

export interface Selected {
  /** Blobs to read, each with a path: judgement may depend on the file's name. */
  readonly blobs: ReadonlyMap<string, string>;
  /** Takes all findings in those blobs, returns those to report, each at its place. */
  attribute(findings: readonly Finding[]): readonly Finding[];
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
      return selectAll(opened);
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

async function selectAll({ repository, refs, walk }: Opened): Promise<Selected> {
  const { commits: tips, ...ends } = sortTips(walk, refs);
  const commits = await readCommits(walk, { tips, shallow: new Set(repository.shallow) });
  const places = await findPlaces(walk, { ordered: orderCommits(commits), ends });
  return {
    blobs: places.firstPaths(),
    attribute: (findings) => attributeFindings(findings, places),
  };
}

function selectChanges(changes: readonly Change[]): Selected {
  return { blobs: blobsOf(changes), attribute: (findings) => newFindings(findings, changes) };
}

async function rangeChanges(
  { repository, refs, walk }: Opened,
  { from, to }: Extract<Selection, { kind: 'range' }>,
): Promise<Change[]> {
  const [fromId, toId] = [from, to].map((revision) => {
    try {
      return resolveRevision(revision, walk.reader, refs);
    } catch (error) {
      throw new UnknownRevision(error instanceof Error ? error.message : String(error), { cause: error });
    }
  });
  return changesBetween({ repository, refs, walk }, { from: [fromId ?? ''], to: [toId ?? ''] });
}

async function changesBetween({ repository, walk }: Opened, ends: Pick<Bounds, 'from' | 'to'>): Promise<Change[]> {
  const bounds = { ...ends, shallow: new Set(repository.shallow) };
  const commits = orderCommits(await commitsBetween(walk, bounds));
  return commits.map(({ commit, tree, parents }) => {
    const others = bounds.shallow.has(commit.id) ? [] : parents.flatMap((parent) => treeOf(walk, parent));
    return { commit, ...diffTrees(walk, tree, others) };
  });
}

function treeOf({ reader, trouble }: Walk, commit: string): string[] {
  try {
    return [reader.commit(commit).tree];
  } catch (error) {
    trouble(commit, error);
    return [];
  }
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

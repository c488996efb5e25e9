/** The reachable history: commits in order, and for each blob the places where it first appeared. */

import type { Commit } from '../../model/provenance.js';
import { AbsentObject, type ObjectReader, type ParsedCommit } from './objects.js';

/** A blob at a path, and the first commit that has it there. */
export interface Place {
  readonly path: string;
  readonly commit: Commit;
  /** Number of the commit in the order of `orderCommits`. */
  readonly order: number;
}

/** Paths kept for one blob; a licence text can have thousands. */
export const MOST_PLACES = 100;

/** Something that a walk could not read. */
export type Trouble = (id: string, error: unknown) => void;

/** All commits reachable from the tips. The parents of `shallow` commits are not in the clone and not asked for. */
export async function readCommits(
  reader: ObjectReader,
  { tips, shallow }: { tips: readonly string[]; shallow: ReadonlySet<string> },
  trouble: Trouble,
): Promise<Map<string, ParsedCommit>> {
  const commits = new Map<string, ParsedCommit>();
  const pending = [...tips];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (commits.has(id)) continue;
    try {
      const parsed = await reader.commit(id);
      commits.set(id, parsed);
      if (!shallow.has(id)) pending.push(...parsed.parents);
    } catch (error) {
      trouble(id, error);
    }
  }
  return commits;
}

/**
 * Parents before children; of commits that are free to come next the one that was committed first, then by id. So the
 * first commit in this order that contains something has no parent that contains it.
 */
export function orderCommits(commits: ReadonlyMap<string, ParsedCommit>): ParsedCommit[] {
  const children = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (const [id, { parents }] of commits) {
    const known = parents.filter((parent) => commits.has(parent));
    waiting.set(id, known.length);
    for (const parent of known) children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  const ready = createQueue([...commits.values()].filter(({ commit }) => waiting.get(commit.id) === 0));
  const ordered: ParsedCommit[] = [];
  for (let next = ready.take(); next !== undefined; next = ready.take()) {
    ordered.push(next);
    for (const id of children.get(next.commit.id) ?? []) {
      const left = (waiting.get(id) ?? 0) - 1;
      waiting.set(id, left);
      const child = commits.get(id);
      if (left === 0 && child !== undefined) ready.add(child);
    }
  }
  return ordered;
}

function earlier(a: ParsedCommit, b: ParsedCommit): boolean {
  return a.committed === b.committed ? a.commit.id < b.commit.id : a.committed < b.committed;
}

/** A binary heap: the earliest commit comes first. */
function createQueue(initial: readonly ParsedCommit[]): {
  add(commit: ParsedCommit): void;
  take(): ParsedCommit | undefined;
} {
  const heap: ParsedCommit[] = [];
  const before = (x: number, y: number): boolean => {
    const [a, b] = [heap[x], heap[y]];
    return a !== undefined && b !== undefined && earlier(a, b);
  };
  const swap = (x: number, y: number): void => {
    const [a, b] = [heap[x], heap[y]];
    if (a !== undefined && b !== undefined) [heap[x], heap[y]] = [b, a];
  };
  function add(commit: ParsedCommit): void {
    let at = heap.push(commit) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && before(at, parent); parent = (at - 1) >> 1) {
      swap(at, parent);
      at = parent;
    }
  }
  function take(): ParsedCommit | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return top;
    heap[0] = last;
    for (let at = 0; ;) {
      let least = at;
      if (before(2 * at + 1, least)) least = 2 * at + 1;
      if (before(2 * at + 2, least)) least = 2 * at + 2;
      if (least === at) return top;
      swap(at, least);
      at = least;
    }
  }
  initial.forEach(add);
  return { add, take };
}

/**
 * Places of every blob, blobs in the order of their first appearance. A tree that was seen at a path is not read there
 * again: all its blobs are known to have been there at an earlier commit.
 */
export async function findPlaces(
  reader: ObjectReader,
  ordered: readonly ParsedCommit[],
  trouble: Trouble,
): Promise<Map<string, Place[]>> {
  const places = new Map<string, Place[]>();
  const trees = new Map<string, Awaited<ReturnType<ObjectReader['tree']>>>();
  const seen = new Set<string>();

  async function entriesOf(id: string): Promise<Awaited<ReturnType<ObjectReader['tree']>>> {
    const known = trees.get(id);
    if (known !== undefined) return known;
    let entries: Awaited<ReturnType<ObjectReader['tree']>> = [];
    try {
      entries = await reader.tree(id);
    } catch (error) {
      trouble(id, error);
    }
    trees.set(id, entries);
    return entries;
  }

  async function walk(tree: string, prefix: string, at: { commit: Commit; order: number }): Promise<void> {
    for (const { name, id, type } of await entriesOf(tree)) {
      const path = prefix + name;
      const key = `${id} ${path}`;
      if (type === 'commit' || seen.has(key)) continue;
      seen.add(key);
      if (type === 'tree') {
        await walk(id, `${path}/`, at);
        continue;
      }
      const known = places.get(id);
      if (known === undefined) places.set(id, [{ path, ...at }]);
      else if (known.length < MOST_PLACES) known.push({ path, ...at });
    }
  }

  for (const [order, { commit, tree }] of ordered.entries()) {
    const key = `${tree} `;
    if (seen.has(key)) continue;
    seen.add(key);
    await walk(tree, '', { commit, order });
  }
  return places;
}

export function isAbsent(error: unknown): error is AbsentObject {
  return error instanceof AbsentObject;
}

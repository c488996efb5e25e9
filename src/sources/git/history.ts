/** The reachable history: its commits, in the order in which a secret could have come in. */

import { createTurns } from '../shared/turns.js';
import type { KnownGraph } from './graph/known.js';
import type { ObjectReader } from './objects.js';
import type { ParsedCommit } from './parse.js';
import { createQueue } from './queue.js';

/** Something that a walk could not read. */
export type Trouble = (id: string, error: unknown) => void;

/** What the walks have in common. Aborted, they end early with what they have. */
export interface Walk {
  readonly reader: ObjectReader;
  readonly signal: AbortSignal;
  readonly trouble: Trouble;
  /** Commits and trees that an earlier scan read. */
  readonly graph?: KnownGraph;
}

/** All commits reachable from the tips. The parents of `shallow` commits are not in the clone and not asked for. */
export async function readCommits(
  { reader, signal, trouble }: Walk,
  { tips, shallow }: { tips: readonly string[]; shallow: ReadonlySet<string> },
): Promise<Map<string, ParsedCommit>> {
  const commits = new Map<string, ParsedCommit>();
  const asked = new Set<string>();
  const pending = [...tips];
  const turn = createTurns();
  for (let id = pending.pop(); id !== undefined && !signal.aborted; id = pending.pop()) {
    if (asked.has(id)) continue;
    asked.add(id);
    await turn();
    try {
      const parsed = reader.commit(id);
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
    for (const parent of known) {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [id]);
      else siblings.push(id);
    }
  }
  const ready = createQueue(earlier);
  for (const commit of commits.values()) if (waiting.get(commit.id) === 0) ready.add(commit);
  const ordered: ParsedCommit[] = [];
  for (let next = ready.take(); next !== undefined; next = ready.take()) {
    ordered.push(next);
    for (const id of children.get(next.id) ?? []) {
      const left = (waiting.get(id) ?? 0) - 1;
      waiting.set(id, left);
      const child = commits.get(id);
      if (left === 0 && child !== undefined) ready.add(child);
    }
  }
  return ordered;
}

function earlier(a: ParsedCommit, b: ParsedCommit): boolean {
  return a.committed === b.committed ? a.id < b.id : a.committed < b.committed;
}

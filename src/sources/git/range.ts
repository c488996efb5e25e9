/** The commits that some revisions have and others have not, without walking all of the history. */

import { createTurns } from '../shared/turns.js';
import type { Walk } from './history.js';
import type { ParsedCommit } from './parse.js';
import { createQueue } from './queue.js';

export interface Bounds {
  /** Ids of commits whose history is wanted. */
  readonly to: readonly string[];
  /** Ids of commits whose history is not. */
  readonly from: readonly string[];
  /** Commits whose parents were left out of a shallow clone. */
  readonly shallow: ReadonlySet<string>;
}

/** Clocks differ: so many commits more are looked at after the walk seems done, as git does. */
const SLOP = 5;

interface Seen {
  readonly parsed: ParsedCommit;
  wanted: boolean;
}

/**
 * Commits reachable from `to` and not from `from`. Goes from new to old on both sides, and ends once only unwanted
 * commits are left that are older than every wanted one.
 */
export async function commitsBetween(
  { reader, signal, trouble }: Walk,
  { to, from, shallow }: Bounds,
): Promise<Map<string, ParsedCommit>> {
  const seen = new Map<string, Seen>();
  const queue = createQueue<Seen>((a, b) => a.parsed.committed > b.parsed.committed);
  const turn = createTurns();
  let waiting = 0;
  let oldest = Infinity;

  function parentsOf({ parsed }: Seen): readonly string[] {
    return shallow.has(parsed.id) ? [] : parsed.parents;
  }

  function visit(id: string, wanted: boolean): void {
    const known = seen.get(id);
    if (known !== undefined) {
      if (known.wanted && !wanted) unwant(known);
      return;
    }
    try {
      const commit = { parsed: reader.commit(id), wanted };
      seen.set(id, commit);
      queue.add(commit);
      if (wanted) waiting++;
    } catch (error) {
      trouble(id, error);
    }
  }

  /** What an unwanted commit descends from is unwanted, also where the walk has been already. */
  function unwant(commit: Seen): void {
    const pending = [commit];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (!next.wanted) continue;
      next.wanted = false;
      if (!done.has(next)) waiting--;
      for (const parent of parentsOf(next)) {
        const known = seen.get(parent);
        if (known !== undefined) pending.push(known);
      }
    }
  }

  const done = new Set<Seen>();
  for (const id of from) visit(id, false);
  for (const id of to) visit(id, true);
  for (let slop = SLOP, next = queue.take(); next !== undefined && !signal.aborted; next = queue.take()) {
    await turn();
    done.add(next);
    if (next.wanted) {
      waiting--;
      oldest = Math.min(oldest, next.parsed.committed);
    }
    for (const parent of parentsOf(next)) visit(parent, next.wanted);
    if (waiting > 0 || next.parsed.committed >= oldest) slop = SLOP;
    else if (--slop < 0) break;
  }
  return new Map([...seen].flatMap(([id, { parsed, wanted }]) => (wanted ? [[id, parsed] as const] : [])));
}

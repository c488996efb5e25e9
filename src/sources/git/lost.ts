/** Objects that nothing refers to: amended commits, dropped stashes, rebased branches. They stay until `git gc`. */

import { readCommits, type Walk } from './history.js';
import type { ObjectType } from './objects/pack.js';
import type { ParsedCommit } from './parse.js';
import type { LooseEnds } from './places.js';

export interface Lost {
  readonly commits: ReadonlyMap<string, ParsedCommit>;
  /** Annotated tags. */
  readonly tags: readonly string[];
  /** Every blob: one that a commit has as well is known by its place there, so naming it again changes nothing. */
  readonly blobs: LooseEnds['blobs'];
}

export const NOTHING_LOST: Lost = { commits: new Map(), tags: [], blobs: [] };

interface Known {
  readonly reachable: ReadonlyMap<string, ParsedCommit>;
  readonly tips: { readonly tags: readonly string[] };
  readonly shallow: ReadonlySet<string>;
}

/** Commits and tags that are not reachable, and all blobs. */
export async function findLost(walk: Walk, { reachable, tips, shallow }: Known): Promise<Lost> {
  const byType: Record<ObjectType, string[]> = { commit: [], tag: [], tree: [], blob: [] };
  const tags = new Set(tips.tags);
  const seen = new Set<string>();
  for (const id of walk.reader.ids()) {
    if (walk.signal.aborted) break;
    if (seen.has(id) || reachable.has(id) || tags.has(id)) continue;
    seen.add(id);
    try {
      byType[walk.reader.typeOf(id)].push(id);
    } catch (error) {
      walk.trouble(id, error);
    }
  }
  const all = await readCommits(walk, { tips: byType.commit, shallow });
  const commits = new Map([...all].filter(([id]) => !reachable.has(id)));
  return { commits, tags: byType.tag, blobs: byType.blob.map((id) => ({ id, path: UNNAMED })) };
}

/** Stands in for the path of a blob that no tree names. */
const UNNAMED = '[unnamed file]';

/** What a push brings: commits that no known ref leads to. */

import type { Walk } from './history.js';
import type { Refs } from './refs.js';

/** All as ids, as git tells its hooks. */
export interface Pushed {
  /** What the refs are to point at. */
  readonly to: readonly string[];
  /** What the other side is known to have; ids that this side lacks are passed over. */
  readonly from: readonly string[];
  /** Refs that begin with this are known to the other side as well. */
  readonly known: string;
}

/** Tips that are no commits (a tag of a file) are left out; trouble with what is pushed is told. */
export function pushedTips({ to, from, known }: Pushed, { walk, refs }: { walk: Walk; refs: Refs }) {
  const there = [...refs.names].flatMap(([name, id]) => (name.startsWith(known) ? [id] : []));
  return {
    to: to.flatMap((id) => commitAt(walk, id, walk.trouble)),
    from: [...new Set([...from, ...there])].flatMap((id) => commitAt(walk, id, () => undefined)),
  };
}

function commitAt({ reader }: Walk, tip: string, trouble: Walk['trouble']): string[] {
  try {
    const { id, type } = reader.peel(tip);
    return type === 'commit' ? [id] : [];
  } catch (error) {
    trouble(tip, error);
    return [];
  }
}

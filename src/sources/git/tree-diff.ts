/** What a tree has that none of some other trees has, and what all of those have in its place. */

import type { ObjectReader } from './objects.js';
import type { TreeEntry } from './parse.js';
import type { Trouble } from './history.js';

export interface TreeChanges {
  /** Blobs that stand at their path in none of the other trees. */
  readonly added: readonly { readonly id: string; readonly path: string }[];
  /** Blobs of the other trees at paths where this one has something else than each of them. */
  readonly replaced: readonly { readonly id: string; readonly path: string }[];
}

interface Context {
  readonly read: (id: string) => readonly TreeEntry[];
  readonly added: { id: string; path: string }[];
  readonly replaced: { id: string; path: string }[];
}

/** Levels of directories; git itself stops there too. */
const DEEPEST = 2048;

/** Trees are ids; subtrees that another tree shares are not read. */
export function diffTrees(
  { reader, trouble }: { reader: ObjectReader; trouble: Trouble },
  tree: string,
  others: readonly string[],
): TreeChanges {
  const context: Context = {
    added: [],
    replaced: [],
    read(id) {
      try {
        return reader.tree(id);
      } catch (error) {
        trouble(id, error);
        return [];
      }
    },
  };
  diffDirectory(context, { tree, others, prefix: '', depth: 0 });
  return context;
}

interface Directory {
  /** Undefined where there is no directory of that name; so too in `others`. */
  readonly tree: string | undefined;
  readonly others: readonly (string | undefined)[];
  readonly prefix: string;
  readonly depth: number;
}

function diffDirectory(context: Context, { tree, others, prefix, depth }: Directory): void {
  if (depth > DEEPEST || others.includes(tree)) return;
  const mine = entriesOf(context, tree);
  const theirs = others.map((other) => entriesOf(context, other));
  for (const name of new Set([mine, ...theirs].flatMap((entries) => [...entries.keys()]))) {
    const here = mine.get(name);
    const there = theirs.map((entries) => entries.get(name));
    // Unchanged where one of the others has the same, which may be nothing.
    if (there.some((entry) => entry?.id === here?.id)) continue;
    const path = prefix + name;
    if (here?.type === 'blob') context.added.push({ id: here.id, path });
    for (const entry of there) if (entry?.type === 'blob') context.replaced.push({ id: entry.id, path });
    const subtrees = { tree: treeIn(here), others: there.map(treeIn) };
    diffDirectory(context, { ...subtrees, prefix: `${path}/`, depth: depth + 1 });
  }
}

function entriesOf({ read }: Context, tree: string | undefined): Map<string, TreeEntry> {
  return new Map((tree === undefined ? [] : read(tree)).map((entry) => [entry.name, entry]));
}

function treeIn(entry: TreeEntry | undefined): string | undefined {
  return entry?.type === 'tree' ? entry.id : undefined;
}

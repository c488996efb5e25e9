/** The index against HEAD: what the next commit would bring. */

import { join } from 'node:path';
import { readIndex, type IndexEntry } from '../shared/git-index.js';
import { readSmallFile } from '../shared/small-file.js';
import type { Change } from './changes.js';
import type { ObjectReader } from './objects.js';

/** `head` is the id of HEAD's commit; undefined before the first one. Throws an Error for an index that is not read. */
export function stagedChange(
  reader: ObjectReader,
  { gitDir, head }: { gitDir: string; head: string | undefined },
): Change {
  const staged = stagedFiles(gitDir);
  const committed = new Map<string, string>();
  if (head !== undefined) listFiles(reader, { tree: reader.commit(head).tree, prefix: '' }, committed);
  const added = staged.filter(({ path, id }) => committed.get(path) !== id).map(({ path, id }) => ({ path, id }));
  const kept = new Map(staged.map(({ path, id }) => [path, id]));
  const replaced = [...committed].filter(([path, id]) => kept.get(path) !== id).map(([path, id]) => ({ path, id }));
  return { added, replaced };
}

/** Without submodules, and without the sides of a conflict: those cannot be committed as they are. */
function stagedFiles(gitDir: string): IndexEntry[] {
  const bytes = readSmallFile(join(gitDir, 'index'));
  if (bytes === undefined) return [];
  const { entries, shared } = readIndex(bytes);
  if (shared !== undefined) throw new Error('the index is split; run git update-index --no-split-index');
  return entries.filter(({ submodule, stage }) => !submodule && stage === 0);
}

function listFiles(
  reader: ObjectReader,
  { tree, prefix }: { tree: string; prefix: string },
  files: Map<string, string>,
): void {
  for (const { name, id, type } of reader.tree(tree)) {
    if (type === 'blob') files.set(prefix + name, id);
    else if (type === 'tree') listFiles(reader, { tree: id, prefix: `${prefix}${name}/` }, files);
  }
}

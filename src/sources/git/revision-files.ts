/** Single files of a commit or of the index, for what steers a scan rather than being scanned. */

import { join } from 'node:path';
import { readIndex } from '../shared/git-index.js';
import { readSmallFile } from '../shared/small-file.js';
import { createObjectReader, type ObjectReader } from './objects.js';
import { readRefs } from './refs.js';
import type { Repository } from './repository.js';
import { resolveRevision } from './revision.js';

/** The text of a file given by its path from the top; undefined where there is none. Throws where it cannot be read. */
export type RevisionFiles = (path: string) => string | undefined;

/** Files of a commit, as people name it. Throws an Error for a revision that leads nowhere. */
export function filesOfRevision(repository: Repository, revision: string): RevisionFiles {
  const reader = readerOf(repository);
  const { tree } = reader.commit(resolveRevision(revision, reader, readRefs(repository)));
  return (path) => {
    const id = blobAt(reader, tree, path.split('/'));
    return id === undefined ? undefined : textOf(reader, id);
  };
}

/** Files of the index: what the next commit will have. */
export function filesOfIndex(repository: Repository): RevisionFiles {
  const bytes = readSmallFile(join(repository.gitDir, 'index'));
  const ids = new Map((bytes === undefined ? [] : readIndex(bytes).entries).map(({ path, id }) => [path, id]));
  const reader = readerOf(repository);
  return (path) => {
    const id = ids.get(path);
    return id === undefined ? undefined : textOf(reader, id);
  };
}

function blobAt(reader: ObjectReader, tree: string, [name, ...rest]: readonly string[]): string | undefined {
  const entry = reader.tree(tree).find((candidate) => candidate.name === name);
  if (entry === undefined) return undefined;
  if (rest.length === 0) return entry.type === 'blob' ? entry.id : undefined;
  return entry.type === 'tree' ? blobAt(reader, entry.id, rest) : undefined;
}

function textOf(reader: ObjectReader, id: string): string {
  return Buffer.from(reader.text(id).bytes).toString('utf8');
}

function readerOf({ commonDir }: Repository): ObjectReader {
  // A pack that cannot be opened is told by the scan itself.
  return createObjectReader(commonDir, () => undefined);
}

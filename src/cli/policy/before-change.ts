/** Policy files as they were before the part of a history that is scanned: the change is judged by what it did not write. */

import { relative, sep } from 'node:path';
import { reasonOf } from '../../sources/shared/errors.js';
import { openRepository } from '../../sources/git/repository.js';
import { filesOfIndex, filesOfRevision, type RevisionFiles } from '../../sources/git/revision-files.js';
import type { Selection } from '../../sources/git/selection.js';
import { UsageError } from '../usage-error.js';
import { filesOnDisk, isInside, type PolicyFiles } from './files.js';

const NO_FILES: RevisionFiles = () => undefined;

/** Files outside of the worktree are read where they are: the change cannot have written them. */
export function filesBeforeChange(
  selection: Exclude<Selection, { kind: 'all' }>,
  { cwd, root }: { cwd: string; root: string },
): PolicyFiles {
  const disk = filesOnDisk(cwd, root);
  const base = selection.kind === 'range' ? selection.from : 'HEAD';
  const repository = openRepository(root, root);
  // Of a repository or a revision that cannot be read the scan itself tells.
  const open = (files: () => RevisionFiles): RevisionFiles => {
    try {
      return files();
    } catch {
      return NO_FILES;
    }
  };
  const [before, after] =
    'type' in repository
      ? [NO_FILES, NO_FILES]
      : [
          open(() => filesOfRevision(repository, base)),
          open(() =>
            selection.kind === 'range' ? filesOfRevision(repository, selection.to) : filesOfIndex(repository),
          ),
        ];
  const reading = (files: RevisionFiles, revision: string) => (path: string) => {
    if (!isInside(root, path)) return disk.read(path);
    try {
      return files(relative(root, path).split(sep).join('/'));
    } catch (error) {
      const what = `Cannot read '${disk.show(path)}' of '${revision}': ${reasonOf(error)}`;
      throw new UsageError(`${what}; git fetch what is missing`, { cause: error });
    }
  };
  const to = selection.kind === 'range' ? selection.to : 'the index';
  return { ...disk, read: reading(before, base), change: { base, read: reading(after, to) } };
}

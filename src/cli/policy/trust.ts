/** Whose word counts in a scan: which policy files are read, and whether comments in what is scanned are believed. */

import { resolve } from 'node:path';
import type { Finding } from '../../model/finding.js';
import type { FoundBy } from '../../model/policy.js';
import type { Selection } from '../../sources/git/selection.js';
import type { Distrust } from '../../triage/inline.js';
import { filesOnDisk, isInside, policyRoot, type PolicyFiles } from './files.js';

/** What a scan is about, as far as policy has to know. */
export type Scope =
  /** Files and directories, as typed; `ignored`: with what git ignores. */
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'repository'; readonly repository: string; readonly selection: Selection }
  /** Something that lies in no directory. */
  | { readonly kind: 'elsewhere' };

export interface Trust {
  readonly files: PolicyFiles;
  readonly distrust: (finding: Finding) => Distrust | undefined;
  /** See `JudgedScan.whole`; true only if the scan is complete and without a selection of detectors. */
  readonly whole: FoundBy | undefined;
}

/**
 * Policy files are those of the caller's own worktree; for a part of its history those before that part, so that a
 * change cannot switch off its own scan. `trustTarget` takes those of the target, whatever it is.
 */
export async function trustOf(
  scope: Scope,
  { cwd, trustTarget }: { cwd: string; trustTarget: boolean },
): Promise<Trust> {
  const root = policyRoot(cwd);
  switch (scope.kind) {
    case 'paths': {
      const paths = scope.paths.map((path) => resolve(cwd, path));
      return {
        files: filesOnDisk(cwd, trustTarget ? policyRoot(paths[0] ?? cwd) : root),
        distrust: ({ provenance }) =>
          trustTarget || isInside(root, resolve(cwd, provenance.path)) ? undefined : 'foreign',
        whole: paths.includes(root) ? 'scan' : undefined,
      };
    }
    case 'repository':
      return trustOfRepository(scope, { cwd, trustTarget, root });
    case 'elsewhere':
      return { files: filesOnDisk(cwd, root), distrust: () => (trustTarget ? undefined : 'foreign'), whole: undefined };
  }
}

async function trustOfRepository(
  { repository, selection }: Extract<Scope, { kind: 'repository' }>,
  { cwd, trustTarget, root }: { cwd: string; trustTarget: boolean; root: string },
): Promise<Trust> {
  const target = policyRoot(resolve(cwd, repository));
  const own = target === root;
  if (own && !trustTarget && selection.kind !== 'all') {
    const { filesBeforeChange } = await import('./before-change.js');
    return { files: filesBeforeChange(selection, { cwd, root }), distrust: () => 'change', whole: undefined };
  }
  return {
    files: filesOnDisk(cwd, trustTarget ? target : root),
    distrust: () => (own || trustTarget ? undefined : 'foreign'),
    whole: own && selection.kind === 'all' ? 'git' : undefined,
  };
}

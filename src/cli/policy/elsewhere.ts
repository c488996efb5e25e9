/** Images and clusters that a baseline can be made of: scanned from a worktree, whose policy files take their findings. */

import type { Source } from '../../model/content.js';
import type { Finding } from '../../model/finding.js';
import type { BaselineEntry, FoundBy } from '../../model/policy.js';
import { splitTarget } from '../../sources/image/open.js';
import { parseReference } from '../../sources/image/reference.js';

/** One scan of something that is not in the worktree. */
export interface Elsewhere {
  readonly command: 'image' | 'cluster';
  /** As the user named it. */
  readonly target: string;
  readonly source: Source;
  readonly further?: () => AsyncIterable<Source>;
  /** The images that only reading makes known, as named there. */
  readonly images?: () => Promise<readonly string[]>;
}

/** Opens them anew: some commands scan twice. */
export type OpenElsewhere = () => Promise<readonly Elsewhere[]>;

/** What an entry belongs to. It stands before the path in the baseline: `shop!app/.env`, `kind-dev!shop/Deployment/web`. */
export interface Owner {
  readonly foundBy: FoundBy;
  readonly name: string;
}

const BEHIND_OWNER = '!';

/** An image without tag and digest: what the next build is compared with. A file is itself. */
function imageOwner(target: string): Owner {
  const { supplier, rest } = splitTarget(target);
  const name = supplier === 'file' || parseReference(rest) === undefined ? rest : withoutVersion(rest);
  return { foundBy: 'image', name };
}

function withoutVersion(reference: string): string {
  const [named = ''] = reference.split('@');
  return named.replace(/:[^:/]*$/, '');
}

/** All that a scan looked at, whether something was found in it or not. */
export async function ownersOf({ command, target, images }: Elsewhere): Promise<readonly Owner[]> {
  if (command === 'image') return [imageOwner(target)];
  return [{ foundBy: 'cluster', name: target }, ...((await images?.()) ?? []).map(imageOwner)];
}

/** What a finding belongs to, and where it is in that. Undefined: to the worktree or its history. */
export function ownerOf({ provenance }: Finding): Owner | undefined {
  if (provenance.kind === 'image') return imageOwner(provenance.image ?? '');
  if (provenance.kind === 'cluster') return { foundBy: 'cluster', name: provenance.cluster };
  return undefined;
}

export function pathIn({ name }: Owner, path: string): string {
  return name + BEHIND_OWNER + path;
}

export function isOf({ foundBy, path }: BaselineEntry, owner: Owner): boolean {
  return foundBy === owner.foundBy && path.startsWith(owner.name + BEHIND_OWNER);
}

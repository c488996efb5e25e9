/**
 * Objects of a repository through isomorphic-git: the plain reader that a faster one has to agree with. It holds whole
 * packs in memory.
 */

import { existsSync, readFileSync } from 'node:fs';
import * as fs from 'node:fs';
import { join } from 'node:path';
import git from 'isomorphic-git';
import type { Commit } from '../../model/provenance.js';
import type { Repository } from './repository.js';

export interface TreeEntry {
  /** File name, not path. */
  readonly name: string;
  readonly id: string;
  readonly type: 'blob' | 'tree' | 'commit';
}

export interface ParsedCommit {
  readonly commit: Commit;
  readonly tree: string;
  readonly parents: readonly string[];
  /** Seconds since the epoch; breaks ties between commits that do not descend from each other. */
  readonly committed: number;
}

/** The object is in no pack and not loose: this clone does not have it. */
export class AbsentObject extends Error {
  override readonly name = 'AbsentObject';

  constructor(id: string) {
    super(`object ${id} is not in this clone`);
  }
}

export interface ObjectReader {
  commit(id: string): Promise<ParsedCommit>;
  tree(id: string): Promise<readonly TreeEntry[]>;
  blob(id: string): Promise<Uint8Array>;
  /** Ids that HEAD, branches, tags, remotes, notes and the stash point at: commits, or objects that tags name. */
  tips(): Promise<readonly string[]>;
  /** What an annotated tag points at in the end; other objects as they are. */
  peel(id: string): Promise<{ readonly id: string; readonly type: string }>;
}

export function createObjectReader({ commonDir, gitDir }: Pick<Repository, 'commonDir' | 'gitDir'>): ObjectReader {
  // One cache for all calls: without it each call reads all packs again.
  const base = { fs, gitdir: commonDir, cache: {} };

  async function read<T>(id: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof git.Errors.NotFoundError) throw new AbsentObject(id);
      throw error;
    }
  }

  async function peel(id: string): Promise<{ id: string; type: string }> {
    const { type, object } = await read(id, () => git.readObject({ ...base, oid: id, format: 'parsed' }));
    return type === 'tag' && 'object' in object ? peel(object.object) : { id, type };
  }

  return {
    commit: (id) => read(id, async () => parsedCommit(await git.readCommit({ ...base, oid: id }))),
    tree: (id) =>
      read(id, async () => {
        const { tree } = await git.readTree({ ...base, oid: id });
        return tree.map(({ path, oid, type }) => ({ name: path, id: oid, type }));
      }),
    blob: (id) => read(id, async () => (await git.readBlob({ ...base, oid: id })).blob),
    tips: () => readTips(base, gitDir),
    peel,
  };
}

function parsedCommit({ oid, commit }: Awaited<ReturnType<typeof git.readCommit>>): ParsedCommit {
  const { author, committer, message, tree, parent } = commit;
  return {
    commit: {
      id: oid,
      author: author.name,
      email: author.email,
      date: isoDate(author.timestamp, author.timezoneOffset),
      summary: message.split('\n', 1)[0] ?? '',
    },
    tree,
    parents: parent,
    committed: committer.timestamp,
  };
}

/** `timezoneOffset` as git's library has it: minutes to add to local time to get UTC. */
function isoDate(timestamp: number, timezoneOffset: number): string {
  const local = new Date((timestamp - timezoneOffset * 60) * 1000).toISOString().slice(0, 19);
  const minutes = Math.abs(timezoneOffset);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${timezoneOffset > 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

async function readTips(base: { fs: typeof fs; gitdir: string; cache: object }, gitDir: string): Promise<string[]> {
  const tips = new Set<string>();
  const listed = await git.listRefs({ ...base, filepath: 'refs' });
  for (const ref of listed) tips.add(await git.resolveRef({ ...base, ref: `refs/${ref}` }));
  const head = await headOf(base, gitDir);
  if (head !== undefined) tips.add(head);
  return [...tips];
}

/** HEAD of this worktree; undefined in a repository without a commit. */
async function headOf(base: { fs: typeof fs; gitdir: string }, gitDir: string): Promise<string | undefined> {
  const file = join(gitDir, 'HEAD');
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (/^[0-9a-f]{40}$/.test(text)) return text;
  try {
    return await git.resolveRef({ ...base, ref: text.replace(/^ref: /, '') });
  } catch {
    return undefined;
  }
}

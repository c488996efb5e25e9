/**
 * What a server is sent is kept apart until its hooks agree: in a directory of objects that is not yet the repository's
 * (https://git-scm.com/docs/git-receive-pack#_quarantine_environment). A throw-away repository without objects of its own
 * borrows from both, so that new commits are read like any others.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { readRefs } from '../../sources/git/refs.js';
import { openRepository } from '../../sources/git/repository.js';
import { makeTemporaryDirectory } from '../temporary.js';
import { UsageError } from '../usage-error.js';

export interface Quarantine {
  readonly directory: string;
  remove(): void;
}

/** `env` as git sets it for the hook. Throws a UsageError where there is no repository. */
export async function openQuarantine(cwd: string, env: NodeJS.ProcessEnv): Promise<Quarantine> {
  const repository = openRepository(resolve(cwd, env['GIT_DIR'] ?? '.'), env['GIT_DIR'] ?? '.');
  if ('type' in repository) throw new UsageError(repository.message);
  const { commonDir } = repository;
  const named = [env['GIT_OBJECT_DIRECTORY'], ...(env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] ?? '').split(delimiter)];
  const borrowed = named.filter((path) => path !== undefined && path !== '').map((path) => resolve(cwd, path ?? ''));
  const directory = await makeTemporaryDirectory();
  mkdirSync(join(directory, 'objects', 'info'), { recursive: true });
  mkdirSync(join(directory, 'refs'));
  const objects = [...borrowed, join(commonDir, 'objects')];
  writeFileSync(join(directory, 'objects', 'info', 'alternates'), `${[...new Set(objects)].join('\n')}\n`);
  const refs = [...readRefs(repository).names].filter(([name]) => name !== 'HEAD');
  writeFileSync(join(directory, 'packed-refs'), refs.map(([name, id]) => `${id} ${name}\n`).join(''));
  writeFileSync(join(directory, 'shallow'), repository.shallow.map((id) => `${id}\n`).join(''));
  writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/main\n');
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

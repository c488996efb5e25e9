/** Where the values go, and only there: the file, the directory or the pipe that the user names. */

import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Form } from '../../remedy/options.js';
import type { PlannedSecret } from '../../remedy/plan.js';
import { secretFiles, type SecretFile } from '../../remedy/secret-forms.js';
import { findWorktreeRoot, openWorktree } from '../../sources/directory/ignore-rules.js';
import { reasonOf } from '../../sources/shared/errors.js';
import { UsageError } from '../usage-error.js';

export type SecretsOut =
  | { readonly kind: 'pipe' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'directory'; readonly path: string };

/** Throws a UsageError for a place where secrets must not go. */
export function checkSecretsOut(given: string, cwd: string): SecretsOut {
  if (given === '-') {
    if (process.stdout.isTTY)
      throw new UsageError('--secrets-out - prints secrets in clear: pipe it into a command, or name a file');
    return { kind: 'pipe' };
  }
  const path = resolve(cwd, given);
  const isDirectory = given.endsWith('/') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isDirectory && existsSync(path))
    throw new UsageError(`'${given}' exists and is not overwritten; remove it or name another file`);
  if (!isDirectory) refuseInGit(path, given);
  return { kind: isDirectory ? 'directory' : 'file', path };
}

/** Secrets in a worktree get committed, unless git ignores the place. */
function refuseInGit(path: string, given: string): void {
  const parent = nearestDirectory(dirname(path));
  const root = findWorktreeRoot(parent);
  if (root === undefined) return;
  let place = openWorktree(root, () => undefined);
  const parts = relative(root, path).split(sep);
  for (const [at, part] of parts.entries()) {
    if (place.leavesOut(part, at < parts.length - 1)) return;
    place = place.enter(part);
  }
  throw new UsageError(
    `'${given}' is in a git worktree and not ignored there; add it to .gitignore or name a file outside`,
  );
}

function nearestDirectory(directory: string): string {
  let at = directory;
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
  return at;
}

/** Writes every file, or throws a UsageError before the first one. Returns where they are. */
export function writeSecrets(
  secrets: readonly PlannedSecret[],
  { out, given, as }: { out: SecretsOut; given: string; as: Form },
): readonly string[] {
  if (out.kind === 'pipe') {
    writeAll(1, singleText(secrets, as));
    return [];
  }
  const files =
    out.kind === 'file'
      ? [{ path: out.path, shown: given, text: singleText(secrets, as) }]
      : filesFor(secrets, as).map(({ name, text }) => ({ path: join(out.path, name), shown: join(given, name), text }));
  for (const { path, shown } of files) {
    refuseInGit(path, shown);
    if (existsSync(path))
      throw new UsageError(`'${shown}' exists and is not overwritten; remove it or name another place`);
  }
  for (const { path, text } of files) writePrivate(path, text);
  return files.map(({ shown }) => shown);
}

function writePrivate(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fd = openSync(path, 'wx', 0o600);
    try {
      writeAll(fd, text);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw new UsageError(`Cannot write secrets to '${path}': ${reasonOf(error)}; no manifest was changed`, {
      cause: error,
    });
  }
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

/** In directories like those of the manifests, so that equal names of two environments do not meet. */
function filesFor(secrets: readonly PlannedSecret[], as: Form): SecretFile[] {
  return secrets.flatMap((secret) => {
    const { directory, name, namespace } = secret;
    const twins = secrets.filter((other) => other.directory === directory && other.name === name);
    const prefix = twins.length > 1 ? `${namespace ?? 'default'}.` : '';
    const inside = directory.split('/').filter((part) => part !== '' && part !== '..' && part !== '.');
    return textsOf(secret, as).map((file) => ({ name: join(...inside, `${prefix}${file.name}`), text: file.text }));
  });
}

/** Several manifests make one stream, other forms are a file each. */
function singleText(secrets: readonly PlannedSecret[], as: Form): string {
  const files = secrets.flatMap((secret) => textsOf(secret, as));
  if (files.length <= 1) return files[0]?.text ?? '';
  if (!isManifests(secrets, as))
    throw new UsageError(
      `${files.length} files are needed: give --secrets-out a directory, one that exists or a name that ends in /`,
    );
  const names = secrets.map(({ name, namespace }) => (namespace === undefined ? name : `${namespace}/${name}`));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new UsageError(`Two Secrets of different directories are called '${twice}': give --secrets-out a directory`);
  return files.map(({ text }) => text).join('---\n');
}

function isManifests(secrets: readonly PlannedSecret[], as: Form): boolean {
  return !['kubectl', 'env-file', 'kustomize'].includes(as) && secrets.every(({ form }) => form === 'secret');
}

function textsOf(secret: PlannedSecret, as: Form): SecretFile[] {
  try {
    return secretFiles(secret, as);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

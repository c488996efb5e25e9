/** Where the values go, and only there: the file, the directory or the pipe that the user names. */

import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { PlannedSecret } from '../../remedy/plan.js';
import { quotedEnvFile, rawEnvFile, secretManifest, secretManifests } from '../../remedy/secret-forms.js';
import { findWorktreeRoot, openWorktree } from '../../sources/directory/ignore-rules.js';
import { reasonOf } from '../../sources/shared/errors.js';
import { UsageError } from '../usage-error.js';

/** A file with values to write. */
export interface SecretFile {
  /** Relative to the directory that the user names. */
  readonly name: string;
  readonly text: string;
}

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

/** Writes every file, or throws a UsageError before the first one. */
export function writeSecrets(secrets: readonly PlannedSecret[], out: SecretsOut, given: string): readonly string[] {
  const files = out.kind === 'directory' ? filesFor(secrets) : [{ name: given, text: singleText(secrets) }];
  if (out.kind === 'pipe') {
    for (const { text } of files) writeAll(1, text);
    return [];
  }
  const paths = files.map(({ name, text }) => ({
    path: out.kind === 'directory' ? join(out.path, name) : out.path,
    text,
  }));
  for (const { path } of paths) {
    refuseInGit(path, path);
    if (existsSync(path)) throw new UsageError(`'${path}' exists and is not overwritten; remove it first`);
  }
  for (const { path, text } of paths) writePrivate(path, text);
  return paths.map(({ path }) => path);
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
    throw new UsageError(`Cannot write secrets to '${path}': ${reasonOf(error)}; no file was changed`, {
      cause: error,
    });
  }
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

function filesFor(secrets: readonly PlannedSecret[]): SecretFile[] {
  const base = ({ form, name }: PlannedSecret): string => (form === 'secret' ? `${name}.yaml` : name);
  return secrets.map((secret) => {
    const same = secrets.filter(({ directory, name }) => directory === secret.directory && name === secret.name);
    const name = same.length > 1 ? `${secret.namespace ?? 'default'}.${base(secret)}` : base(secret);
    return { name: join(secret.directory.replaceAll('..', ''), name), text: textOf(secret) };
  });
}

/** Several manifests make one stream, env files do not. */
function singleText(secrets: readonly PlannedSecret[]): string {
  const [first, ...more] = secrets;
  if (first === undefined) return '';
  if (more.length === 0) return textOf(first);
  if (secrets.some(({ form }) => form !== 'secret'))
    throw new UsageError(
      `${secrets.length} files are needed; give --secrets-out a directory: one that exists, or a name that ends in /`,
    );
  const names = secrets.map(({ name, namespace = '' }) => `${namespace}/${name}`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new UsageError(
      `Two Secrets are called '${twice.replace(/^\//, '')}', in different directories; give --secrets-out a directory`,
    );
  return secretManifests(secrets);
}

function textOf(secret: PlannedSecret): string {
  if (secret.form === 'secret') return secretManifest(secret);
  if (secret.form === 'env-quoted') return quotedEnvFile(secret);
  const text = rawEnvFile(secret);
  if (text === undefined)
    throw new UsageError(
      `A value of '${secret.name}' has several lines, which an env file cannot hold; use --as secret`,
    );
  return text;
}

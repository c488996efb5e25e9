/** Puts our lines into the hooks of a repository, and takes them out again. */

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../usage-error.js';
import {
  CLIENT_HOOKS,
  hasBlock,
  isOnlyBlock,
  isShellScript,
  withBlock,
  withoutBlock,
  type ClientHook,
} from './script.js';

/** One line for each hook that was written. Throws a UsageError for one that is not ours to change. */
export function installHooks(hooks: readonly ClientHook[], cwd: string): string[] {
  const directory = hooksDirectory(cwd);
  refuseHusky(directory);
  const fallback = { node: process.execPath, bin: fileURLToPath(new URL('../../bin/hullcheck.js', import.meta.url)) };
  const files = hooks.map((hook) => ({ hook, file: join(directory, hook) }));
  const texts = files.map(({ hook, file }) => {
    const existing = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    if (existing !== undefined && !isShellScript(existing)) {
      throw new UsageError(`'${file}' is no shell script; call 'hullcheck hook ${hook}' in it yourself`);
    }
    return { file, text: withBlock(existing, hook, fallback), kept: existing !== undefined && !isOnlyBlock(existing) };
  });
  mkdirSync(directory, { recursive: true });
  return texts.map(({ file, text, kept }) => {
    writeFileSync(file, text);
    chmodSync(file, 0o755);
    return kept ? `Added to '${file}', before what it did already` : `Wrote '${file}'`;
  });
}

/** One line for each hook that was changed. */
export function uninstallHooks(cwd: string): string[] {
  const directory = hooksDirectory(cwd);
  return CLIENT_HOOKS.flatMap((hook) => {
    const file = join(directory, hook);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (!hasBlock(text)) return [];
    if (isOnlyBlock(text)) {
      rmSync(file);
      return [`Removed '${file}'`];
    }
    writeFileSync(file, withoutBlock(text));
    return [`Took hullcheck out of '${file}'`];
  });
}

/** Where git itself looks: with `core.hooksPath` and in linked worktrees too. */
function hooksDirectory(cwd: string): string {
  try {
    const path = execFileSync('git', ['rev-parse', '--git-path', 'hooks'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return resolve(cwd, path.trim());
  } catch (error) {
    throw new UsageError('Hooks are installed in a git repository; this is none, or git is not installed', {
      cause: error,
    });
  }
}

/** husky writes its directory anew at every install. */
function refuseHusky(directory: string): void {
  if (basename(directory) !== '_' || basename(dirname(directory)) !== '.husky') return;
  throw new UsageError(
    "Hooks of this repository are husky's; add the line 'hullcheck hook pre-commit' to .husky/pre-commit",
  );
}

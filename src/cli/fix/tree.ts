/** The files around what is fixed, read when they are asked for. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isLikelyManifest } from '../../remedy/draft.js';
import type { Tree } from '../../remedy/plan.js';
import { planDirectory } from '../../sources/directory/plan.js';

/**
 * Of a named directory all that is below, of a named file what stands beside it; and the whole chart where one is inside
 * a Helm chart, whose templates read the values.
 */
export async function openTree(paths: readonly string[], target: { cwd: string; ignore: boolean }): Promise<Tree> {
  const files = new Map<string, string>();
  for (const path of paths) {
    const full = resolve(target.cwd, path);
    if (!existsSync(full)) continue;
    const chart = chartAbove(path, target.cwd);
    if (chart !== undefined) await addAll(files, chart, target);
    if (statSync(full).isDirectory()) await addAll(files, path, target);
    else addBeside(files, path, full);
  }
  const texts = new Map<string, string | undefined>();
  return {
    paths: [...files.keys()].toSorted(),
    text(path) {
      if (!texts.has(path)) texts.set(path, readText(files.get(path) ?? resolve(target.cwd, path)));
      return texts.get(path);
    },
  };
}

async function addAll(
  files: Map<string, string>,
  path: string,
  { cwd, ignore }: { cwd: string; ignore: boolean },
): Promise<void> {
  for await (const shard of planDirectory({ paths: [path], cwd, ignore }, new AbortController().signal)) {
    if (!('files' in shard)) continue;
    for (const { open, path: name } of shard.files) {
      if (typeof open === 'string' && isLikelyManifest(name)) files.set(name, open);
    }
  }
}

function addBeside(files: Map<string, string>, path: string, full: string): void {
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  files.set(path, full);
  for (const entry of readdirSync(dirname(full), { withFileTypes: true })) {
    if (entry.isFile() && isLikelyManifest(entry.name))
      files.set(directory + entry.name, join(dirname(full), entry.name));
  }
}

/** In the words of the user's path, so that the chart's files and the named one have names of one kind. */
function chartAbove(path: string, cwd: string): string | undefined {
  for (let directory = path; ; directory = dirname(directory)) {
    if (existsSync(join(resolve(cwd, directory), 'Chart.yaml'))) return directory;
    if (directory === dirname(directory) || directory === '.' || directory.endsWith('..')) return undefined;
  }
}

/** Undefined for what cannot be read or is not UTF-8: nothing of it could be kept byte for byte. */
function readText(file: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch {
    return undefined;
  }
}

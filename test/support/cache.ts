/** Runs of the command with a cache, and what is in that cache. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hullcheck, type Run } from './command.js';

/** The report as it is written, with `cache` as the directory of the cache or, without one, with none. */
export function report(args: readonly string[], cache?: string, env: NodeJS.ProcessEnv = {}): Run {
  const choice = cache === undefined ? ['--no-cache'] : ['--cache-dir', cache];
  return hullcheck([...args, ...choice, '--format', 'json'], { env });
}

/** Paths of all entries. */
export function entriesOf(cache: string): string[] {
  const directory = join(cache, 'entries');
  return readdirSync(directory)
    .toSorted()
    .map((name) => join(directory, name));
}

/** Shorter texts are anywhere by chance. */
const SHORTEST = 8;

/** Every way in which a secret may stand in a file without being seen at once. */
export function traces(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  const turned = [...secret].toReversed().join('');
  // In base64 it depends on what stands in front of it; the first and the last digits are shared with that.
  const encoded = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [secret, secret.slice(4), turned, bytes.toString('hex'), ...encoded]
    .filter(({ length }) => length >= SHORTEST)
    .map((text) => Buffer.from(text));
}

/** Names of the files below `cache` that hold one of the secrets in some way. */
export function filesTelling(cache: string, secrets: readonly string[]): string[] {
  const needles = secrets.flatMap(traces);
  return readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = join(cache, name);
    if (!statSync(file).isFile()) return false;
    const bytes = readFileSync(file);
    return needles.some((needle) => bytes.includes(needle));
  });
}

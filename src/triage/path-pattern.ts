/** Paths as people name them in exceptions: the patterns of `.gitignore`, with an own door to the package that knows them. */

import ignore from 'ignore';
import type { Finding } from '../model/finding.js';

/** The path that exceptions are compared with: seen from the directory of the policy, `/` between the parts. */
export type PathOf = (finding: Finding) => string;

/** Whether a path, or a directory above it, is matched. Later patterns and `!` count as in `.gitignore`. */
export function createPathPattern(patterns: readonly string[]): (path: string) => boolean {
  const rules = ignore({ ignorecase: false }).add([...patterns]);
  // Paths out of the tree (`../x`, `/x`) are none that the package takes.
  return (path) => ignore.isPathValid(path) && rules.ignores(path);
}

/** Whether the patterns match everything. */
export function matchesEverything(patterns: readonly string[]): boolean {
  const pattern = createPathPattern(patterns);
  return ['a', 'b.c', 'd/e/f.g'].every(pattern);
}

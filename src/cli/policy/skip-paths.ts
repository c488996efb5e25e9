/** `skipPaths` of the configuration: files of a directory that are not even read. */

import type { Planned, Source } from '../../model/content.js';
import { createPathPattern } from '../../triage/path-pattern.js';
import { pathWithin } from './files.js';

export interface SkipOptions {
  /** As in `.gitignore`, seen from `root`. */
  readonly patterns: readonly string[];
  readonly root: string;
  readonly cwd: string;
}

/** The source without these files; each is told as skipped. What other sources find there, triage suppresses. */
export function skippingPaths(source: Source, { patterns, root, cwd }: SkipOptions): Source {
  if (patterns.length === 0) return source;
  const matches = createPathPattern(patterns);
  async function* plan(signal: AbortSignal): AsyncGenerator<Planned> {
    for await (const planned of source.plan(signal)) {
      if ('type' in planned || planned.source !== 'directory') {
        yield planned;
        continue;
      }
      const skipped = planned.files.filter(({ path }) => matches(pathWithin(root, { path, cwd })));
      for (const { path } of skipped) yield { type: 'skipped', reason: 'excluded', path };
      const files = planned.files.filter((file) => !skipped.includes(file));
      if (files.length > 0) yield { ...planned, files };
    }
  }
  return { ...source, plan };
}

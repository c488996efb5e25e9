/** What is said of a shard that failed as a whole: which part of the scan is missing, and why, with nothing of its content. */

import type { Shard } from './model/content.js';
import { withoutContent } from './model/without-content.js';

export function describeFailure(shard: Shard, error: unknown): string {
  const reason = withoutContent(error instanceof Error ? error.message : String(error));
  return `${nameOf(shard)} could not be scanned, because the part of the scan failed that had it: ${reason}; please report this`;
}

/** What is missing when a shard is. */
function nameOf(shard: Shard): string {
  switch (shard.source) {
    case 'directory':
      return spanOf(shard.files.map(({ path }) => `'${path}'`));
    case 'git':
      return spanOf(shard.blobs.map(({ id, path }) => `'${path}' (blob ${id})`));
    case 'image':
      return `A part of the image '${shard.image}'`;
    case 'cluster':
      return `The kind '${shard.resource.name}'`;
    case 'stdin':
      return `'${shard.path}'`;
  }
}

function spanOf(names: readonly string[]): string {
  const [first = '', last = ''] = [names[0], names.at(-1)];
  return names.length < 2 ? first : `${names.length} files, from ${first} to ${last},`;
}

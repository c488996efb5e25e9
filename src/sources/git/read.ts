/** Blobs of a shard, read one after the other. */

import type { GitShard, SourceEvent } from '../../model/content.js';
import { createObjectReader, type ObjectReader } from './objects.js';
import { collectTroubles } from './troubles.js';

/** Readers of this thread by repository: each holds the packs that it has read. */
const readers = new Map<string, ObjectReader>();

export async function* readGit({ gitDir, blobs }: GitShard, signal: AbortSignal): AsyncGenerator<SourceEvent> {
  const reader = readerOf(gitDir);
  const troubles = collectTroubles('blobs');
  for (const { id, path } of blobs) {
    if (signal.aborted) return;
    try {
      const bytes = reader.blob(id);
      yield { type: 'content', id, bytes, provenance: { kind: 'git', path, blob: id } };
    } catch (error) {
      troubles.add(id, error);
    }
  }
  yield* troubles.problems();
}

function readerOf(gitDir: string): ObjectReader {
  // The plan has told of packs that cannot be opened.
  const known = readers.get(gitDir) ?? createObjectReader(gitDir, () => undefined);
  readers.set(gitDir, known);
  return known;
}

/** What a worker does for an image: reads one layer, one document, or an archive that can only be read in one go. */

import type { ImageShard, SourceEvent } from '../../model/content.js';
import type { ImageBlob, ImageText } from '../../model/image.js';
import { problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { tap } from './digest.js';
import { readLayer } from './layer.js';
import { createRoom, readLarge } from './layer-entries.js';
import { openBlob } from './open-blob.js';

export async function* readImage({ image, task }: ImageShard, signal: AbortSignal): AsyncGenerator<SourceEvent> {
  switch (task.kind) {
    case 'texts':
      for (const text of task.texts) yield* readText(text);
      return;
    case 'layer':
      yield* readBlob(task.blob, { image, signal });
      return;
    case 'document':
      yield* readDocument(task.blob, { path: task.path, image, signal });
      return;
    case 'archive': {
      const { readArchive } = await import('./archive-stream.js');
      yield* readArchive(task, { image, signal });
    }
  }
}

export function* readText({ path, text, inside, blob }: ImageText): Generator<SourceEvent> {
  yield {
    type: 'content',
    bytes: Buffer.from(text),
    provenance: { kind: 'image', path, part: 'config', blob },
    inside,
  };
}

interface Context {
  readonly image: string;
  readonly signal: AbortSignal;
}

async function* readBlob(blob: ImageBlob, { image, signal }: Context): AsyncGenerator<SourceEvent> {
  const { key, digest, diffId } = blob;
  if (blob.size === 0) {
    yield problem('corrupt-layer', `The layer ${key} of '${image}' is empty`, image);
    return;
  }
  try {
    const chunks = await openBlob(blob, signal);
    const claims = { ...(digest === undefined ? {} : { digest }), ...(diffId === undefined ? {} : { diffId }) };
    yield* readLayer({ key, ...claims, chunks, image });
  } catch (error) {
    if (signal.aborted) return;
    yield problem('missing-blob', `Cannot read the layer ${key} of '${image}': ${reasonOf(error)}`, image);
  }
}

async function* readDocument(
  blob: ImageBlob,
  { path, image, signal }: Context & { path: string },
): AsyncGenerator<SourceEvent> {
  try {
    const { digest, key } = blob;
    const stored = tap(await openBlob(blob, signal), digest);
    const provenance = { kind: 'image', path, part: 'attestation', blob: key } as const;
    yield* readLarge(stored.chunks, {
      origin: { provenance, inside: 'attestation.json' },
      room: createRoom(),
    });
    const found = stored.digest();
    if (digest !== undefined && found !== digest)
      yield problem(
        'wrong-digest',
        `The document ${digest} of '${image}' holds something else, ${found}; that was scanned`,
        image,
      );
  } catch (error) {
    if (signal.aborted) return;
    yield problem('missing-blob', `Cannot read the document ${blob.key} of '${image}': ${reasonOf(error)}`, image);
  }
}

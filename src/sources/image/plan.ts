/** A container image as a source: its layers, documents and settings, and findings placed in it. */

import type { ImageShard, Note, Source } from '../../model/content.js';
import type { Finding } from '../../model/finding.js';
import type { Image, ImageTask, LayerNote } from '../../model/image.js';
import type { Problem } from '../../model/problem.js';
import { attributeFindings } from './attribute.js';
import type { KnownBase } from './base.js';
import { explains } from './dockerfile/attribute.js';
import { parseDockerfile, type Dockerfile } from './dockerfile/parse.js';
import { findBases } from './find-base.js';
import { openImage, openInDaemons, type ImageTarget, type Opened } from './open.js';
import type { Collected } from './collection.js';

export interface ImageSourceOptions {
  readonly target: ImageTarget;
  /** Name or path of the base image. */
  readonly base: string | undefined;
  /** What it was built with. */
  readonly dockerfile: BuildFile | undefined;
  /** Take no image but one that Docker or Podman has. */
  readonly only?: 'daemon';
}

export interface ImageSource extends Source {
  /** What the target turned out to be, once the plan has begun. */
  opened(): Opened | undefined;
  /** The images that were scanned, once all is read. */
  images(): readonly Image[];
}

export function openImageSource({ target, base, dockerfile, only }: ImageSourceOptions): ImageSource {
  let opened: Opened | undefined;
  let bases: readonly KnownBase[] = [];
  let images: readonly Image[] = [];
  let broken = false;

  async function* plan(signal: AbortSignal): AsyncGenerator<ImageShard | Problem> {
    if (base !== undefined) {
      const given = await findBases.given({ ...target, name: base }, signal);
      if ('type' in given) yield given;
      else bases = [given];
    }
    const found = await (only === 'daemon' ? openInDaemons(target) : openImage(target, signal));
    if ('type' in found) return yield found;
    opened = found;
    if (found.kind === 'stream') {
      yield shard(target.name, { kind: 'archive', stream: found.stream, platform: target.platform });
      return;
    }
    const { collected } = found;
    images = collected.images;
    broken = collected.problems.length > 0;
    yield* collected.problems;
    yield* shardsOf(target.name, collected);
  }

  async function attribute(findings: readonly Finding[], notes: readonly Note[] = []): Promise<readonly Finding[]> {
    const layers: LayerNote[] = [];
    for (const { note } of notes) {
      if (note.kind === 'layer') layers.push(note);
      else images = [...images, ...note.images];
    }
    const labelled = opened === undefined ? [] : await findBases.labelled(images, opened.origin, target);
    const keepUnplaced = broken || images.length === 0;
    const known = {
      layers,
      bases: [...bases, ...labelled],
      dockerfile: dockerfileOf(dockerfile, images),
      keepUnplaced,
    };
    return attributeFindings(findings, { images, ...known });
  }

  return { plan, attribute, opened: () => opened, images: () => images };
}

/** A Dockerfile, and whether the user said that it is this image's. */
export interface BuildFile {
  readonly text: string;
  readonly path: string;
  readonly given: boolean;
}

/** One that happens to be there counts only where it tells how an image came to be. */
function dockerfileOf(file: BuildFile | undefined, images: readonly Image[]): Dockerfile | undefined {
  if (file === undefined) return undefined;
  const parsed = parseDockerfile(file.text, file.path);
  return file.given || images.some(({ history }) => explains(history, parsed)) ? parsed : undefined;
}

function shard(image: string, task: ImageTask): ImageShard {
  return { source: 'image', image, task };
}

function* shardsOf(image: string, { texts, layers, documents }: Collected): Generator<ImageShard> {
  if (texts.length > 0) yield shard(image, { kind: 'texts', texts });
  // The largest first: two threads are done together sooner. The report is put in order when all are placed.
  const bySize = layers.toSorted((a, b) => (b.size ?? 0) - (a.size ?? 0));
  for (const blob of bySize) yield shard(image, { kind: 'layer', blob });
  for (const { path, blob } of documents) yield shard(image, { kind: 'document', path, blob });
}

/** The base image: the one that was named, or the one that the image says it is built on (OCI annotations.md). */

import type { Image } from '../../model/image.js';
import { problem, type Problem } from '../../model/problem.js';
import type { KnownBase } from './base.js';
import { openImage, type ImageTarget, type Origin } from './open.js';
import { parseReference } from './reference.js';

const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';

export const findBases = { given, labelled };

/** `--base`: found in the same ways as an image to scan. */
async function given(target: ImageTarget, signal: AbortSignal): Promise<KnownBase | Problem> {
  const opened = await openImage(target, signal);
  if ('type' in opened)
    return problem(
      opened.code,
      `The base image was not found, so no layer is told to be of it. ${opened.message}`,
      target.name,
    );
  if (opened.kind === 'collected') {
    const image = opened.collected.images[0];
    if (image !== undefined) return { diffIds: image.layers.map(({ diffId }) => diffId), by: 'given' };
  } else if (opened.stream.kind === 'daemon') {
    const { inspectImage } = await import('./daemon.js');
    const found = await inspectImage(opened.stream.daemon, opened.stream.reference);
    if (found !== undefined) return { diffIds: found.diffIds, by: 'given' };
  }
  return problem(
    'no-image',
    `The base image '${target.name}' cannot be read without unpacking it all; decompress the archive`,
    target.name,
  );
}

/**
 * By the labels of the images. Looked for only where the image itself came from: a scan must ask nobody that it was not
 * sent to. Not found is no trouble: the history is left to guess from.
 */
async function labelled(images: readonly Image[], origin: Origin, target: ImageTarget): Promise<KnownBase[]> {
  const found: KnownBase[] = [];
  for (const name of new Set(images.flatMap(({ labels }) => baseNames(labels)))) {
    const diffIds = await diffIdsOf(name, origin, target).catch(() => undefined);
    if (diffIds !== undefined) found.push({ diffIds, by: 'label' });
  }
  return found;
}

function baseNames(labels: Image['labels']): string[] {
  const [name, digest] = [labels[BASE_NAME], labels[BASE_DIGEST]];
  if (name === undefined || name === '') return [];
  return digest === undefined ? [name] : [`${name.replace(/(@.*|:[^:/]*)$/, '')}@${digest}`, name];
}

async function diffIdsOf(name: string, origin: Origin, target: ImageTarget): Promise<readonly string[] | undefined> {
  if (origin.kind === 'daemon') {
    const { inspectImage } = await import('./daemon.js');
    return (await inspectImage(origin.daemon, name))?.diffIds;
  }
  const reference = parseReference(name);
  if (origin.kind !== 'registry' || reference?.registry !== origin.registry) return undefined;
  const { collectFromRegistry } = await import('./registry/images.js');
  const collected = await collectFromRegistry(reference, { ...target, name }, new AbortController().signal);
  return collected.images[0]?.layers.map(({ diffId }) => diffId);
}

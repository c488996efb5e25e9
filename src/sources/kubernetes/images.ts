/** The images that an object runs. */

import { isList, isRecord, recordAt, stringAt, type JsonRecord } from './json.js';

/** Lists of containers, in Pods and in whatever has a template of one, custom resources too. */
const CONTAINERS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/** What a Pod tells of its containers. */
const STATUSES = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

/** Templates are a few levels below `spec`; what is deeper is somebody's data. */
const MOST_LEVELS = 8;

/** `docker.io/library/nginx@sha256:...`, before old versions `docker-pullable://`. Of an image that was never pulled: no name. */
const PULLED = /.@(sha256:[0-9a-f]{64})$/;

export interface ImageInUse {
  /** As the object has it: `nginx`, `registry.example/shop@sha256:...`. */
  readonly name: string;
  /** What the node pulled by that name, where a Pod tells it: a tag may have been moved since. */
  readonly digest?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodStatus */
export function* imagesOf(object: JsonRecord): Generator<ImageInUse> {
  const digests = pulledBy(recordAt(object, 'status'));
  for (const { name, image } of containersIn(object)) {
    const digest = digests.get(name);
    yield { name: image, ...(digest === undefined ? {} : { digest }) };
  }
}

/** Digests by the names of the containers. */
function pulledBy(status: JsonRecord): Map<string, string> {
  const digests = new Map<string, string>();
  for (const list of STATUSES) {
    const entries = status[list];
    if (!isList(entries)) continue;
    for (const entry of entries.filter(isRecord)) {
      const digest = PULLED.exec(stringAt(entry, 'imageID') ?? '')?.[1];
      if (digest !== undefined) digests.set(stringAt(entry, 'name') ?? '', digest);
    }
  }
  return digests;
}

interface ContainerImage {
  readonly name: string;
  readonly image: string;
}

function* containersIn(object: JsonRecord): Generator<ContainerImage> {
  yield* imagesIn(recordAt(object, 'spec'), MOST_LEVELS);
  yield* imagesIn(recordAt(object, 'template'), MOST_LEVELS);
}

function* imagesIn(record: JsonRecord, levels: number): Generator<ContainerImage> {
  if (levels === 0) return;
  for (const [key, value] of Object.entries(record)) {
    if (isRecord(value)) yield* imagesIn(value, levels - 1);
    else if (CONTAINERS.has(key) && isList(value)) {
      for (const container of value.filter(isRecord)) {
        const image = stringAt(container, 'image');
        if (image !== undefined) yield { name: stringAt(container, 'name') ?? '', image };
      }
    }
  }
}

/**
 * What to pull: by digest where Pods tell what runs by a name, each of them where they differ, and by name where only a
 * template has it.
 */
export function referencesOf(images: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...images]
    .flatMap(([name, digests]) =>
      digests.size === 0 || name.includes('@') ? [name] : [...digests].map((digest) => `${name}@${digest}`),
    )
    .toSorted();
}

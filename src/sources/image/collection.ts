/** What the walk over an index comes to: each layer and document once, and what is not there told. */

import type { Image, ImageBlob, ImageText } from '../../model/image.js';
import { problem, type Problem, type ProblemCode } from '../../model/problem.js';
import type { Config } from './config.js';
import { isForeign, isLayer, type Descriptor, type Manifest } from './manifest.js';
import type { Store } from './store.js';

/** A document beside an image, with the name that findings in it get. */
export interface ImageDocument {
  readonly path: string;
  readonly blob: ImageBlob;
}

/** What there is to scan. */
export interface Collected {
  readonly images: readonly Image[];
  /** Each layer once. */
  readonly layers: readonly ImageBlob[];
  readonly documents: readonly ImageDocument[];
  readonly texts: readonly ImageText[];
  readonly problems: readonly Problem[];
}

/** An image with what belongs to it. */
export interface FoundImage {
  readonly manifest: Manifest;
  readonly config: Config;
  readonly platform: string | undefined;
  readonly attestations: readonly Manifest[];
  /** Digests of its manifest and of the indexes that lead to it. */
  readonly manifests: readonly string[];
}

export interface Collection {
  tell(code: ProblemCode, message: string): void;
  add(trouble: Problem): void;
  text(texts: readonly Omit<ImageText, 'blob'>[], blob: string): void;
  image(found: FoundImage): void;
  /** Of an image whose configuration cannot be read. */
  layers(manifest: Manifest): void;
  collected(): Collected;
}

export function createCollection(store: Store, name: string): Collection {
  const images: Image[] = [];
  const texts: ImageText[] = [];
  const problems: Problem[] = [];
  const tell = (code: ProblemCode, message: string): void => void problems.push(problem(code, message, name));
  const blobs = createBlobs(store, name, tell);

  function image({ manifest, config, platform, attestations, manifests }: FoundImage): void {
    const { diffIds, history, labels } = config;
    const layers = manifest.layers.filter(isLayer);
    if (diffIds.length !== layers.length) {
      tell('bad-image', `The configuration of '${name}' names ${diffIds.length} layers, its manifest ${layers.length}`);
    }
    layers.forEach((layer, index) => blobs.layer(layer, diffIds[index]));
    const documents = [manifest, ...attestations].flatMap((one) => one.layers).filter((layer) => !isLayer(layer));
    documents.forEach(blobs.document);
    texts.push(...config.texts);
    images.push({
      name,
      ...(platform === undefined ? {} : { platform }),
      id: manifest.config.digest,
      layers: layers.map(({ digest }, index) => ({ key: digest, digest, diffId: diffIds[index] ?? digest })),
      history,
      labels,
      documents: [...documents.map(({ digest }) => digest), ...manifests],
    });
  }

  return {
    tell,
    add: (trouble) => void problems.push(trouble),
    text: (made, blob) => void texts.push(...made.map((text) => ({ ...text, blob }))),
    image,
    layers: (manifest) => manifest.layers.filter(isLayer).forEach((layer) => blobs.layer(layer)),
    collected: () => ({ images, ...blobs.all(), texts, problems }),
  };
}

interface Blobs {
  layer(descriptor: Descriptor, diffId?: string): void;
  document(descriptor: Descriptor): void;
  all(): Pick<Collected, 'layers' | 'documents'>;
}

function createBlobs(store: Store, name: string, tell: Collection['tell']): Blobs {
  const layers = new Map<string, ImageBlob>();
  const documents = new Map<string, ImageDocument>();

  function blobOf(descriptor: Descriptor): ImageBlob | undefined {
    const { digest, size } = descriptor;
    const place = store.place(descriptor);
    if (place === undefined) absent(descriptor);
    return place === undefined ? undefined : { key: digest, digest, place, ...(size === undefined ? {} : { size }) };
  }

  function absent(descriptor: Descriptor): void {
    const { digest, urls } = descriptor;
    if (!isForeign(descriptor)) {
      tell('missing-blob', `'${name}' lists ${digest}, which is not there and was not scanned`);
      return;
    }
    const where = urls[0] === undefined ? 'elsewhere' : `at '${urls[0]}'`;
    tell('foreign-layer', `The layer ${digest} of '${name}' is kept ${where} and was not scanned`);
  }

  return {
    layer(descriptor, diffId) {
      const blob = layers.has(descriptor.digest) ? undefined : blobOf(descriptor);
      if (blob !== undefined) layers.set(blob.key, { ...blob, ...(diffId === undefined ? {} : { diffId }) });
    },
    document(descriptor) {
      const blob = documents.has(descriptor.digest) ? undefined : blobOf(descriptor);
      if (blob !== undefined) documents.set(blob.key, { path: documentPath(descriptor), blob });
    },
    all: () => ({ layers: [...layers.values()], documents: [...documents.values()] }),
  };
}

/** What an attestation says of itself, such as `attestation https://slsa.dev/provenance/v0.2`. */
function documentPath({ annotations, mediaType }: Descriptor): string {
  return `attestation ${annotations['in-toto.io/predicate-type'] ?? mediaType}`;
}

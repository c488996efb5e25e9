/**
 * Manifests and indexes: OCI image-spec manifest.md and image-index.md, and Docker's schema 2, which differs in its media
 * types only.
 */

import { parseDigest } from './digest.js';
import { objectOf, objectsOf, parseObject, textMembersOf, textOf, textsOf, type Json } from './json.js';
import { platformOf } from './platform.js';

/** Points to a blob. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** In bytes; undefined where it is missing or no size. */
  readonly size: number | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  /** Of a manifest in an index. */
  readonly platform: string | undefined;
  /** Where else a foreign layer is kept. */
  readonly urls: readonly string[];
}

export interface Index {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Manifest {
  readonly kind: 'manifest';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** What clients say that they understand. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** Throws an Error in words for what is neither. */
export function parseManifest(bytes: Uint8Array): Index | Manifest {
  const fields = parseObject(bytes);
  const annotations = textMembersOf(fields['annotations']);
  if (Array.isArray(fields['manifests'])) {
    return { kind: 'index', manifests: objectsOf(fields['manifests']).map(parseDescriptor), annotations };
  }
  if (Array.isArray(fields['layers'])) {
    const config = parseDescriptor(objectOf(fields['config']));
    return { kind: 'manifest', config, layers: objectsOf(fields['layers']).map(parseDescriptor), annotations };
  }
  if (fields['schemaVersion'] === 1) throw new Error('it is a manifest of schema 1, which Docker gave up in 2017');
  throw new Error('it is neither a manifest nor an index');
}

/** The digest is checked, as it becomes part of paths and addresses. */
export function parseDescriptor(fields: Json): Descriptor {
  const digest = textOf(fields['digest']);
  if (parseDigest(digest) === undefined) throw new Error(`'${digest.slice(0, 80)}' is no digest`);
  const size = fields['size'];
  return {
    mediaType: textOf(fields['mediaType']),
    digest,
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    annotations: textMembersOf(fields['annotations']),
    platform: platformOf(objectOf(fields['platform'])),
    urls: textsOf(fields['urls']),
  };
}

/** Attestations of BuildKit: a manifest beside the image with in-toto statements in place of layers. */
export function isAttestation({ annotations }: Descriptor): boolean {
  return annotations['vnd.docker.reference.type'] === 'attestation-manifest';
}

/** Layers that the licence of their content keeps out of registries: parts of Windows. */
export function isForeign({ mediaType }: Descriptor): boolean {
  return mediaType.includes('foreign') || mediaType.includes('nondistributable');
}

/** Whether a blob is a layer; everything else (SBOMs, signatures, charts) is scanned as a document. */
export function isLayer({ mediaType }: Descriptor): boolean {
  return mediaType === '' || /^application\/vnd\.(docker|oci)\.image\.(rootfs|layer)\b/.test(mediaType);
}

/** An image of a registry. */

import type { RegistryAccess } from '../../../model/image.js';
import { problem } from '../../../model/problem.js';
import { digestOf, matchesDigest } from '../digest.js';
import { MANIFEST_TYPES } from '../manifest.js';
import type { Reference } from '../reference.js';
import type { Store } from '../store.js';
import type { Collected } from '../collection.js';
import { collectImages } from '../walk.js';
import { openRegistry } from './client.js';
import { findLogin, type Surroundings } from './credentials.js';

export interface RegistryTarget {
  /** As the user typed it. */
  readonly name: string;
  readonly platform: string;
  readonly surroundings: Surroundings;
  readonly plainHttp: boolean;
}

/** Docker Hub's registry is not at the name that stands for it. */
const HUB = 'registry-1.docker.io';

/** Throws an Error in words. */
export async function collectFromRegistry(
  { registry, repository, tag = 'latest', digest }: Reference,
  { name, platform, surroundings, plainHttp }: RegistryTarget,
  signal: AbortSignal,
): Promise<Collected> {
  const login = await findLogin(registry, surroundings);
  const access: RegistryAccess = {
    origin: originOf(registry, plainHttp),
    repository,
    ...(login === undefined ? {} : { login }),
  };
  const client = openRegistry(access);
  const root = await client.manifest(digest ?? tag, signal);
  if (root === undefined)
    throw new Error(`${access.origin} has no '${repository}' with ${digest ?? `the tag '${tag}'`}`);
  const rootDigest = digest ?? digestOf(root);
  const store: Store = {
    async document(wanted) {
      if (wanted.digest === rootDigest) return root;
      // Registries keep manifests and blobs apart; the media type tells which it is.
      const isManifest = MANIFEST_TYPES.includes(wanted.mediaType);
      return isManifest ? client.manifest(wanted.digest, signal) : client.document(wanted.digest, signal);
    },
    place: () => ({ kind: 'registry', access }),
  };
  const descriptor = {
    mediaType: '',
    digest: rootDigest,
    size: root.length,
    annotations: {},
    platform: undefined,
    urls: [],
  };
  const collected = await collectImages(store, [descriptor], { name, platform });
  if (digest === undefined || matchesDigest(root, digest)) return collected;
  const told = problem('wrong-digest', `${access.origin} gave something else for ${digest}`, name);
  return { ...collected, problems: [told, ...collected.problems] };
}

/** Plain http where it was asked for, and for this machine's own registries, as Docker does it. */
function originOf(registry: string, plainHttp: boolean): string {
  const host = registry === 'docker.io' ? HUB : registry;
  return `${plainHttp || isLoopback(host) ? 'http' : 'https'}://${host}`;
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}

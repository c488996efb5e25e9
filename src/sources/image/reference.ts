/** Names of images as Docker reads them (distribution/reference): `shop`, `ghcr.io/acme/shop:1.0`, `shop@sha256:...`. */

import { parseDigest } from './digest.js';

export interface Reference {
  /** Host, and port where it has one. `docker.io` where the name has none. */
  readonly registry: string;
  /** Such as `library/nginx`. */
  readonly repository: string;
  /** `latest` where neither tag nor digest is named. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** Whether the registry stands in the name. */
  readonly explicit: boolean;
}

const DOCKER_HUB = 'docker.io';

const NAME = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const HOST = /^(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::\d+)?$/;

/** Undefined when it is no name of an image. */
export function parseReference(text: string): Reference | undefined {
  const [named = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && parseDigest(digest) === undefined)) return undefined;
  const [first = '', ...rest] = named.split('/');
  // The first part is a host when it could be nothing else.
  const explicit = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const path = explicit ? rest.join('/') : named;
  const colon = path.lastIndexOf(':');
  const [name, tag] = colon < 0 ? [path, undefined] : [path.slice(0, colon), path.slice(colon + 1)];
  if (!NAME.test(name) || (tag !== undefined && !TAG.test(tag)) || (explicit && !HOST.test(first))) return undefined;
  const registry = explicit && first !== 'index.docker.io' ? first : DOCKER_HUB;
  const repository = registry === DOCKER_HUB && !name.includes('/') ? `library/${name}` : name;
  return { registry, repository, tag: tag ?? (digest === undefined ? 'latest' : undefined), digest, explicit };
}

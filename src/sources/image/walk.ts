/** From an index to the images in it: nested indexes, platforms, attestations. The same for every supplier. */

import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { createCollection, type Collected, type Collection } from './collection.js';
import { pairs, parseConfig, type Config } from './config.js';
import { matchesDigest } from './digest.js';
import { isAttestation, parseManifest, type Descriptor, type Manifest } from './manifest.js';
import { ALL_PLATFORMS, matchesPlatform } from './platform.js';
import type { Store } from './store.js';

export interface Wanted {
  /** As the user named it. */
  readonly name: string;
  /** `linux/amd64`, or `all`. */
  readonly platform: string;
}

/** Indexes in indexes; real ones have two levels. */
const DEEPEST = 8;

/** Manifests of one name; real indexes have a few dozen. */
const MOST_MANIFESTS = 1000;

/** Everything that can be reached from `roots`. Trouble is told and the rest collected. */
export async function collectImages(store: Store, roots: readonly Descriptor[], wanted: Wanted): Promise<Collected> {
  const walk = createWalk(store, wanted);
  for (const root of roots) await walk.visit(root, []);
  await walk.choose();
  return walk.collected();
}

interface Candidate {
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly platform: string | undefined;
  /** Whether its index says that it is for another platform: its configuration was not read then, and need not be there. */
  readonly isOther: boolean;
  readonly config: Config | undefined;
  /** Digests of the indexes that lead to it. */
  readonly indexes: readonly string[];
}

interface Walk {
  visit(descriptor: Descriptor, indexes: readonly string[]): Promise<void>;
  /** Takes the images of the wanted platform, and the documents that belong to them. */
  choose(): Promise<void>;
  collected(): Collected;
}

function createWalk(store: Store, wanted: Wanted): Walk {
  const { name, platform } = wanted;
  const made = createCollection(store, name);
  const candidates: Candidate[] = [];
  const attestations: { readonly subject: string | undefined; readonly manifest: Manifest }[] = [];
  const seen = new Set<string>();
  const { read, readConfig } = createDocuments(store, name, made.tell);

  async function visit(descriptor: Descriptor, indexes: readonly string[]): Promise<void> {
    if (seen.has(descriptor.digest)) return;
    seen.add(descriptor.digest);
    if (indexes.length > DEEPEST || seen.size > MOST_MANIFESTS) {
      return made.tell(
        'bad-image',
        `'${name}' has more indexes or manifests than are followed; the rest was not scanned`,
      );
    }
    const parsed = await read(descriptor, parseManifest);
    if (parsed === undefined) return;
    made.text(pairs('ANNOTATION', parsed.annotations), descriptor.digest);
    if (parsed.kind === 'index') {
      for (const inner of parsed.manifests) await visit(inner, [...indexes, descriptor.digest]);
    } else if (isAttestation(descriptor)) {
      attestations.push({ subject: descriptor.annotations['vnd.docker.reference.digest'], manifest: parsed });
    } else await addCandidate({ descriptor, manifest: parsed, indexes });
  }

  async function addCandidate(found: Pick<Candidate, 'descriptor' | 'manifest' | 'indexes'>): Promise<void> {
    const told = found.descriptor.platform;
    const isOther = told !== undefined && !matchesPlatform(told, platform);
    const config = isOther ? undefined : await readConfig(found.manifest);
    candidates.push({ ...found, isOther, config, platform: told ?? config?.platform });
  }

  async function choose(): Promise<void> {
    const chosen = choosePlatform(candidates, wanted);
    if ('type' in chosen) return made.add(chosen);
    for (const one of chosen) {
      const { descriptor, manifest, indexes } = one;
      const config = one.isOther ? await readConfig(manifest) : one.config;
      if (config === undefined) {
        made.layers(manifest);
        continue;
      }
      const own = attestations.filter(({ subject }) => subject === undefined || subject === descriptor.digest);
      const manifests = [descriptor.digest, ...indexes];
      made.image({ manifest, config, platform: one.platform, attestations: own.map((a) => a.manifest), manifests });
    }
  }
  return { visit, choose, collected: made.collected };
}

interface Documents {
  /** Undefined, and told, where it cannot be read. */
  read<T>(descriptor: Descriptor, parse: (bytes: Uint8Array) => T): Promise<T | undefined>;
  readConfig(manifest: Manifest): Promise<Config | undefined>;
}

function createDocuments(store: Store, name: string, tell: Collection['tell']): Documents {
  async function read<T>(descriptor: Descriptor, parse: (bytes: Uint8Array) => T): Promise<T | undefined> {
    const { digest } = descriptor;
    try {
      const bytes = await store.document(descriptor);
      if (bytes === undefined) return void tell('missing-blob', `'${name}' lists ${digest}, which is not there`);
      if (!matchesDigest(bytes, digest)) tell('wrong-digest', `${digest} of '${name}' holds something else`);
      return parse(bytes);
    } catch (error) {
      return void tell('bad-image', `Cannot read ${digest} of '${name}': ${reasonOf(error)}`);
    }
  }
  return { read, readConfig: ({ config }) => read(config, (bytes) => parseConfig(bytes, config.digest)) };
}

/** Those for the wanted platform. One for a platform that was not asked for is taken when there is no other. */
function choosePlatform(candidates: readonly Candidate[], { name, platform }: Wanted): readonly Candidate[] | Problem {
  const chosen = candidates.filter((one) => one.platform === undefined || matchesPlatform(one.platform, platform));
  if (chosen.length > 0 || candidates.length === 0) return chosen;
  const platforms = [...new Set(candidates.map((one) => one.platform ?? 'unknown'))];
  if (platforms.length === 1) return candidates;
  const message = `'${name}' has no image for ${platform}, but for ${platforms.join(', ')}; name one with --platform, or --platform ${ALL_PLATFORMS}`;
  return problem('no-image', message, name);
}

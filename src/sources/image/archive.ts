/**
 * Archives and directories of images by the names of their members: OCI layouts (image-spec image-layout.md), and what
 * `docker save` made before them (moby's image/spec, `manifest.json`). New versions of Docker write both; the layout is the
 * one that names digests and attestations.
 */

import type { BlobPlace, Image, ImageBlob, ImageText } from '../../model/image.js';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { parseConfig } from './config.js';
import { digestOf, parseDigest } from './digest.js';
import { objectsOf, textOf, textsOf } from './json.js';
import { parseManifest, type Descriptor } from './manifest.js';
import type { Store } from './store.js';
import type { Collected, ImageDocument } from './collection.js';
import { collectImages, type Wanted } from './walk.js';

/** Members by name, `/` between the parts. */
export interface Members {
  /** The content of a small one; undefined where there is none of that name. */
  read(name: string): Uint8Array | undefined;
  /** Where the content is; undefined where there is none of that name. Links are followed. */
  find(name: string): { readonly name: string; readonly place: BlobPlace; readonly size: number } | undefined;
}

/** What is in it, or undefined when it is no image at all. */
export async function collectMembers(members: Members, wanted: Wanted): Promise<Collected | undefined> {
  try {
    const index = members.read('index.json');
    if (index !== undefined) return await collectLayout(members, index, wanted);
    const list = members.read('manifest.json');
    if (list !== undefined) return collectSaved(members, list, wanted);
  } catch (error) {
    return merge(
      [],
      [problem('bad-image', `Cannot read the list of images of '${wanted.name}': ${reasonOf(error)}`, wanted.name)],
    );
  }
  return undefined;
}

/** The digest that the name of a member says, as in `blobs/sha256/0123...`; otherwise the name. */
export function keyOf(name: string): string {
  const [, algorithm = '', hex = ''] = /^blobs\/(\w+)\/(\w+)$/.exec(name) ?? [];
  const digest = `${algorithm}:${hex}`;
  return parseDigest(digest) === undefined ? name : digest;
}

/** The other way round. */
export function memberName(key: string): string {
  return parseDigest(key) === undefined ? key : `blobs/${key.replace(':', '/')}`;
}

async function collectLayout(members: Members, index: Uint8Array, wanted: Wanted): Promise<Collected> {
  const store: Store = {
    document: (descriptor) => Promise.resolve(members.read(memberName(descriptor.digest))),
    place: (descriptor) => members.find(memberName(descriptor.digest))?.place,
  };
  const parsed = parseManifest(index);
  if (parsed.kind === 'manifest') throw new Error('index.json is a manifest');
  const groups = new Map<string, Descriptor[]>();
  for (const root of parsed.manifests) groups.set(nameIn(root), [...(groups.get(nameIn(root)) ?? []), root]);
  const all: Collected[] = [];
  for (const [name, roots] of groups) {
    all.push(
      await collectImages(store, roots, { ...wanted, name: groups.size > 1 && name !== '' ? name : wanted.name }),
    );
  }
  const empty = problem('no-image', `'${wanted.name}' is an image layout with no image in it`, wanted.name);
  return merge(all, parsed.manifests.length === 0 ? [empty] : []);
}

/** The name of an image in an index. */
function nameIn({ annotations }: Descriptor): string {
  return annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name'] ?? '';
}

/** `manifest.json`: configuration and layers by the names of their members. Layers have no digests but their diff ids. */
function collectSaved(members: Members, list: Uint8Array, wanted: Wanted): Collected {
  const entries = objectsOf(JSON.parse(Buffer.from(list).toString('utf8')));
  if (entries.length === 0) throw new Error('manifest.json lists no image');
  const all = entries.map((entry) => {
    const name = entries.length > 1 ? (textsOf(entry['RepoTags'])[0] ?? wanted.name) : wanted.name;
    return collectSavedImage(
      members,
      { config: textOf(entry['Config']), layers: textsOf(entry['Layers']) },
      { ...wanted, name },
    );
  });
  return merge(all, []);
}

function collectSavedImage(
  members: Members,
  { config: configName, layers: names }: { config: string; layers: readonly string[] },
  { name }: Wanted,
): Collected {
  const problems: Problem[] = [];
  const tell = (code: Problem['code'], message: string): void => void problems.push(problem(code, message, name));
  const bytes = members.read(configName);
  const layers: ImageBlob[] = [];
  const found = names.map((layer) => members.find(layer));
  found.forEach((member, index) => {
    if (member === undefined)
      return tell(
        'missing-blob',
        `'${name}' lists the layer '${names[index]}', which is not there and was not scanned`,
      );
    layers.push({ key: keyOf(member.name), place: member.place, size: member.size });
  });
  if (bytes === undefined) {
    tell('missing-blob', `'${name}' lists the configuration '${configName}', which is not there`);
    return { ...NOTHING, layers, problems };
  }
  const id = digestOf(bytes);
  const claimed = /([0-9a-f]{64})(\.json)?$/.exec(configName)?.[1];
  if (claimed !== undefined && id !== `sha256:${claimed}`)
    tell('wrong-digest', `The configuration '${configName}' of '${name}' holds something else`);
  const config = parseConfig(bytes, id);
  if (config.diffIds.length !== names.length) {
    tell(
      'bad-image',
      `The configuration of '${name}' names ${config.diffIds.length} layers, its manifest ${names.length}`,
    );
  }
  const image: Image = {
    name,
    ...(config.platform === undefined ? {} : { platform: config.platform }),
    id,
    layers: names.map((layer, index) => layerOf(keyOf(found[index]?.name ?? layer), config.diffIds[index])),
    history: config.history,
    labels: config.labels,
    documents: [],
  };
  const claims = new Map(image.layers.map((layer) => [layer.key, layer]));
  return {
    images: [image],
    layers: layers.map((layer) => ({ ...layer, ...claims.get(layer.key) })),
    documents: [],
    texts: config.texts,
    problems,
  };
}

function layerOf(key: string, diffId = key): Image['layers'][number] {
  return parseDigest(key) === undefined ? { key, diffId } : { key, diffId, digest: key };
}

const NOTHING: Collected = { images: [], layers: [], documents: [], texts: [], problems: [] };

/** Several as one, each layer and document once. */
export function merge(all: readonly Collected[], problems: readonly Problem[]): Collected {
  const layers = new Map<string, ImageBlob>();
  const documents = new Map<string, ImageDocument>();
  const texts = new Map<string, ImageText>();
  for (const one of all) {
    for (const layer of one.layers) if (!layers.has(layer.key)) layers.set(layer.key, layer);
    for (const document of one.documents) documents.set(document.blob.key, document);
    for (const text of one.texts) texts.set(`${text.blob} ${text.path} ${text.text}`, text);
  }
  return {
    images: all.flatMap((one) => one.images),
    layers: [...layers.values()],
    documents: [...documents.values()],
    texts: [...texts.values()],
    problems: [...problems, ...all.flatMap((one) => one.problems)],
  };
}

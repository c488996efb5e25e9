/** Who reads a ConfigMap: `configMapKeyRef`, `envFrom`, volumes and sources of projected volumes. */

import { isMap } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';
import { directoryOf, yamlPaths, type Draft } from './draft.js';
import { fieldOf, keyOf, valueOf, walk, type Manifest, type Place, type Step } from './manifest.js';
import { identityOf, namespaceOf, objectAround, type KubernetesObject } from './owner.js';
import { mentions } from './template.js';

export type UserShape = 'key' | 'all' | 'volume' | 'source';

export interface ConfigMapUser {
  readonly shape: UserShape;
  /** Of the map that holds `pair`. */
  readonly place: Place;
  readonly parent: YAMLMap;
  readonly pair: Pair;
  /** Of the list that holds `parent`, where it is in one. */
  readonly item: Step | undefined;
}

/** In all files around that name it, but for those beside another ConfigMap of that name, and other namespaces. */
export function findUsers(
  draft: Draft,
  { object, place }: { object: Pick<KubernetesObject, 'name' | 'namespace'>; place: Place },
): ConfigMapUser[] {
  const name = object.name ?? '';
  const home = directoryOf(place.manifest.path);
  const manifests = yamlPaths(draft.tree)
    .filter((path) => mentions(draft.tree.text(path) ?? '', name))
    .map((path) => draft.manifest(path))
    .filter((manifest) => manifest !== undefined);
  const elsewhere = new Set(
    manifests.filter((manifest) => definesConfigMap(manifest, name)).map(({ path }) => directoryOf(path)),
  );
  elsewhere.delete(home);
  const namespace = object.namespace;
  return manifests
    .filter(({ path }) => !elsewhere.has(directoryOf(path)))
    .flatMap((manifest) => usersIn(manifest, name))
    .filter((user) => {
      const theirs = namespaceOf(draft, user.place, objectAround(user.place));
      return namespace === undefined || theirs === undefined || theirs === namespace;
    });
}

function definesConfigMap(manifest: Manifest, name: string): boolean {
  return manifest.documents.some((document) =>
    [...walk({ manifest, document })].some((place) => {
      if (!isMap(place.node) || fieldOf(place.node, 'kind', place) !== 'ConfigMap') return false;
      return identityOf(place.node, place).name === name;
    }),
  );
}

const SHAPES: Readonly<Record<string, UserShape>> = {
  configMapKeyRef: 'key',
  configMapRef: 'all',
  configMap: 'volume',
};

function usersIn(manifest: Manifest, name: string): ConfigMapUser[] {
  return manifest.documents.flatMap((document) =>
    [...walk({ manifest, document })].flatMap((place) => {
      if (!isMap(place.node)) return [];
      const { node: parent, steps } = place;
      return parent.items.flatMap((pair) => {
        const shape = SHAPES[keyOf(pair)];
        const key = keyOf(pair);
        if (shape === undefined || fieldOf(valueOf(parent, key, document), 'name', place) !== name) return [];
        const item = steps.findLast((step) => typeof step.key === 'number');
        const list = steps.at(-2)?.key;
        return [{ shape: list === 'sources' ? 'source' : shape, place, parent, pair, item } as const];
      });
    }),
  );
}

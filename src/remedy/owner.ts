/** Whose value it is: the object in a manifest and the container in it. */

import { isMap } from 'yaml';
import type { YAMLMap } from 'yaml';
import { directoryOf, joinPath, type Draft } from './draft.js';
import { fieldOf, openManifest, valueOf, type Place, type Step } from './manifest.js';

/** The Kubernetes object around a value: the nearest map with a `kind` (an item of a List has its own). */
export interface KubernetesObject {
  readonly map: YAMLMap;
  readonly kind: string;
  /** Undefined where a template makes it. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** How many of the place's steps lead to the object. */
  readonly depth: number;
}

export function objectAround(place: Place): KubernetesObject | undefined {
  const maps = place.steps.map(({ parent }, depth) => ({ parent, depth })).toReversed();
  for (const { parent, depth } of maps) {
    const kind = fieldOf(parent, 'kind', place);
    if (kind === undefined || !isMap(parent) || fieldOf(parent, 'apiVersion', place) === undefined) continue;
    return { map: parent, kind, depth, ...identityOf(parent, place) };
  }
  return undefined;
}

export function identityOf(
  map: YAMLMap,
  place: Omit<Place, 'node' | 'steps'>,
): Pick<KubernetesObject, 'name' | 'namespace'> {
  const metadata = valueOf(map, 'metadata', place.document);
  const generated = fieldOf(metadata, 'generateName', place)?.replace(/-+$/, '');
  return { name: fieldOf(metadata, 'name', place) ?? generated, namespace: fieldOf(metadata, 'namespace', place) };
}

const CONTAINERS = new Set(['containers', 'initContainers', 'ephemeralContainers', 'sidecars']);

/** The container around a value, and how many steps lead to it. Argo Workflow templates have a single `container`. */
export function containerAround(steps: readonly Step[]): { map: YAMLMap; depth: number } | undefined {
  for (let at = steps.length - 1; at >= 1; at--) {
    const { parent, key } = steps[at] as Step;
    const above = steps[at - 1]?.key;
    if (!isMap(parent)) continue;
    const listed = typeof above === 'number' && CONTAINERS.has(String(steps[at - 2]?.key));
    const single = above === 'container' && (key === 'env' || key === 'args' || key === 'command');
    if (listed || single) return { map: parent, depth: at };
  }
  return undefined;
}

/** What to name a Secret after: the object, or the chart or file where a template names the object. */
export function ownerName(
  draft: Draft,
  { manifest }: Place,
  object: Pick<KubernetesObject, 'name'> | undefined,
): string {
  return object?.name ?? chartOf(draft, manifest.path)?.name ?? stemOf(manifest.path);
}

/** The namespace that the object names, or that a kustomization beside it gives to all. */
export function namespaceOf(
  draft: Draft,
  { manifest }: Place,
  object: KubernetesObject | undefined,
): string | undefined {
  return object?.namespace ?? kustomizationIn(draft, directoryOf(manifest.path))?.namespace;
}

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export function isKustomization(path: string): boolean {
  return KUSTOMIZATIONS.includes(path.slice(path.lastIndexOf('/') + 1));
}

export function kustomizationIn(
  draft: Draft,
  directory: string,
): { path: string; namespace: string | undefined } | undefined {
  for (const name of KUSTOMIZATIONS) {
    const path = joinPath(directory, name);
    const manifest = draft.tree.paths.includes(path) ? draft.manifest(path) : undefined;
    const document = manifest?.documents[0];
    if (manifest === undefined || document === undefined) continue;
    return { path, namespace: fieldOf(document.contents, 'namespace', { manifest, document }) };
  }
  return undefined;
}

export interface Chart {
  readonly directory: string;
  readonly name: string;
}

/** The Helm chart that a file belongs to: the nearest directory above with a Chart.yaml. */
export function chartOf({ tree }: Pick<Draft, 'tree'>, path: string): Chart | undefined {
  for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
    const text = tree.text(joinPath(directory, 'Chart.yaml'));
    const manifest = text === undefined ? undefined : openManifest('Chart.yaml', text);
    const document = manifest?.documents[0];
    if (manifest !== undefined && document !== undefined) {
      const name = fieldOf(document.contents, 'name', { manifest, document });
      return { directory, name: name ?? stemOf(directory) };
    }
    if (directory === '' || directory === '/') return undefined;
  }
}

/** The directory that a Secret belongs to: of the chart, whose templates are no place for it, or of the file. */
export function homeOf(draft: Pick<Draft, 'tree'>, path: string): string {
  return chartOf(draft, path)?.directory ?? directoryOf(path);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

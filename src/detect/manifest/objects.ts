/** The object that a place in a document belongs to. */

import { formatKeyPath, type KeyPath, type Resource } from '../../model/resource.js';
import { shapeOf } from './documents.js';
import { COVERED } from './templates.js';
import { entryOf, pathOf, textAt, upward, type MapNode, type Node, type Visit } from './tree.js';

const CONTAINER_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/** Kind, name and container of what is around a place, and the way to it from the root of the document. */
export function resourceOf(visit: Visit, file: string): Resource {
  const object = objectAround(visit);
  const shape = object === undefined ? shapeOf(file) : undefined;
  const root = [...upward(visit)].at(-1)?.node;
  const named = namedBy(object ?? root);
  const kind = named?.kind ?? textAt(object, 'kind') ?? shape ?? textAt(root, 'kind') ?? 'Object';
  const namespace = shown(named === undefined ? textAt(object, 'metadata', 'namespace') : named.namespace);
  const name = shown(named?.name ?? textAt(object, 'metadata', 'name') ?? textAt(object, 'metadata', 'generateName'));
  const path = pathOf(visit);
  const container = shape === 'Compose' ? serviceOf(path) : containerOf(visit);
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(container === undefined ? {} : { container }),
    keyPath: formatKeyPath(path),
  };
}

/** What another language than that of manifests calls it. */
function namedBy(node: Node | undefined): MapNode['named'] {
  return node?.type === 'map' ? node.named : undefined;
}

/** The innermost object around a node: it has a kind, and a version or metadata. */
export function objectAround(visit: Visit): Node | undefined {
  for (const { node } of upward(visit)) if (isObject(node)) return node;
  return undefined;
}

export function kindOfObject(visit: Visit): string {
  return textAt(objectAround(visit), 'kind') ?? '';
}

function isObject(node: Node): boolean {
  return (
    node.type === 'map' && textAt(node, 'kind') !== undefined && entryOf(node, 'apiVersion', 'metadata') !== undefined
  );
}

function serviceOf(path: KeyPath): string | undefined {
  const service = path[0] === 'services' ? path[1] : undefined;
  return typeof service === 'string' ? service : undefined;
}

/** The name of the innermost item of a list of containers. */
function containerOf(visit: Visit): string | undefined {
  for (const { node, key, parent } of upward(visit)) {
    if (typeof key === 'number' && CONTAINER_LISTS.has(String(parent?.key))) return shown(textAt(node, 'name'));
  }
  return undefined;
}

/** A name that a template makes is none. */
function shown(name: string | undefined): string | undefined {
  return name === undefined || name === '' || name.includes(COVERED) ? undefined : name;
}

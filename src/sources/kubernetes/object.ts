/** One object of the API as content: YAML as `kubectl get -o yaml` shows it, with where it stands in the cluster. */

import type { ClusterResource, Content } from '../../model/content.js';
import type { ClusterProvenance } from '../../model/provenance.js';
import { isList, isRecord, recordAt, stringAt, type JsonRecord } from './json.js';
import { isOwn } from './resources.js';

const ROLES = /^(?:Cluster)?Role(?:Binding)?$/;

/** Turns an object into YAML: the official client's own emitter. */
export type ToYaml = (object: unknown) => string;

/** The client is loaded by now: its connection is in use. */
export async function loadToYaml(): Promise<ToYaml> {
  const { dumpYaml } = await import('@kubernetes/client-node');
  // No folded lines and no anchors: a value stays in one piece, where it belongs.
  return (object) => dumpYaml(object, { lineWidth: -1, noRefs: true });
}

export interface ObjectContext {
  readonly cluster: string;
  readonly resource: ClusterResource;
  readonly toYaml: ToYaml;
}

export function contentOf(object: JsonRecord, { cluster, resource, toYaml }: ObjectContext): Content {
  return {
    type: 'content',
    bytes: Buffer.from(toYaml(withoutBookkeeping(object))),
    provenance: provenanceOf(object, cluster, resource),
    // Names of namespaces say nothing about what a value is worth.
    inside: `${resource.kind}.yaml`,
  };
}

/**
 * The roles that every API server makes for itself and restores when it starts. They reach far by design, and are nobody's
 * to change. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
export function isBuiltIn(object: JsonRecord): boolean {
  const labels = recordAt(recordAt(object, 'metadata'), 'labels');
  return labels['kubernetes.io/bootstrapping'] === 'rbac-defaults' && ROLES.test(stringAt(object, 'kind') ?? '');
}

/** Who set which field: names only, and longer than all the rest. */
function withoutBookkeeping(object: JsonRecord): JsonRecord {
  const { managedFields, ...metadata } = recordAt(object, 'metadata');
  return managedFields === undefined ? object : { ...object, metadata };
}

function provenanceOf(object: JsonRecord, cluster: string, resource: ClusterResource): ClusterProvenance {
  const metadata = recordAt(object, 'metadata');
  const namespace = stringAt(metadata, 'namespace');
  const name = stringAt(metadata, 'name') ?? '';
  const controller = controllerOf(metadata);
  const { group, version, kind: objectKind } = resource;
  const shownKind = isOwn(group) ? objectKind : `${objectKind}.${group}`;
  return {
    kind: 'cluster',
    path: [...(namespace === undefined ? [] : [namespace]), shownKind, name].join('/'),
    cluster,
    apiVersion: group === '' ? version : `${group}/${version}`,
    objectKind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(controller === undefined ? {} : { controller }),
  };
}

function controllerOf(metadata: JsonRecord): ClusterProvenance['controller'] {
  const owners = isList(metadata['ownerReferences']) ? metadata['ownerReferences'].filter(isRecord) : [];
  const owner = owners.find(({ controller }) => controller === true);
  if (owner === undefined) return undefined;
  const [kind, name] = [stringAt(owner, 'kind'), stringAt(owner, 'name')];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

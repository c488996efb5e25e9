/** Which kinds of objects are read, and in which order. */

import type { ClusterResource } from '../../model/content.js';

/**
 * Kubernetes' own groups, and the kinds in them that hold text of users: values, arguments, data, addresses, options,
 * annotations with a copy of what was applied. Left out are those that the cluster writes for itself (leases, endpoints,
 * nodes) and Secrets, which are where a secret should be. docs/kubernetes/rbac.yaml grants exactly these.
 */
const OWN: ReadonlyMap<string, readonly string[]> = new Map([
  [
    '',
    [
      'configmaps',
      'events',
      'namespaces',
      'persistentvolumeclaims',
      'persistentvolumes',
      'pods',
      'podtemplates',
      'replicationcontrollers',
      'serviceaccounts',
      'services',
    ],
  ],
  ['apps', ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets']],
  ['batch', ['cronjobs', 'jobs']],
  ['networking.k8s.io', ['ingressclasses', 'ingresses']],
  ['rbac.authorization.k8s.io', ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles']],
  ['storage.k8s.io', ['storageclasses']],
  ['admissionregistration.k8s.io', ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations']],
  // What `extensions` still serves on old clusters is in `apps` and `networking.k8s.io` as well.
  ...[
    'apiextensions.k8s.io',
    'apiregistration.k8s.io',
    'authentication.k8s.io',
    'authorization.k8s.io',
    'autoscaling',
    'certificates.k8s.io',
    'coordination.k8s.io',
    'custom.metrics.k8s.io',
    'discovery.k8s.io',
    'events.k8s.io',
    'extensions',
    'external.metrics.k8s.io',
    'flowcontrol.apiserver.k8s.io',
    'internal.apiserver.k8s.io',
    'metrics.k8s.io',
    'node.k8s.io',
    'policy',
    'resource.k8s.io',
    'scheduling.k8s.io',
    'storagemigration.k8s.io',
  ].map((group): [string, readonly string[]] => [group, []]),
]);

const SECRETS = 'secrets';

/** What the command line asks for. */
export interface Wanted {
  /** As `kubectl` takes them: `deployments`, `deployment`, `deployments.apps`. Empty: what is worth reading. */
  readonly resources: readonly string[];
  readonly includeSecrets: boolean;
}

/** Custom resources, and those of servers behind the API, are all read. */
export function isOwn(group: string): boolean {
  return OWN.has(group);
}

/** Whether a group has to be asked what it serves. Names that are asked for may be of any. */
export function isReadGroup(group: string, { resources }: Wanted): boolean {
  return resources.length > 0 || !OWN.has(group) || (OWN.get(group) ?? []).length > 0;
}

export function isWanted(resource: ClusterResource, wanted: Wanted): boolean {
  if (isSecrets(resource)) return wanted.includeSecrets && (wanted.resources.length === 0 || isNamed(resource, wanted));
  if (wanted.resources.length > 0) return isNamed(resource, wanted);
  return OWN.get(resource.group)?.includes(resource.name) ?? true;
}

/** Names that stand for nothing that this cluster serves. */
export function unknownNames(served: readonly ClusterResource[], { resources }: Wanted): string[] {
  return resources.filter((name) => !served.some((resource) => namesOf(resource).includes(name.toLowerCase())));
}

/** Whether a name that the user gave means Secrets. */
export function namesSecrets(name: string): boolean {
  return ['secret', SECRETS].includes(name.toLowerCase());
}

function isSecrets({ group, name }: ClusterResource): boolean {
  return group === '' && name === SECRETS;
}

function isNamed(resource: ClusterResource, { resources }: Wanted): boolean {
  const names = namesOf(resource);
  return resources.some((name) => names.includes(name.toLowerCase()));
}

function namesOf({ group, name, kind }: ClusterResource): string[] {
  const singular = kind.toLowerCase();
  return [name, singular, resourceName({ group, name }), resourceName({ group, name: singular })];
}

/** Makers before what they make, so that a finding is reported at its origin; events, which repeat others, last. */
const LATE: readonly string[] = ['replicasets', 'controllerrevisions', 'jobs', 'pods', 'events'];

export function inOrder(resources: readonly ClusterResource[]): ClusterResource[] {
  const key = ({ group, name }: ClusterResource): string => `${name} ${group}`;
  return resources.toSorted(
    (a, b) => LATE.indexOf(a.name) - LATE.indexOf(b.name) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0),
  );
}

/** `deployments.apps`, `pods`. */
export function resourceName({ group, name }: Pick<ClusterResource, 'group' | 'name'>): string {
  return group === '' ? name : `${name}.${group}`;
}

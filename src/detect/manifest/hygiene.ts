/**
 * Settings that endangers secrets, each rule under the id of its detector in `detectors/kubernetes-hygiene.yaml`, which
 * says what it means and what to do. The places found have no secret in them.
 */

import { isStandIn } from '../checks/placeholder.js';
import { latin1 } from '../bytes.js';
import type { Candidate } from '../candidate.js';
import type { Document, Piece } from './pieces.js';
import { kindOfObject } from './objects.js';
import { isOfSecret, isPublicKey } from './secrets.js';
import { entryOf, textAt, upward, visitAll, type MapNode, type Node, type Visit } from './tree.js';

/** A place to point at, and why. */
export interface Flaw {
  readonly visit: Visit;
  readonly reason: string;
}

/** What a rule knows of a document. */
export interface Inspection {
  readonly document: Document;
  readonly pieces: readonly Piece[];
  /** Secrets found in it, at offsets in the document. */
  readonly leaks: readonly Candidate[];
}

type Rule = (inspection: Inspection) => Flaw[];

export const HYGIENE_RULES: Readonly<Record<string, Rule>> = {
  'kubernetes-rbac-secrets-cluster-wide': clusterWide,
  'kubernetes-rbac-secrets-wildcard': wildcards,
  'kubernetes-default-account-bound': defaultBound,
  'kubernetes-default-token-mounted': defaultMounted,
  'kubernetes-secret-in-env': secretInEnv,
  'kubernetes-secret-in-configmap': secretInConfigMap,
  'kubernetes-secret-in-plain': secretInPlain,
  'kubernetes-encryption-identity-first': identityFirst,
};

const READING = ['get', 'list', 'watch', '*'];

/** Rules of a ClusterRole that read Secrets, all of them or by a wildcard; named ones are what they should be. */
function clusterWide({ document }: Inspection): Flaw[] {
  return rulesOf(document, 'ClusterRole').flatMap((rule) => {
    const resource = itemOf(rule, 'resources', (text) => text === 'secrets' || text === '*');
    const reads = itemOf(rule, 'verbs', (text) => READING.includes(text));
    const isNamed = entryOf(rule.node, 'resourceNames') !== undefined;
    if (resource === undefined || reads === undefined || isNamed || !isOfCore(rule)) return [];
    return [{ visit: resource, reason: 'a ClusterRole that reads the Secrets of every namespace it is bound in' }];
  });
}

/** Rules of a Role with a wildcard that covers Secrets. */
function wildcards({ document }: Inspection): Flaw[] {
  return rulesOf(document, 'Role').flatMap((rule) => {
    const all = itemOf(rule, 'resources', (text) => text === '*');
    const secrets = itemOf(rule, 'resources', (text) => text === 'secrets');
    const verb = itemOf(rule, 'verbs', (text) => text === '*');
    if (!isOfCore(rule)) return [];
    if (all !== undefined && itemOf(rule, 'verbs', (text) => READING.includes(text)) !== undefined)
      return [{ visit: all, reason: 'the wildcard covers Secrets' }];
    return secrets !== undefined && verb !== undefined ? [{ visit: verb, reason: 'every verb on Secrets' }] : [];
  });
}

/** `rules[*]` of roles of that kind. */
function rulesOf({ visits }: Document, kind: string): Visit[] {
  return visits.filter(
    (visit) => typeof visit.key === 'number' && visit.parent?.key === 'rules' && kindOfObject(visit) === kind,
  );
}

/** The group of Secrets is the empty one. */
function isOfCore(rule: Visit): boolean {
  return itemOf(rule, 'apiGroups', (text) => text === '' || text === '*') !== undefined;
}

/** The first item of the list `key` that fits. */
function itemOf(rule: Visit, key: string, fits: (text: string) => boolean): Visit | undefined {
  const list = entryOf(rule.node, key);
  if (list?.type !== 'list') return undefined;
  const index = list.items.findIndex((item) => item.type === 'value' && fits(item.text));
  const node = list.items[index];
  return node === undefined ? undefined : { node, key: index, parent: { node: list, key, parent: rule } };
}

/** Every pod that names no account is this one. */
function defaultBound({ document }: Inspection): Flaw[] {
  return document.visits
    .filter(({ node, key, parent }) => key === 'name' && parent?.parent?.key === 'subjects' && isDefault(node))
    .filter(
      (visit) => textAt(visit.parent?.node, 'kind') === 'ServiceAccount' && kindOfObject(visit).endsWith('RoleBinding'),
    )
    .map((visit) => ({ visit, reason: 'rights for every pod that names no service account' }));
}

function isDefault(node: Node): boolean {
  return node.type === 'value' && node.text === 'default';
}

/** A pod that neither names an account nor declines the token of the default one. */
function defaultMounted({ document }: Inspection): Flaw[] {
  return keysOf(document, 'containers').flatMap((visit) => {
    const pod = visit.parent?.node;
    const account = textAt(pod, 'serviceAccountName') ?? textAt(pod, 'serviceAccount') ?? 'default';
    if (account !== 'default' || textAt(pod, 'automountServiceAccountToken') === 'false') return [];
    return [{ visit: pointer(visit), reason: 'the token of the default service account is mounted' }];
  });
}

function secretInEnv({ document }: Inspection): Flaw[] {
  const inEnv = (visit: Visit): boolean => [...upward(visit)].some(({ key }) => key === 'env' || key === 'envFrom');
  const found = [...keysOf(document, 'secretKeyRef'), ...keysOf(document, 'secretRef')].filter(inEnv);
  return found.map((visit) => ({
    visit: pointer(visit),
    reason: 'a Secret in the environment, where a file would do',
  }));
}

/** Values of `key`. */
function keysOf({ visits }: Document, key: string): Visit[] {
  return visits.filter((visit) => visit.key === key && kindOfObject(visit) !== '');
}

/** The first value in a collection: a collection itself may be long. */
function pointer(visit: Visit): Visit {
  return visitAll(visit.node).find(({ node }) => node.type === 'value') === undefined ? visit : firstValue(visit);
}

function firstValue(visit: Visit): Visit {
  let at = visit;
  for (;;) {
    const { node } = at;
    if (node.type === 'value') return at;
    const [key, child] = node.type === 'map' ? [node.entries[0]?.key, node.entries[0]?.value] : [0, node.items[0]];
    if (child === undefined) return at;
    at = { node: child, key, parent: at };
  }
}

function secretInConfigMap({ document, leaks }: Inspection): Flaw[] {
  const holds = (object: Visit): boolean =>
    leaks.some(({ start }) => start >= object.node.start && start < object.node.end);
  return objectsOf(document, 'ConfigMap')
    .filter(holds)
    .flatMap((object) => kindValue(object))
    .map((visit) => ({ visit, reason: 'a credential in a ConfigMap, which many may read' }));
}

/** Any value that is written out and is more than a stand-in or public: a weak one is what will be deployed. */
function secretInPlain({ document, pieces }: Inspection): Flaw[] {
  const plain = pieces.filter(({ visit, written }) => isOfSecret(visit) && isTelling(visit, latin1(written.bytes)));
  return objectsOf(document, 'Secret')
    .filter((object) => plain.some(({ visit }) => [...upward(visit)].some(({ node }) => node === object.node)))
    .flatMap((object) => kindValue(object))
    .map((visit) => ({ visit, reason: 'a Secret with its values in plain' }));
}

const SWITCH = /^(true|false|\d{1,5})$/i;

function isTelling({ key }: Visit, value: string): boolean {
  const text = value.trim();
  return text !== '' && !isStandIn(text) && !SWITCH.test(text) && !isPublicKey(String(key));
}

/** The first provider encrypts: what is written with `identity` is not encrypted. */
function identityFirst({ document }: Inspection): Flaw[] {
  return document.visits.flatMap((visit) => {
    const first = visit.key === 0 && visit.parent?.key === 'providers' ? visit.node : undefined;
    if (first?.type !== 'map' || !kindOfObject(visit).startsWith('EncryptionConfig')) return [];
    const entry = first.entries.find(({ key }) => key === 'identity');
    if (entry === undefined || !coversSecrets(visit)) return [];
    const node = { ...entry.value, start: entry.keyStart, end: entry.keyStart + entry.key.length };
    return [{ visit: { node, key: 'identity', parent: visit }, reason: 'new Secrets are written unencrypted' }];
  });
}

function coversSecrets(provider: Visit): boolean {
  const rule = provider.parent?.parent;
  if (rule === undefined) return false;
  return itemOf(rule, 'resources', (text) => text === 'secrets' || text.startsWith('*.')) !== undefined;
}

function objectsOf({ visits }: Document, kind: string): Visit<MapNode>[] {
  return visits.filter(
    (visit): visit is Visit<MapNode> =>
      visit.node.type === 'map' && textAt(visit.node, 'kind') === kind && kindOfObject(visit) === kind,
  );
}

function kindValue(object: Visit<MapNode>): Visit[] {
  const node = entryOf(object.node, 'kind');
  return node === undefined ? [] : [{ node, key: 'kind', parent: object }];
}

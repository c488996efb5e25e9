/** `hullcheck cluster` against a real API server. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import {
  addressOf,
  createAll,
  namespaceOf,
  plantObjects,
  ROBOTS,
  type KubeObject,
} from '../support/cluster-objects.js';
import { hullcheckJson, hullcheck } from '../support/command.js';
import { NO_KUBE_API, startKubeApi, withKubeApi, type KubeApi } from '../support/kube-api.js';
import { secrets } from '../support/secrets.js';
import { tree } from '../support/tree.js';

const DOCS = join(import.meta.dirname, '../../docs/kubernetes');
const OPEN = ['shop', 'pay', 'ops'];
const NAMESPACES = [...OPEN, 'vault'];

describe.skipIf(NO_KUBE_API !== undefined)(`${withKubeApi('a cluster of 500 objects')}`, () => {
  const planted = plantObjects(500, NAMESPACES);
  const inSecrets = secrets.github('in a Secret');
  let api: KubeApi;

  beforeAll(async () => {
    api = await startKubeApi();
    await createAll(api, [...NAMESPACES, 'clean'].map(namespaceOf));
    await createAll(api, shipped('rbac.yaml'));
    await createAll(api, [
      bindCluster('scanner', 'hullcheck'),
      // The kind of the custom resources is not among those that the shipped role can know.
      role('robots', [{ apiGroups: ['example.org'], resources: ['robots'], verbs: ['list'] }]),
      bindCluster('scanner', 'robots'),
      role('namespaces', [{ apiGroups: [''], resources: ['namespaces'], verbs: ['list'] }]),
      bindCluster('restricted', 'namespaces'),
      ...[...OPEN, 'clean'].flatMap((name) => [
        bindIn(name, 'restricted', 'hullcheck'),
        bindIn(name, 'restricted', 'robots'),
      ]),
    ]);
    await api.call('POST', addressOf(ROBOTS), { body: ROBOTS });
    await untilServed(api, '/apis/example.org/v1/robots');
    await createAll(
      api,
      planted.map(({ object }) => object),
    );
    await createAll(
      api,
      NAMESPACES.map((namespace) => secretIn(namespace, inSecrets)),
    );
  }, 120_000);

  afterAll(async () => {
    await api.stop();
  });

  test('what is found is what was planted, and what a scan of the same manifests finds', () => {
    const args = ['cluster', '--kubeconfig', api.kubeconfig('scanner'), '--show-secrets'];
    const { code, stderr, report } = hullcheckJson(args);
    expect(stderr).toBe('');
    expect(report.problems).toEqual([]);
    expect(code).toBe(1);
    const found = tokens(report).map(({ provenance, secret }) => [provenance.path, secret]);
    expect(new Set(found.map(String))).toEqual(new Set(expected(NAMESPACES).map(String)));
    const files = planted.map(({ path, object }): [string, string] => [
      `${path}.json`,
      JSON.stringify(object, null, 2),
    ]);
    const scanned = hullcheckJson(['scan', '--show-secrets'], { cwd: tree(Object.fromEntries(files)) });
    const inFiles = tokens(scanned.report).map(({ location, secret }) => [
      location.path.replace(/\.json$/, ''),
      secret,
    ]);
    expect(new Set(inFiles.map(String))).toEqual(new Set(found.map(String)));
  });

  test('each finding names the cluster and the object', () => {
    const { report } = hullcheckJson(['cluster', '--kubeconfig', api.kubeconfig('scanner'), '-n', 'shop']);
    const deployment = tokens(report).find(({ provenance }) => provenance.path.startsWith('shop/Deployment/'));
    expect(deployment?.provenance).toMatchObject({
      kind: 'cluster',
      cluster: 'scanner@test',
      apiVersion: 'apps/v1',
      objectKind: 'Deployment',
      namespace: 'shop',
    });
    expect(deployment?.excerpt).toMatch(/^\s*value: ghp_\*+$/);
  });

  test('Secrets are never asked for by default', () => {
    hullcheck(['cluster', '--kubeconfig', api.kubeconfig('scanner')]);
    hullcheck(['cluster', '--kubeconfig', api.kubeconfig('admin')]);
    const listed = api.audit().filter(({ verb, user }) => verb === 'list' && user.username !== 'system:apiserver');
    expect(listed.length).toBeGreaterThan(40);
    const asked = api.audit().filter(({ verb, objectRef }) => verb !== 'create' && objectRef?.resource === 'secrets');
    expect(asked).toEqual([]);
    const { code, stderr } = hullcheck(['cluster', '--kubeconfig', api.kubeconfig('admin'), '--resource', 'secrets']);
    expect([code, stderr]).toEqual([2, 'hullcheck: Secrets are only asked for with --include-secrets\n']);
  });

  test('with --include-secrets what is kept in Secrets is listed apart, and joined with where it leaked', () => {
    const args = ['cluster', '--kubeconfig', api.kubeconfig('admin'), '--include-secrets'];
    const directory = tree({ 'deploy.sh': `curl -H "Authorization: Bearer ${inSecrets}" https://example.org\n` });
    const { report } = hullcheckJson([...args, '--report', 'json=cluster.json'], { cwd: directory });
    const kept = report.suppressed
      .filter(({ verdict, secret }) => verdict.by === 'kept' && secret !== '')
      .map(({ location }) => location.path);
    const paths = NAMESPACES.map((namespace) => `${namespace}/Secret/token`).toSorted();
    expect(kept.toSorted()).toEqual(paths);
    expect(report.findings.filter(({ location }) => location.path.includes('/Secret/'))).toEqual([]);
    hullcheck(['scan', 'deploy.sh', '--report', 'json=scan.json', '--quiet'], { cwd: directory });
    const { stdout } = hullcheck(['join', 'scan.json', 'cluster.json'], { cwd: directory });
    const group = stdout.split('\n\n').find((part) => part.includes('deploy.sh')) ?? '';
    expect(group).toContain('in 1 place');
    for (const path of paths)
      expect(group).toMatch(new RegExp(`cluster admin@test  ${path}:\\d+:\\d+  \\(is kept in a Secret\\)`));
  });

  test('what is forbidden in some namespaces is read in the others and named', () => {
    const { report } = hullcheckJson(['cluster', '--kubeconfig', api.kubeconfig('restricted'), '--show-secrets']);
    const found = tokens(report).map(({ provenance, secret }) => [provenance.path, secret]);
    expect(new Set(found.map(String))).toEqual(new Set(expected(OPEN).map(String)));
    expect(report.summary.complete).toBe(false);
    const deployments = report.problems.find(({ path }) => path === 'deployments.apps');
    expect(deployments).toMatchObject({ code: 'not-listed' });
    expect(deployments?.message).toMatch(/^Cannot list 'deployments\.apps' in namespaces .*'vault'.*: forbidden$/);
    expect(deployments?.message).not.toContain("'shop'");
  });

  test('exit code 3 where nothing was found in what could be read, 0 where all of what was asked for could be', () => {
    const args = ['cluster', '--kubeconfig', api.kubeconfig('restricted'), '-n', 'clean'];
    const clean = hullcheck(args);
    expect(clean.stdout).toContain('No leaks found.');
    expect(clean.code).toBe(0);
    const both = hullcheck([...args, '-n', 'vault', '--resource', 'configmaps']);
    expect(both.stdout).toContain("Cannot list 'configmaps' in namespace 'vault': forbidden");
    expect(both.code).toBe(3);
  });

  test('only the kinds that are named', () => {
    const { report } = hullcheckJson(['cluster', '--kubeconfig', api.kubeconfig('admin'), '--resource', 'cronjob']);
    const kinds = tokens(report).map(({ provenance }) => provenance.path.split('/')[1]);
    expect(new Set(kinds)).toEqual(new Set(['CronJob']));
    const unknown = hullcheck(['cluster', '--kubeconfig', api.kubeconfig('admin'), '--resource', 'cronjbos']);
    expect(unknown.stdout).toContain("'admin@test' serves no 'cronjbos'; see kubectl api-resources");
    expect(unknown.code).toBe(3);
  });

  test('what an object made is reported where it comes from; an older revision with another secret is news', async () => {
    const [now, old] = [secrets.github('current revision'), secrets.github('older revision')];
    await createAll(api, [namespaceOf('owned')]);
    const owned = (kind: string, name: string, token: string, controller?: readonly [string, string]): KubeObject =>
      workload({ kind, name, token, ...(controller === undefined ? {} : { controller }) });
    await createAll(api, [
      owned('Pod', 'web-2-x', now, ['ReplicaSet', 'web-2']),
      owned('Pod', 'web-1-x', old, ['ReplicaSet', 'web-1']),
      owned('ReplicaSet', 'web-2', now, ['Deployment', 'web']),
      owned('ReplicaSet', 'web-1', old, ['Deployment', 'web']),
      owned('Deployment', 'web', now),
      owned('Pod', 'alone', now),
    ]);
    const { report } = hullcheckJson([
      'cluster',
      '--kubeconfig',
      api.kubeconfig('admin'),
      '-n',
      'owned',
      '--show-secrets',
    ]);
    expect(tokens(report).map(({ provenance, secret }) => [provenance.path, secret])).toEqual([
      ['owned/Deployment/web', now],
      ['owned/ReplicaSet/web-1', old],
      ['owned/Pod/alone', now],
    ]);
  });

  test('the shipped manifests pass a server-side dry run', async () => {
    for (const object of shipped('cronjob.yaml')) {
      // This server is older than `batch/v1` CronJobs; the fields are the same.
      const served = { ...object, apiVersion: 'batch/v1beta1' };
      const answer = await api.call('POST', `${addressOf(served)}?dryRun=All`, { body: served });
      expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    }
    const verbs = shipped('rbac.yaml').flatMap(
      (object) => (object['rules'] ?? []) as { verbs: string[]; resources: string[] }[],
    );
    expect(new Set(verbs.flatMap((rule) => rule.verbs))).toEqual(new Set(['list']));
    expect(verbs.flatMap((rule) => rule.resources)).not.toContain('secrets');
  });

  function expected(namespaces: readonly string[]): (readonly [string, string])[] {
    return planted.flatMap(({ path, token, object }) =>
      token !== undefined && namespaces.includes(object.metadata.namespace ?? '') ? [[path, token] as const] : [],
    );
  }
});

/** Other detectors have their own tests; these objects are about one kind of token. */
function tokens<T extends { detector: string }>(report: { readonly findings: readonly T[] }): T[] {
  return report.findings.filter(({ detector }) => detector === 'github-classic-pat');
}

interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly token: string;
  /** Kind and name of the object that keeps it up. */
  readonly controller?: readonly [string, string];
}

function workload({ kind, name, token, controller }: Workload): KubeObject {
  const spec = { containers: [{ name: 'main', image: 'app:1', env: [{ name: 'API_TOKEN', value: token }] }] };
  const [ownerKind, ownerName] = controller ?? [];
  const owner = { apiVersion: 'apps/v1', kind: ownerKind, name: ownerName, uid: `uid-${ownerName}`, controller: true };
  return {
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'owned', ...(controller === undefined ? {} : { ownerReferences: [owner] }) },
    spec:
      kind === 'Pod'
        ? spec
        : { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec } },
  };
}

function shipped(file: string): KubeObject[] {
  return parseAllDocuments(readFileSync(join(DOCS, file), 'utf8')).map((document) => document.toJS() as KubeObject);
}

function role(name: string, rules: readonly object[]): KubeObject {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules };
}

function bindCluster(user: string, bound: string): KubeObject {
  return { ...binding(user, bound), kind: 'ClusterRoleBinding', metadata: { name: `${user}-${bound}` } };
}

function bindIn(namespace: string, user: string, bound: string): KubeObject {
  return { ...binding(user, bound), kind: 'RoleBinding', metadata: { name: `${user}-${bound}`, namespace } };
}

function binding(user: string, bound: string) {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: bound },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  };
}

function secretIn(namespace: string, token: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace }, stringData: { token } };
}

async function untilServed(api: KubeApi, path: string): Promise<void> {
  for (let tries = 0; tries < 100 && (await api.call('GET', path)).status !== 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

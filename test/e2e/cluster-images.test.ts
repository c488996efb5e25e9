/** `hullcheck cluster --images`: a real API server names images that a real registry has. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAll, namespaceOf, type KubeObject } from '../support/cluster-objects.js';
import { hullcheck, hullcheckJson, type JsonFinding } from '../support/command.js';
import { NO_KUBE_API, startKubeApi, withKubeApi, type KubeApi } from '../support/kube-api.js';
import { secrets } from '../support/secrets.js';
import { isInstalled, startRegistry } from '../support/services.js';
import { temporaryDirectory, tree } from '../support/tree.js';

const registry = await startRegistry();
const missing = NO_KUBE_API !== undefined || registry === undefined || !isInstalled('skopeo');

describe.skipIf(missing)(`${withKubeApi('the images of a cluster, with docker-registry and skopeo')}`, () => {
  let api: KubeApi;

  beforeAll(async () => {
    api = await startKubeApi();
  });

  afterAll(async () => {
    await api.stop();
  });

  test('each image in use is scanned once, and one that cannot be had is named', async () => {
    const { address = '', config = '', user, password } = registry ?? {};
    const [inImage, inPod] = [secrets.github('in the image'), secrets.stripe('in the pod')];
    push(`${address}/team/shop:1`, { file: inImage, credentials: `${user}:${password}` });
    await createAll(api, [
      pod('one', { image: `${address}/team/shop:1`, token: inPod }),
      cronJob('two', `${address}/team/shop:1`),
      pod('three', { image: `${address}/team/absent:1` }),
    ]);
    const args = ['cluster', '--kubeconfig', api.kubeconfig('admin')];
    const env = { DOCKER_CONFIG: config };
    const without = hullcheckJson(args, { env });
    expect(without.report.findings.map(({ provenance }) => provenance.path)).toEqual(['default/Pod/one']);
    const { report } = hullcheckJson([...args, '--images', '--show-secrets'], { env });
    expect(report.findings.map(({ provenance, secret }) => [provenance.kind, provenance.path, secret])).toEqual([
      ['cluster', 'default/Pod/one', inPod],
      ['image', expect.stringContaining('app/settings.env'), inImage],
    ]);
    expect(report.problems).toMatchObject([{ code: 'registry-failed' }]);
    expect(report.summary.complete).toBe(false);
    const { stdout } = hullcheck([...args, '--images'], { env });
    expect(stdout).toMatch(/^registry:127\.0\.0\.1:\d+\/team\/shop:1 \/?app\/settings\.env$/m);
  });

  test('what a Pod runs is scanned by its digest, also when the tag names something else by now', async () => {
    const { address = '', config = '', user, password } = registry ?? {};
    const credentials = `${user}:${password}`;
    const name = `${address}/team/moved:1`;
    const [running, newer] = [secrets.github('what runs'), secrets.github('what the tag names')];
    const digest = push(name, { file: running, credentials });
    push(name, { file: newer, credentials });
    await createAll(api, [
      namespaceOf('moved'),
      { ...pod('moved', { image: name }), metadata: { name: 'moved', namespace: 'moved' } },
    ]);
    // As a kubelet tells it.
    const containerStatuses = [
      { name: 'main', image: name, imageID: `${address}/team/moved@${digest}`, ready: true, restartCount: 0 },
    ];
    const patch = { type: 'application/merge-patch+json', body: { status: { containerStatuses } } };
    const answer = await api.call('PATCH', '/api/v1/namespaces/moved/pods/moved/status', patch);
    expect(answer.status).toBe(200);
    const args = ['cluster', '--kubeconfig', api.kubeconfig('admin'), '-n', 'moved', '--images', '--show-secrets'];
    const { report } = hullcheckJson(args, { env: { DOCKER_CONFIG: config } });
    expect(report.problems).toEqual([]);
    expect(report.findings.map(({ secret }) => secret)).toEqual([running]);
  });

  test('a baseline of the cluster and its images lets only new findings through', async () => {
    const { address = '', config = '', user, password } = registry ?? {};
    push(`${address}/team/base:1`, { file: secrets.github('an old one'), credentials: `${user}:${password}` });
    const inNamespace = (name: string, token: string): KubeObject => ({
      ...pod(name, { image: `${address}/team/base:1`, token }),
      metadata: { name, namespace: 'old' },
    });
    await createAll(api, [namespaceOf('old'), inNamespace('first', secrets.stripe('first pod'))]);
    const cwd = tree({ 'README.md': 'no secrets here\n' });
    const env = { DOCKER_CONFIG: config, HULLCHECK_KEY: '' };
    const where = ['--kubeconfig', api.kubeconfig('admin'), '-n', 'old', '--images'];
    const made = hullcheck(['baseline', 'create', '--cluster', ...where], { cwd, env });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const text = readFileSync(join(cwd, '.hullcheck-baseline'), 'utf8');
    expect(text).toMatch(/ stripe-live-secret-key {2}cluster {2}"admin@test!old\/Pod\/first"$/m);
    expect(text).toMatch(/ github-classic-pat {2}image {2}"127\.0\.0\.1:\d+\/team\/base!app\/settings\.env"$/m);
    const scan = (): JsonFinding[] => [...hullcheckJson(['cluster', ...where], { cwd, env }).report.findings];
    expect(scan()).toEqual([]);
    await createAll(api, [inNamespace('second', secrets.stripe('second pod'))]);
    expect(scan().map(({ provenance }) => provenance.path)).toEqual(['old/Pod/second']);
    // A look at the worktree alone says nothing about the cluster.
    expect(hullcheck(['baseline', 'update'], { cwd, env }).stdout).toContain('took out 0 secrets');
    await api.call('DELETE', '/api/v1/namespaces/old/pods/first?gracePeriodSeconds=0');
    const updated = hullcheck(['baseline', 'update', '--add-new', '--cluster', ...where], { cwd, env });
    expect(updated.stdout).toContain('took out 1 secret no longer there, took in 1. It has 2 now.');
  }, 60_000);
});

/** An image of one layer with one file, pushed with skopeo. Returns the digest of its manifest. */
function push(name: string, { file, credentials }: { readonly file: string; readonly credentials: string }): string {
  const layout = temporaryDirectory();
  const blobs = join(layout, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const blob = (bytes: Uint8Array): { digest: string; size: number } => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(blobs, hex), bytes);
    return { digest: `sha256:${hex}`, size: bytes.length };
  };
  const root = tree({ 'app/settings.env': `TOKEN=${file}\n` });
  const layer = blob(execFileSync('tar', ['-C', root, '-c', 'app']));
  const config = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer.digest] } };
  const type = (part: string): string => `application/vnd.oci.image.${part}`;
  const manifest = {
    schemaVersion: 2,
    mediaType: type('manifest.v1+json'),
    config: { mediaType: type('config.v1+json'), ...blob(Buffer.from(JSON.stringify(config))) },
    layers: [{ mediaType: type('layer.v1.tar'), ...layer }],
  };
  const entry = { mediaType: manifest.mediaType, ...blob(Buffer.from(JSON.stringify(manifest))) };
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  // Compressed on the way: the digest is another one then.
  const digest = join(layout, 'digest');
  const options = ['--dest-creds', credentials, '--dest-tls-verify=false', '--digestfile', digest];
  execFileSync('skopeo', ['--insecure-policy', 'copy', ...options, `oci:${layout}`, `docker://${name}`], {
    stdio: 'ignore',
  });
  return readFileSync(digest, 'utf8');
}

function pod(name: string, { image, token }: { readonly image: string; readonly token?: string }): KubeObject {
  const env = token === undefined ? [] : [{ name: 'PAYMENT', value: token }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'main', image, env }] },
  };
}

function cronJob(name: string, image: string): KubeObject {
  const spec = { restartPolicy: 'Never', containers: [{ name: 'main', image }] };
  return {
    apiVersion: 'batch/v1beta1',
    kind: 'CronJob',
    metadata: { name, namespace: 'default' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec } } } },
  };
}

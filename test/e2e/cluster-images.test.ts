/** `hullcheck cluster --images`: a real API server names images that a real registry has. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAll, type KubeObject } from '../support/cluster-objects.js';
import { hullcheck, hullcheckJson } from '../support/command.js';
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
});

/** An image of one layer with one file, pushed with skopeo. */
function push(name: string, { file, credentials }: { readonly file: string; readonly credentials: string }): void {
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
  const login = ['--dest-creds', credentials, '--dest-tls-verify=false'];
  execFileSync('skopeo', ['--insecure-policy', 'copy', ...login, `oci:${layout}`, `docker://${name}`], {
    stdio: 'ignore',
  });
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

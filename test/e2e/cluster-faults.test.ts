/** `hullcheck cluster` while the API is busy, forgetful or dying: what is found stays found, what is missing is named. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAll, type KubeObject } from '../support/cluster-objects.js';
import { hullcheck, startHullcheck, type JsonReport, type Run } from '../support/command.js';
import { startFaultyProxy, type Fault, type FaultyProxy } from '../support/faulty-proxy.js';
import { NO_KUBE_API, startKubeApi, withKubeApi, type KubeApi } from '../support/kube-api.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

const CONFIG_MAPS = '/api/v1/configmaps?';

describe.skipIf(NO_KUBE_API !== undefined)(`${withKubeApi('an API in trouble')}`, () => {
  // More than two pages, each with a token.
  const maps = Array.from({ length: 120 }, (_, index) => configMap(index));
  let api: KubeApi;

  beforeAll(async () => {
    api = await startKubeApi({ compaction: '1s' });
    await createAll(api, maps);
  }, 120_000);

  afterAll(async () => {
    await api.stop();
  });

  test('too many requests, errors and broken connections: asked again, and all is found', async () => {
    const trouble: readonly Fault[] = [
      { status: 429, headers: { 'retry-after': '0' } },
      { drop: 'middle' },
      { status: 503 },
    ];
    const { run, proxy } = await scanThrough((path, before) =>
      path.startsWith('/api') && before === 0 ? trouble[path.length % trouble.length] : undefined,
    );
    expect(found(run)).toBe(maps.length);
    expect(reportOf(run).problems).toEqual([]);
    expect(new Set(proxy.asked).size).toBeLessThan(proxy.asked.length);
  });

  test('pages that expire while they are read: the list goes on from where it was', async () => {
    const before = gone(api);
    const { run } = await scanThrough((path) =>
      path.includes('configmaps') && path.includes('continue') ? { delay: 3000 } : undefined,
    );
    expect(found(run)).toBe(maps.length);
    expect(reportOf(run).problems).toEqual([]);
    expect(gone(api)).toBeGreaterThan(before);
  });

  test('a list that has to begin anew reports nothing twice, and does not begin anew forever', async () => {
    let expired = 0;
    const once = await scanThrough((path) =>
      path.startsWith(CONFIG_MAPS) && path.includes('continue') && ++expired === 1 ? { status: 410 } : undefined,
    );
    expect(found(once.run)).toBe(maps.length);
    const always = await scanThrough((path) => (path.startsWith(CONFIG_MAPS) ? { status: 410 } : undefined));
    expect(reportOf(always.run).problems).toMatchObject([{ code: 'not-listed', path: 'configmaps' }]);
    expect(always.proxy.asked.filter((path) => path.startsWith(CONFIG_MAPS)).length).toBeLessThan(20);
  });

  test('a kind that is gone since it was announced, and a group that does not answer, are named', async () => {
    const { run } = await scanThrough((path) => {
      if (path.startsWith('/apis/batch/v1/jobs')) return { status: 404 };
      return path.startsWith('/apis/storage.k8s.io/') ? { status: 400, body: { message: 'no\nidea' } } : undefined;
    });
    const { problems, summary } = reportOf(run);
    expect(problems.map(({ path, message }) => [path, message.replace(/^.*: /, '')])).toEqual([
      ['storage.k8s.io/v1', 'no'],
      ['storage.k8s.io/v1beta1', 'no'],
      ['jobs.batch', 'the server does not serve it any more'],
    ]);
    expect(summary.complete).toBe(false);
  });

  test('a scan that is out of time says so', async () => {
    const { run } = await scanThrough(
      (path) => (path.startsWith('/api/v1/pods') ? { delay: 60_000 } : undefined),
      ['--timeout', '3'],
    );
    expect(found(run)).toBe(maps.length);
    expect(reportOf(run).problems).toMatchObject([{ code: 'timeout' }]);
  });

  // Last: there is no server after it.
  test('a server that dies: what was found is reported, what is missing is named, in a bounded time', async () => {
    const { run } = await scanThrough((path) =>
      path.startsWith(CONFIG_MAPS) && path.includes('continue') ? api.kill().then(() => undefined) : undefined,
    );
    expect(found(run)).toBe(50);
    const { problems, summary } = reportOf(run);
    expect(summary.complete).toBe(false);
    expect(problems).toContainEqual({
      code: 'not-listed',
      path: 'configmaps',
      message: "Cannot list 'configmaps' in 'admin@test': the connection broke",
    });
  }, 90_000);

  async function scanThrough(
    fault: Parameters<typeof startFaultyProxy>[1],
    args: readonly string[] = [],
  ): Promise<{ run: Run; proxy: FaultyProxy }> {
    const proxy = await startFaultyProxy({ server: api.server, kubeconfig: api.kubeconfig('admin') }, fault);
    const run = await startHullcheck(
      ['cluster', '--kubeconfig', proxy.kubeconfig, '--format', 'json', ...args],
      temporaryDirectory(),
    ).done;
    await proxy.stop();
    return { run, proxy };
  }
});

describe('a cluster that cannot be asked', () => {
  test('a kubeconfig that is absent, broken or lacks the context: exit code 2, and nothing of it is quoted', () => {
    const password = secrets.password('kubeconfig');
    const root = tree({
      broken: `users:\n- user: {password: ${password}}\n bad: [`,
      empty: JSON.stringify({ clusters: [], contexts: [], users: [] }),
      good: kubeconfig('https://127.0.0.1:1'),
    });
    const tell = (...args: string[]): Run => hullcheck(['cluster', ...args], { cwd: root });
    expect(tell('--kubeconfig', 'absent')).toMatchObject({
      code: 2,
      stderr: "hullcheck: Cannot read the kubeconfig 'absent': no such file or directory\n",
    });
    const broken = tell('--kubeconfig', 'broken');
    expect(broken.code).toBe(2);
    expect(broken.stderr).not.toContain(password);
    expect(tell('--kubeconfig', 'empty')).toMatchObject({
      code: 2,
      stderr: 'hullcheck: The kubeconfig has no current context; give --context or set one with kubectl\n',
    });
    expect(tell('--kubeconfig', 'good', '--context', 'prod')).toMatchObject({
      code: 2,
      stderr: "hullcheck: No context 'prod' in the kubeconfig; it has here\n",
    });
    const none = hullcheck(['cluster'], { env: { KUBECONFIG: '', HOME: temporaryDirectory() } });
    expect(none).toMatchObject({
      code: 2,
      stderr: 'hullcheck: No kubeconfig and no service account; set KUBECONFIG or give --kubeconfig\n',
    });
  });

  test('a server that is not there: exit code 3', () => {
    const root = tree({ config: kubeconfig('https://127.0.0.1:1') });
    const { code, stdout } = hullcheck(['cluster', '--kubeconfig', 'config'], { cwd: root });
    expect(code).toBe(3);
    expect(stdout).toContain("Cannot ask the cluster 'here': nothing listens there");
  });
});

function kubeconfig(server: string): string {
  return JSON.stringify({
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'here',
  });
}

function configMap(index: number): KubeObject {
  const token = secrets.github(`page ${index}`);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `map-${index}`, namespace: 'default' },
    data: { 'app.properties': `api.token=${token}\n` },
  };
}

function reportOf({ stdout }: Run): JsonReport {
  return JSON.parse(stdout) as JsonReport;
}

/** Different places; the report lists none twice. */
function found(run: Run): number {
  // What is said of the ConfigMaps that hold them is another matter.
  const tokens = reportOf(run).findings.filter(({ detector }) => detector === 'github-classic-pat');
  const places = tokens.map(({ provenance }) => provenance.path);
  expect(new Set(places).size).toBe(places.length);
  return places.length;
}

/** Lists that the server answered with 410. */
function gone(api: KubeApi): number {
  return api.audit().filter(({ responseStatus }) => responseStatus?.code === 410).length;
}

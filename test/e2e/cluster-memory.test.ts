/** The memory of `hullcheck cluster` does not grow with the number of objects. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAll, type KubeObject } from '../support/cluster-objects.js';
import { hullcheckJson } from '../support/command.js';
import { NO_KUBE_API, startKubeApi, withKubeApi, type KubeApi } from '../support/kube-api.js';

const FEW = 500;
const MANY = 5000;

/** Prints the peak of resident memory, in kB, as the last line of standard error. */
const TELL_MEMORY =
  "--import=data:text/javascript,process.on('exit',()=>process.stderr.write('\\n'+process.resourceUsage().maxRSS))";

describe.skipIf(NO_KUBE_API !== undefined)(`${withKubeApi('memory')}`, () => {
  let api: KubeApi;

  beforeAll(async () => {
    api = await startKubeApi();
  });

  afterAll(async () => {
    await api.stop();
  });

  test('ten times as many objects take about as much memory', async () => {
    await createAll(api, maps(0, FEW));
    const few = peak(FEW);
    await createAll(api, maps(FEW, MANY));
    const many = peak(MANY);
    // 32 MB of text came in between; the pages in flight are allowed for.
    expect(many - few).toBeLessThan(60_000);
  }, 300_000);

  /** Kilobytes. */
  function peak(objects: number): number {
    const args = ['cluster', '--kubeconfig', api.kubeconfig('admin')];
    const { report, stderr } = hullcheckJson(args, { env: { NODE_OPTIONS: TELL_MEMORY } });
    expect(report.problems).toEqual([]);
    expect(report.summary.contents).toBeGreaterThanOrEqual(objects);
    return Number(stderr.trim().split('\n').at(-1));
  }
});

function maps(from: number, to: number): KubeObject[] {
  return Array.from({ length: to - from }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `map-${from + index}`, namespace: 'default' },
    data: { 'notes.txt': `entry ${from + index} of a long list of notes\n`.repeat(180) },
  }));
}

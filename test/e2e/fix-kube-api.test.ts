/** What a fix makes of manifests, before the judge that counts: a real Kubernetes API takes it, and has the values. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_KUBE_API, startKubeApi, withKubeApi, type KubeApi } from '../support/kube-api.js';
import { hullcheck } from '../support/command.js';
import { fill } from '../support/fix.js';
import { temporaryDirectory, tree } from '../support/tree.js';

const spec = (containers: string, more = ''): string => `  selector: {matchLabels: {app: x}}
  template:
    metadata: {labels: {app: x}}
    spec:
${containers}${more}`;

const FILES: Readonly<Record<string, string>> = {
  'namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
  'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
${spec(
  `      initContainers:
        - name: migrate
          image: migrate:1
          env: [{name: DB_PASSWORD, value: "<password:db>"}]
      containers:
        - name: web
          image: web:1
          args: ["--stripe-key=<stripe:a>", --verbose]
          env:
            - name: HOST
              value: db
            - name: DB_PASSWORD
              value: '<password:db>'
            - name: URL
              value: https://x:<github:u>@$(HOST)/repo
          envFrom:
            - configMapRef: {name: settings}
          volumeMounts: [{name: files, mountPath: /etc/web}]
`,
  `      volumes:
        - name: files
          configMap:
            name: settings
            defaultMode: 0440
`,
)}`,
  'settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: shop
data:
  LEVEL: debug
  SLACK_TOKEN: <slack:s>
  app.properties: |
    level=debug
    github.token=<github:f>
`,
  'stateful.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
${spec(
  `      containers:
      - name: db
        image: postgres:16
        env:
        - name: TOKEN
          valueFrom: {configMapKeyRef: {name: only, key: token}}
        command:
        - sh
        - -c
        - |
          export PGPASSWORD='<password:pg>'
          curl -H "Authorization: token <github:c>" https://api.invalid
        volumeMounts: [{name: f, mountPath: /f/token, subPath: token}]
`,
  `      volumes:
      - name: f
        configMap: {name: only, items: [{key: token, path: token, mode: 0400}]}
`,
)}---
apiVersion: v1
kind: ConfigMap
metadata: {name: only, namespace: shop}
data: {token: <github:only>}
`,
  'daemon.json': `${JSON.stringify(
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent', namespace: 'shop' },
      spec: {
        selector: { matchLabels: { app: 'a' } },
        template: {
          metadata: { labels: { app: 'a' } },
          spec: {
            containers: [{ name: 'agent', image: 'a:1', args: ['-t', '<github:d>'], env: [{ name: 'N', value: '1' }] }],
          },
        },
      },
    },
    null,
    2,
  )}\n`,
  'list.yaml': `apiVersion: v1
kind: List
items:
  - apiVersion: batch/v1
    kind: Job
    metadata: {name: import, namespace: shop}
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: x
              image: x
              env:
                - value: <stripe:job>
                  name: STRIPE_KEY
  - apiVersion: batch/v1beta1
    kind: CronJob
    metadata: {name: nightly, namespace: shop}
    spec:
      schedule: "0 0 * * *"
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - {name: x, image: x, env: [{name: STRIPE_KEY, value: <stripe:cron>}]}
  - apiVersion: v1
    kind: Pod
    metadata: {name: one, namespace: shop}
    spec:
      containers:
        - &common
          name: a
          image: x
          env:
            - name: TOKEN
              value: &token <github:one>
        - name: b
          image: x
          env: [{name: TOKEN_TOO, value: *token}]
`,
};

describe.skipIf(NO_KUBE_API !== undefined)(`${withKubeApi('fix, on a real Kubernetes API')}`, () => {
  let api: KubeApi;
  beforeAll(async () => {
    api = await startKubeApi();
  }, 120_000);
  afterAll(() => api.stop());

  const kubectl = (args: readonly string[]): string =>
    execFileSync('kubectl', ['--kubeconfig', api.kubeconfig('admin'), ...args], { encoding: 'utf8' });

  test('what was valid stays valid, and the Secrets hold the values', () => {
    const root = tree(Object.fromEntries(Object.entries(FILES).map(([path, text]) => [path, fill(text)])));
    const out = join(temporaryDirectory(), 'out');
    kubectl(['apply', '-f', join(root, 'namespace.yaml')]);
    const dryRun = (): string[] => kubectl(['apply', '--dry-run=server', '-f', root]).trim().split('\n');
    const before = dryRun();
    const run = hullcheck(['fix', '--write', '--secrets-out', `${out}/`], { cwd: root });
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(dryRun()).toEqual(before);
    kubectl(['apply', '-R', '-f', out]);
    expect(secretsOf(kubectl(['get', 'secrets', '-n', 'shop', '-o', 'json']))).toMatchInlineSnapshot(`
      "agent-credentials T_SECRET: "<github:d>"
      db-credentials PGPASSWORD: "<password:pg>"
      db-credentials TOKEN_2: "<github:c>"
      import-credentials STRIPE_KEY: "<stripe:job>"
      nightly-credentials STRIPE_KEY: "<stripe:cron>"
      one-credentials TOKEN: "<github:one>"
      only-credentials token: "<github:only>"
      settings-credentials SLACK_TOKEN: "<slack:s>"
      settings-credentials app.properties: "level=debug\\ngithub.token=<github:f>\\n"
      web-credentials DB_PASSWORD: "<password:db>"
      web-credentials STRIPE_KEY: "<stripe:a>"
      web-credentials URL_SECRET: "<github:u>""
    `);
    expect(hullcheck(['scan'], { cwd: root }).code).toBe(0);
  });

  test('the commands for kubectl make the same Secret', () => {
    const root = tree({ 'deployment.yaml': fill(FILES['deployment.yaml'] ?? '').replaceAll('shop', 'default') });
    const out = join(temporaryDirectory(), 'out');
    const { stdout } = hullcheck(['fix', '--as', 'kubectl', '--secrets-out', `${out}/`], { cwd: root });
    const [command = ''] = stdout.match(/kubectl create .*/) ?? [];
    kubectl(command.split(' ').slice(1));
    const { data } = JSON.parse(kubectl(['get', 'secret', 'web-credentials', '-o', 'json'])) as {
      data: Record<string, string>;
    };
    expect(Buffer.from(data['STRIPE_KEY'] ?? '', 'base64').toString()).toBe(fill('<stripe:a>'));
  });
});

const TOKENS = Object.values(FILES).flatMap((text) => text.match(/<\w+:\w+>/g) ?? []);

/** Names, keys and values, the values by what they were made of. */
function secretsOf(json: string): string {
  const { items } = JSON.parse(json) as { items: { metadata: { name: string }; data: Record<string, string> }[] };
  const lines = items.flatMap(({ metadata, data }) =>
    Object.entries(data).map(
      ([key, value]) => `${metadata.name} ${key}: ${JSON.stringify(Buffer.from(value, 'base64').toString())}`,
    ),
  );
  return TOKENS.reduce((text, token) => text.replaceAll(fill(token), token), lines.toSorted().join('\n'));
}

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { fill, fixFiles } from '../support/fix.js';

describe('kustomize', () => {
  test('literals of a secretGenerator go into an env file, which kustomize reads to the same', () => {
    const { changes, secrets, root } = fixFiles({
      'kustomization.yaml': `secretGenerator:
  - name: db
    literals:
      - user=shop
      - token="<github:t>"
    type: Opaque
  - name: api
    literals: [key=<stripe:k>]
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "kustomization.yaml
      -      - token="<github:t>"
      +    envs:
      +      - db.secret.env
      -    literals: [key=<stripe:k>]
      +    envs:
      +      - api.secret.env
      "
    `);
    expect(secrets).toMatchInlineSnapshot(`
      "# api.secret.env
      key=<stripe:k>
      # db.secret.env
      token=<github:t>
      "
    `);
    for (const [, name = '', text = ''] of secrets.matchAll(/# (\S+)\n(.*\n)/g))
      writeFileSync(join(root, name), fill(text));
    const built = parseAllDocuments(execFileSync('kubectl', ['kustomize', root], { encoding: 'utf8' })).map((one) =>
      one.toJS(),
    );
    const data = built.map((one) =>
      Object.entries(one.data as Record<string, string>).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    );
    expect(data).toEqual([
      [['key', fill('<stripe:k>')]],
      [
        ['token', fill('<github:t>')],
        ['user', 'shop'],
      ],
    ]);
  });

  test('a literal of a configMapGenerator becomes a secretGenerator, and its readers follow', () => {
    const { changes, root, secrets } = fixFiles({
      'kustomization.yaml': `namespace: shop
resources: [web.yaml]
configMapGenerator:
  - name: settings
    literals:
      - LEVEL=debug
      - TOKEN=<github:t>
      - REGION=eu
# end
`,
      'web.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: w
      envFrom:
        - configMapRef: {name: settings}
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "kustomization.yaml
      -      - TOKEN=<github:t>
      +secretGenerator:
      +  - name: settings-credentials
      +    envs:
      +      - settings-credentials.env
      web.yaml
      +        - secretRef:
      +            name: settings-credentials
      "
    `);
    writeFileSync(join(root, 'settings-credentials.env'), fill(secrets.replace(/^#.*\n/, '')));
    const built = execFileSync('kubectl', ['kustomize', root], { encoding: 'utf8' });
    expect(built).toMatch(/secretRef:\n\s+name: settings-credentials-\w+/);
  });

  test('a patch written into the kustomization', () => {
    const { changes } = fixFiles({
      'kustomization.yaml': `resources: [base.yaml]
patches:
  - target: {kind: Deployment}
    patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        template:
          spec:
            containers:
              - name: web
                env:
                  - name: TOKEN
                    value: <github:t>
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "kustomization.yaml
      -                    value: <github:t>
      +                    valueFrom:
      +                      secretKeyRef:
      +                        name: web-credentials
      +                        key: TOKEN
      "
    `);
  });
});

test('a base and its patch that both set a variable: what is left of the two is told', () => {
  const deployment = (container: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, ${container}}]}}}
`;
  const { run } = fixFiles({
    'base/web.yaml': deployment('image: w, env: [{name: TOKEN, value: <github:t>}, {name: KEY, value: <stripe:k>}]'),
    'prod/patch.yaml': deployment('env: [{name: TOKEN, value: ""}, {name: KEY, value: <stripe:prod>}]'),
    'whole/web.yaml': deployment('image: w, env: [{name: TOKEN, value: ""}]'),
  });
  expect(run.stdout).toContain('prod/patch.yaml gives TOKEN of web a value too');
  expect(run.stdout).not.toContain('gives KEY of web');
  expect(run.stdout).not.toContain('whole/web.yaml');
});

describe('Compose', () => {
  test('variables of services go into env files, other values into .env', () => {
    const { changes, secrets } = fixFiles({
      'docker-compose.yml': `services:
  db:
    image: postgres
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: "<stripe:p>" # change me
  web:
    image: web
    env_file: web.env
    environment:
      - TOKEN=<github:t>
  bot:
    image: bot
    env_file:
      - a.env
    environment: {SLACK: <slack:s>, LEVEL: debug}
  cache:
    image: redis
    command: ["redis-server", "--requirepass", "<stripe:r>"]
    environment:
      URL: https://x:<github:u>@\${HOST}/
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "docker-compose.yml
      -      POSTGRES_PASSWORD: "<stripe:p>" # change me
      +    env_file:
      +      - db.secret.env
      -    env_file: web.env
      -    environment:
      -      - TOKEN=<github:t>
      +    env_file:
      +      - web.env
      +      - web.secret.env
      +    environment: {}
      -    environment: {SLACK: <slack:s>, LEVEL: debug}
      +      - bot.secret.env
      +    environment: {LEVEL: debug}
      -    command: ["redis-server", "--requirepass", "<stripe:r>"]
      +    command: ["redis-server", "--requirepass", "\${CACHE_REQUIREPASS:?}"]
      -      URL: https://x:<github:u>@\${HOST}/
      +      URL: https://x:\${CACHE_URL:?}@\${HOST}/
      "
    `);
    expect(secrets).toMatchInlineSnapshot(`
      "# .env
      CACHE_REQUIREPASS='<stripe:r>'
      CACHE_URL='<github:u>'
      # bot.secret.env
      SLACK='<slack:s>'
      # db.secret.env
      POSTGRES_PASSWORD='<stripe:p>'
      # web.secret.env
      TOKEN='<github:t>'
      "
    `);
  });
});

describe('Secret manifests', () => {
  const SECRET = `# keep me
apiVersion: v1
kind: Secret
metadata:
  name: db # the name
  labels: {app: web}
type: kubernetes.io/basic-auth
stringData:
  username: shop
  password: <stripe:p>
---
kind: Other
`;

  test('become an ExternalSecret in place', () => {
    const { changes, read } = fixFiles(
      { 'secret.yaml': SECRET },
      { args: ['--as', 'external-secret', '--store', 'vault'] },
    );
    expect(changes).toMatchInlineSnapshot(`
      "secret.yaml
      -apiVersion: v1
      -kind: Secret
      +apiVersion: external-secrets.io/v1
      +kind: ExternalSecret
      -type: kubernetes.io/basic-auth
      -stringData:
      -  username: shop
      -  password: <stripe:p>
      +spec:
      +  refreshInterval: "1h"
      +  secretStoreRef:
      +    kind: ClusterSecretStore
      +    name: vault
      +  target:
      +    name: db
      +    template:
      +      type: kubernetes.io/basic-auth
      +  data:
      +    - secretKey: username
      +      remoteRef:
      +        key: db
      +        property: username
      +    - secretKey: password
      +      remoteRef:
      +        key: db
      +        property: password
      "
    `);
    expect(parse(read('secret.yaml').split('---')[0] ?? '')).toMatchObject({
      metadata: { name: 'db', labels: { app: 'web' } },
    });
  });

  test.each([
    ['secret', '--as external-secret, --as sealed-secret or --as sops'],
    ['sops', 'sops encrypt --encrypted-regex'],
    ['sealed-secret', 'kubeseal --format yaml < secret.yaml > secret.sealed.yaml'],
  ])('with --as %s the tool to use is named', (as, words) => {
    const { run, changes } = fixFiles({ 'secret.yaml': SECRET }, { args: ['--as', as], code: 1, clean: false });
    expect(changes).toBe('');
    expect(run.stdout).toContain(words);
  });
});

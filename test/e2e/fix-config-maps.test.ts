import { describe, expect, test } from 'vitest';
import { fixFiles } from '../support/fix.js';

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata:
  name: web-config
  namespace: shop
data:
  LOG_LEVEL: debug
  # used by the bot
  SLACK_TOKEN: <slack:s> # rotate yearly
  REGION: eu
`;

/** A Pod whose one container and volumes are given. */
function pod(container: string, volumes = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: web
      image: web:1
${container}${volumes}`;
}

describe('ConfigMaps', () => {
  test('an entry read by a variable', () => {
    const { changes, secrets } = fixFiles({
      'config.yaml': CONFIG,
      'web.yaml': pod(`      env:
        - name: TOKEN
          valueFrom:
            configMapKeyRef:
              name: web-config
              key: SLACK_TOKEN
        - name: LEVEL
          valueFrom:
            configMapKeyRef: {name: web-config, key: LOG_LEVEL}
`),
    });
    expect(changes).toMatchInlineSnapshot(`
      "config.yaml
      -  SLACK_TOKEN: <slack:s> # rotate yearly
      web.yaml
      -            configMapKeyRef:
      -              name: web-config
      +            secretKeyRef:
      +              name: web-config-credentials
      "
    `);
    expect(secrets).toMatchInlineSnapshot(`
      "# web-config-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: web-config-credentials
        namespace: shop
      type: Opaque
      stringData:
        SLACK_TOKEN: "<slack:s>"
      "
    `);
  });

  test('entries read by envFrom, with a prefix', () => {
    const { changes } = fixFiles({
      'config.yaml': CONFIG,
      'web.yaml': pod(`      envFrom:
        - prefix: APP_
          configMapRef:
            name: web-config
        - configMapRef:
            name: other
`),
    });
    expect(changes).toMatchInlineSnapshot(`
      "config.yaml
      -  SLACK_TOKEN: <slack:s> # rotate yearly
      web.yaml
      +        - prefix: APP_
      +          secretRef:
      +            name: web-config-credentials
      "
    `);
  });

  test('a volume of which a part moves becomes a projected one', () => {
    const { changes } = fixFiles({
      'config.yaml': CONFIG,
      'web.yaml': pod(
        '',
        `  volumes:
    - name: all
      configMap:
        name: web-config
        defaultMode: 0440
    - name: some
      configMap:
        name: web-config
        items:
          - {key: LOG_LEVEL, path: level}
          - {key: SLACK_TOKEN, path: token, mode: 0400}
    - name: none
      configMap:
        name: web-config
        items: [{key: REGION, path: region}]
    - name: sources
      projected:
        sources:
          - configMap:
              name: web-config
          - downwardAPI: {}
`,
      ),
    });
    expect(changes).toMatchInlineSnapshot(`
      "config.yaml
      -  SLACK_TOKEN: <slack:s> # rotate yearly
      web.yaml
      -      configMap:
      -        name: web-config
      +      projected:
      +        sources:
      +          - configMap:
      +              name: web-config
      +          - secret:
      +              name: web-config-credentials
      -      configMap:
      -        name: web-config
      -        items:
      -          - {key: LOG_LEVEL, path: level}
      -          - {key: SLACK_TOKEN, path: token, mode: 0400}
      +      projected:
      +        sources:
      +          - configMap:
      +              name: web-config
      +              items:
      +                - key: LOG_LEVEL
      +                  path: level
      +          - secret:
      +              name: web-config-credentials
      +              items:
      +                - key: SLACK_TOKEN
      +                  path: token
      +                  mode: 0400
      +          - secret:
      +              name: web-config-credentials
      "
    `);
  });

  test('a whole file, the only entry: the volume becomes one of the Secret', () => {
    const { changes, secrets } = fixFiles({
      'all.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data:
  application.yaml: |
    server:
      port: 8080
    github:
      token: <github:f>
---
${pod(
  `      volumeMounts: [{name: c, mountPath: /etc/app/application.yaml, subPath: application.yaml}]
`,
  `  volumes:
    - name: c
      configMap:
        name: app
`,
).replace('  namespace: shop\n', '')}`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "all.yaml
      -data:
      -  application.yaml: |
      -    server:
      -      port: 8080
      -    github:
      -      token: <github:f>
      +data: {}
      -      configMap:
      -        name: app
      +      secret:
      +        secretName: app-credentials
      "
    `);
    expect(secrets).toMatchInlineSnapshot(`
      "# app-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: app-credentials
      type: Opaque
      stringData:
        application.yaml: "server:\\n  port: 8080\\ngithub:\\n  token: <github:f>\\n"
      "
    `);
  });

  test('JSON', () => {
    const config = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
      data: { a: '<github:a>', b: 'x', c: '<github:c>' },
    };
    const { changes } = fixFiles({ 'c.json': `${JSON.stringify(config, null, 2)}\n` });
    expect(changes).toMatchInlineSnapshot(`
      "c.json
      -    "a": "<github:a>",
      -    "b": "x",
      -    "c": "<github:c>"
      +    "b": "x"
      "
    `);
  });

  test('a reader that cannot be edited keeps the entry where it is', () => {
    const { run, changes } = fixFiles(
      {
        'config.yaml': CONFIG,
        'web.yaml': pod(
          '',
          '  volumes:\n    - name: a\n      configMap:\n        name: web-config # all\n        defaultMode: 0440\n',
        ),
      },
      { code: 1, clean: false },
    );
    expect(changes).toBe('');
    expect(run.stdout).toContain("'web.yaml' reads it in a volume with comments: edit it by hand");
  });

  test('readers of another namespace, and beside another ConfigMap of that name, are left alone', () => {
    const { changes } = fixFiles({
      'dev/config.yaml': CONFIG,
      'dev/other.yaml': pod('      envFrom: [{configMapRef: {name: web-config}}]\n').replace('shop', 'other'),
      'prod/config.yaml': CONFIG.replace('<slack:s>', 'xxxx'),
      'prod/web.yaml': pod('      envFrom: [{configMapRef: {name: web-config}}]\n'),
    });
    expect(changes).not.toContain('web.yaml');
    expect(changes).not.toContain('other.yaml');
  });
});

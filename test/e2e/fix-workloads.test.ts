import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEPLOYMENT, fill, fixFiles } from '../support/fix.js';

describe('variables', () => {
  test('a value in quotes, its comment kept', () => {
    const { changes, secrets } = fixFiles({
      'web.yaml': `${DEPLOYMENT}          env:
            - name: LOG_LEVEL
              value: debug
            - name: STRIPE_KEY
              value: "<stripe:a>" # live
            - name: PORT
              value: '8080'
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      -              value: "<stripe:a>" # live
      +              valueFrom:
      +                secretKeyRef:
      +                  name: web-credentials
      +                  key: STRIPE_KEY # live
      "
    `);
    expect(secrets).toMatchInlineSnapshot(`
      "# web-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: web-credentials
        namespace: shop
      type: Opaque
      stringData:
        STRIPE_KEY: "<stripe:a>"
      "
    `);
  });

  test('a value before its name', () => {
    const { changes } = fixFiles({
      'web.yaml': `${DEPLOYMENT}          env:
          - value: <github:b>
            name: GH_TOKEN
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      -          - value: <github:b>
      +          - valueFrom:
      +              secretKeyRef:
      +                name: web-credentials
      +                key: GH_TOKEN
      "
    `);
  });

  test('flow style', () => {
    const { changes } = fixFiles({
      'web.yaml': `${DEPLOYMENT}          env: [{name: A, value: b}, {name: GH_TOKEN, value: <github:b>}]
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      -          env: [{name: A, value: b}, {name: GH_TOKEN, value: <github:b>}]
      +          env: [{name: A, value: b}, {name: GH_TOKEN, valueFrom: {secretKeyRef: {name: web-credentials, key: GH_TOKEN}}}]
      "
    `);
  });

  test('JSON, as it is indented', () => {
    const env = [{ name: 'GH_TOKEN', value: '<github:j>' }];
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'job' },
      spec: { containers: [{ name: 'x', image: 'y', env }] },
    };
    const { changes } = fixFiles({
      'pod.json': `${JSON.stringify(pod, null, 4)}\n`,
      'one-line.json': JSON.stringify(pod),
    });
    expect(changes).toMatchInlineSnapshot(`
      "one-line.json
      -{"apiVersion":"v1","kind":"Pod","metadata":{"name":"job"},"spec":{"containers":[{"name":"x","image":"y","env":[{"name":"GH_TOKEN","value":"<github:j>"}]}]}}
      +{"apiVersion":"v1","kind":"Pod","metadata":{"name":"job"},"spec":{"containers":[{"name":"x","image":"y","env":[{"name":"GH_TOKEN","valueFrom":{"secretKeyRef":{"name":"job-credentials","key":"GH_TOKEN"}}}]}]}}
      pod.json
      -                        "value": "<github:j>"
      +                        "valueFrom": {
      +                            "secretKeyRef": {
      +                                "name": "job-credentials",
      +                                "key": "GH_TOKEN"
      +                            }
      +                        }
      "
    `);
  });

  test('Windows line ends and a byte order mark', () => {
    const text = `${DEPLOYMENT}          env:\n            - name: GH_TOKEN\n              value: <github:b>\n            - name: B\n              value: c`;
    const { changes, read } = fixFiles({ 'web.yaml': `\uFEFF${text.replaceAll('\n', '\r\n')}` });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      -              value: <github:b><CR>
      +              valueFrom:<CR>
      +                secretKeyRef:<CR>
      +                  name: web-credentials<CR>
      +                  key: GH_TOKEN<CR>
      "
    `);
    expect(read('web.yaml')).toMatch(/^\uFEFFapiVersion[^]*value: c$/);
    expect(read('web.yaml')).not.toMatch(/[^\r]\n/);
  });

  test('a private key in a block scalar', () => {
    const key = fill('<privateKey:k>');
    const around = `${DEPLOYMENT}          env:
            - name: TLS_KEY
@
            - name: B
              value: c
`;
    const { read, secrets } = fixFiles({
      'web.yaml': around.replace('@', () => `              value: |-\n${key.replace(/^/gm, ' '.repeat(16))}`),
    });
    const ref = `              valueFrom:
                secretKeyRef:
                  name: web-credentials
                  key: TLS_KEY`;
    expect(read('web.yaml')).toBe(around.replace('@', ref));
    expect(parse(secrets)).toMatchObject({ stringData: { TLS_KEY: key } });
  });

  test('an anchor and its aliases', () => {
    const { changes } = fixFiles({
      'web.yaml': `${DEPLOYMENT}          env:
            - name: GH_TOKEN
              value: &token <github:b>
        - name: sidecar
          image: side:1
          env:
            - name: GITHUB_TOKEN
              value: *token
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      -              value: &token <github:b>
      +              valueFrom:
      +                secretKeyRef:
      +                  name: web-credentials
      +                  key: GH_TOKEN
      -              value: *token
      +              valueFrom:
      +                secretKeyRef:
      +                  name: web-credentials
      +                  key: GH_TOKEN
      "
    `);
  });

  test('a value that reads other variables keeps doing so', () => {
    const { changes, secrets } = fixFiles({
      'web.yaml': `${DEPLOYMENT}          env:
            - name: HOST
              value: db
            - name: URL
              value: https://x:<github:b>@$(HOST)/repo
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      +            - name: URL_SECRET
      +              valueFrom:
      +                secretKeyRef:
      +                  name: web-credentials
      +                  key: URL_SECRET
      -              value: https://x:<github:b>@$(HOST)/repo
      +              value: https://x:$(URL_SECRET)@$(HOST)/repo
      "
    `);
    expect(secrets).toMatchInlineSnapshot(`
      "# web-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: web-credentials
        namespace: shop
      type: Opaque
      stringData:
        URL_SECRET: "<github:b>"
      "
    `);
  });
});

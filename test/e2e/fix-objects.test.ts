import { describe, expect, test } from 'vitest';
import { DEPLOYMENT, fixFiles } from '../support/fix.js';

describe('arguments', () => {
  const container = (lines: string): string => `${DEPLOYMENT}${lines}`;

  test('a flag gets its value from a variable that is added', () => {
    const { changes } = fixFiles({
      'web.yaml': container(`          command: ["/web"]
          args:
            - --stripe-key=<stripe:a>
            - --verbose
`),
    });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      +          env:
      +            - name: STRIPE_KEY
      +              valueFrom:
      +                secretKeyRef:
      +                  name: web-credentials
      +                  key: STRIPE_KEY
      -            - --stripe-key=<stripe:a>
      +            - --stripe-key=$(STRIPE_KEY)
      "
    `);
  });

  test('a variable that has the value already is used', () => {
    const { changes } = fixFiles({
      'web.yaml': container(`          args: ["--key", "<stripe:a>"]
          env:
            - name: STRIPE_KEY
              value: <stripe:a>
`),
    });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      -          args: ["--key", "<stripe:a>"]
      +          args: ["--key", "$(STRIPE_KEY)"]
      -              value: <stripe:a>
      +              valueFrom:
      +                secretKeyRef:
      +                  name: web-credentials
      +                  key: STRIPE_KEY
      "
    `);
  });

  test('in a shell line, only the literal', () => {
    const { changes } = fixFiles({
      'web.yaml': container(`          env: []
          command:
            - sh
            - -c
            - |
              set -e
              curl -H "Authorization: token <github:c>" https://api.invalid
              STRIPE_KEY='<stripe:a>' exec web
`),
    });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      -          env: []
      +          env:
      +            - name: TOKEN
      +              valueFrom:
      +                secretKeyRef:
      +                  name: web-credentials
      +                  key: TOKEN
      +            - name: STRIPE_KEY
      +              valueFrom:
      +                secretKeyRef:
      +                  name: web-credentials
      +                  key: STRIPE_KEY
      -              curl -H "Authorization: token <github:c>" https://api.invalid
      -              STRIPE_KEY='<stripe:a>' exec web
      +              curl -H "Authorization: token $(TOKEN)" https://api.invalid
      +              STRIPE_KEY='$(STRIPE_KEY)' exec web
      "
    `);
  });
});

describe('objects', () => {
  test('init, side and ephemeral containers: equal values share a key, others do not', () => {
    const { changes, secrets } = fixFiles({
      'web.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    spec:
      initContainers:
      - name: init
        image: i
        env:
        - name: TOKEN
          value: <github:a>
      containers:
      - name: main
        image: m
        env:
        - name: TOKEN
          value: <github:a>
      - name: side-car
        image: s
        env:
        - name: TOKEN
          value: <github:b>
      ephemeralContainers:
      - name: debug
        image: d
        env:
        - name: OTHER
          value: <github:b>
`,
    });
    expect(changes).toMatchInlineSnapshot(`
      "web.yaml
      -          value: <github:a>
      +          valueFrom:
      +            secretKeyRef:
      +              name: db-credentials
      +              key: TOKEN
      -          value: <github:a>
      +          valueFrom:
      +            secretKeyRef:
      +              name: db-credentials
      +              key: TOKEN
      -          value: <github:b>
      +          valueFrom:
      +            secretKeyRef:
      +              name: db-credentials
      +              key: TOKEN_SIDE_CAR
      -          value: <github:b>
      +          valueFrom:
      +            secretKeyRef:
      +              name: db-credentials
      +              key: TOKEN_SIDE_CAR
      "
    `);
    expect(secrets).toMatchInlineSnapshot(`
      "# db-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: db-credentials
      type: Opaque
      stringData:
        TOKEN: "<github:a>"
        TOKEN_SIDE_CAR: "<github:b>"
      "
    `);
  });

  test('a CronJob, a Job with a generated name, and the items of a List with a namespace each', () => {
    const { secrets } = fixFiles({
      'all.yaml': `apiVersion: batch/v1
kind: CronJob
metadata: {name: Nightly_Backup}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
          - name: x
            env: [{name: K, value: <stripe:a>}]
---
apiVersion: batch/v1
kind: Job
metadata: {generateName: import-}
spec: {template: {spec: {containers: [{name: x, env: [{name: "on", value: <stripe:b>}]}]}}}
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: one, namespace: ns1}
  spec: {containers: [{name: x, env: [{name: K, value: <stripe:c>}]}]}
- apiVersion: v1
  kind: Pod
  metadata: {name: two, namespace: ns2}
  spec: {containers: [{name: x, env: [{name: K, value: <stripe:c>}]}]}
`,
    });
    expect(secrets).toMatchInlineSnapshot(`
      "# import-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: import-credentials
      type: Opaque
      stringData:
        "on": "<stripe:b>"
      # nightly-backup-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: nightly-backup-credentials
      type: Opaque
      stringData:
        K: "<stripe:a>"
      # one-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: one-credentials
        namespace: ns1
      type: Opaque
      stringData:
        K: "<stripe:c>"
      # two-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: two-credentials
        namespace: ns2
      type: Opaque
      stringData:
        K: "<stripe:c>"
      "
    `);
  });

  test('a Secret that the files name is not overwritten', () => {
    const { secrets } = fixFiles({
      'web.yaml': `${DEPLOYMENT}          envFrom: [{secretRef: {name: web-credentials}}]
          env: [{name: K, value: <stripe:a>}]
`,
    });
    expect(secrets).toContain('name: web-credentials-2\n');
  });

  test('what cannot be fixed is named with the reason, and the rest is fixed', () => {
    const { run } = fixFiles(
      {
        'web.yaml': `${DEPLOYMENT}          # old: <github:o>
          livenessProbe: {httpGet: {httpHeaders: [{name: Authorization, value: Bearer <github:p>}]}}
          env: [{name: K, value: <stripe:a>}]
`,
        'app.js': 'const token = "<github:q>";\n',
        'broken.yaml': 'a: [<github:r>\nb: ]]',
      },
      { code: 1, clean: false },
    );
    expect(run.stdout.slice(run.stdout.indexOf('Not fixed'), run.stdout.indexOf('Rotate'))).toMatchInlineSnapshot(`
      "Not fixed: 4 literals
        not a manifest: read it from the environment or a file, and take it out by hand
          app.js:1:16  GitHub personal access token (classic)
        the file does not parse as YAML: bad indent in line 2
          broken.yaml:1:5  GitHub personal access token (classic)
        it is in a comment: delete it
          web.yaml:12:18  GitHub personal access token (classic)
        a probe cannot read a Secret: let it ask without credentials, or run a command
          web.yaml:13:87  GitHub personal access token (classic)

      "
    `);
  });
});

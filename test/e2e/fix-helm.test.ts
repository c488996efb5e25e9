import { describe, expect, test } from 'vitest';
import { fixFiles } from '../support/fix.js';

const CHART = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';

/** A template whose container has these lines. */
function template(env: string): string {
  return `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.fullname" . }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  template:
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image }}:{{ .Values.tag }}"
          env:
${env}{{- end }}
`;
}

describe('Helm', () => {
  test('a value that a variable reads', () => {
    const { changes, secrets, run } = fixFiles({
      'shop/Chart.yaml': CHART,
      'shop/values.yaml': `enabled: true
image: shop
# the database
db:
  host: db
  password: <stripe:p> # TODO
  user: shop
`,
      'shop/values-prod.yaml': 'db:\n  password: "<stripe:prod>"\n',
      'shop/templates/deployment.yaml': template(`            - name: DB_HOST
              value: {{ .Values.db.host | quote }}
            - name: DB_PASSWORD
              value: {{ .Values.db.password | quote }}
            - name: DB_PASSWORD_AGAIN
              value: "{{ $.Values.db.password }}"
`),
    });
    expect(changes).toMatchInlineSnapshot(`
      "shop/templates/deployment.yaml
      +              {{- if .Values.db.existingSecret }}
      +              valueFrom:
      +                secretKeyRef:
      +                  name: {{ .Values.db.existingSecret | quote }}
      +                  key: {{ .Values.db.existingSecretPasswordKey | quote }}
      +              {{- else }}
      +              {{- end }}
      +              {{- if $.Values.db.existingSecret }}
      +              valueFrom:
      +                secretKeyRef:
      +                  name: {{ $.Values.db.existingSecret | quote }}
      +                  key: {{ $.Values.db.existingSecretPasswordKey | quote }}
      +              {{- else }}
      +              {{- end }}
      shop/values-prod.yaml
      -  password: "<stripe:prod>"
      +  password: ""
      +  existingSecret: shop-prod-credentials
      +  existingSecretPasswordKey: db-password
      shop/values.yaml
      -  password: <stripe:p> # TODO
      +  password: "" # TODO
      +  existingSecret: shop-credentials
      +  existingSecretPasswordKey: db-password
      "
    `);
    expect(secrets).toMatchInlineSnapshot(`
      "# shop/shop-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: shop-credentials
      type: Opaque
      stringData:
        db-password: "<stripe:p>"
      # shop/shop-prod-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: shop-prod-credentials
      type: Opaque
      stringData:
        db-password: "<stripe:prod>"
      "
    `);
    expect(run.stdout).toContain('existingSecret shop-credentials, key db-password, read by the template');
  });

  test('a list of variables that the template hands on', () => {
    const { changes } = fixFiles({
      'c/Chart.yaml': CHART,
      'c/values.yaml': 'extra:\n  env:\n    - name: GH_TOKEN\n      value: <github:a>\n',
      'c/templates/d.yaml': template('            {{- toYaml .Values.extra.env | nindent 12 }}\n'),
      'no-chart/values.yaml': 'extraEnvVars:\n  - name: GH_TOKEN\n    value: <github:b>\n',
    });
    expect(changes).toMatchInlineSnapshot(`
      "c/values.yaml
      -      value: <github:a>
      +      valueFrom:
      +        secretKeyRef:
      +          name: shop-credentials
      +          key: GH_TOKEN
      no-chart/values.yaml
      -    value: <github:b>
      +    valueFrom:
      +      secretKeyRef:
      +        name: values-credentials
      +        key: GH_TOKEN
      "
    `);
  });

  test('a literal in a template', () => {
    const { changes, secrets } = fixFiles({
      'Chart.yaml': CHART,
      'templates/d.yaml': template(`            {{- if .Values.debug }}
            - name: GH_TOKEN
              value: <github:a>
            {{- end }}
            - name: LEVEL
              value: {{ .Values.level }}
          args: ["--stripe-key=<stripe:b>"]
`),
    });
    expect(changes).toMatchInlineSnapshot(`
      "templates/d.yaml
      -              value: <github:a>
      +              valueFrom:
      +                secretKeyRef:
      +                  name: shop-credentials
      +                  key: GH_TOKEN
      -          args: ["--stripe-key=<stripe:b>"]
      +            - name: STRIPE_KEY
      +              valueFrom:
      +                secretKeyRef:
      +                  name: shop-credentials
      +                  key: STRIPE_KEY
      +          args: ["--stripe-key=$(STRIPE_KEY)"]
      "
    `);
    expect(secrets).toMatchInlineSnapshot(`
      "# shop-credentials.yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: shop-credentials
      type: Opaque
      stringData:
        GH_TOKEN: "<github:a>"
        STRIPE_KEY: "<stripe:b>"
      "
    `);
  });

  test('what a chart does otherwise is told', () => {
    const values = `db: {password: <stripe:a>}
auth:
  existingSecret: ""
  token: <github:b>
whole:
  token: <github:c>
made:
  token: <github:d>
sub:
  token: <github:e>
`;
    const { run, changes } = fixFiles(
      {
        'c/Chart.yaml': CHART,
        'c/values.yaml': values,
        'c/templates/secret.yaml': 'apiVersion: v1\nkind: Secret\nstringData:\n  token: {{ .Values.made.token }}\n',
        'c/templates/d.yaml': template(`            - name: A
              value: x{{ .Values.db.password }}
            - name: B
              value: {{ .Values.auth.token }}
              other: {{ .Values.auth.existingSecret }}
            - {{ toYaml .Values.whole }}
`),
        'elsewhere/values.yaml': 'postgresql: {password: <stripe:z>}\n',
      },
      { code: 1, clean: false },
    );
    expect(changes).toBe('');
    expect(run.stdout.slice(run.stdout.indexOf('Not fixed'), run.stdout.indexOf('Rotate'))).toMatchInlineSnapshot(`
      "Not fixed: 6 literals
        c/templates/d.yaml uses .Values.db.password inside a longer value: edit it by hand
          c/values.yaml:1:16  Stripe live secret key
        the chart has .Values.auth.existingSecret already: create that Secret, name it there and empty this value
          c/values.yaml:4:10  GitHub personal access token (classic)
        'c/templates/d.yaml' uses .Values.whole as a whole: let it read the Secret by hand
          c/values.yaml:6:10  GitHub personal access token (classic)
        c/templates/secret.yaml uses .Values.made.token for a Secret that the chart makes: empty it here, and give it when installing, with --set-file made.token=FILE or an encrypted values file
          c/values.yaml:8:10  GitHub personal access token (classic)
        no template here uses .Values.sub.token: it may belong to a subchart; set the existingSecret that it offers
          c/values.yaml:10:10  GitHub personal access token (classic)
        values of a chart that is not here: create the Secret and set the existingSecret that the chart offers
          elsewhere/values.yaml:1:24  Stripe live secret key

      "
    `);
  });
});

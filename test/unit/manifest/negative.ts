/** Manifests with nothing in them that anybody should mind, and things that look like it. */

import { base64, deployment, object, password, token, type ManifestCase } from '../../support/manifest-cases.js';

const env = (lines: string): string => deployment(`env:\n  - name: DB_PASSWORD\n${lines}`);
const sealed = `AgB${Buffer.from(token.repeat(6)).toString('base64')}`;

const texts: Readonly<Record<string, string>> = {
  secretKeyRef: env('    valueFrom:\n      secretKeyRef:\n        name: shop-db-2x\n        key: db-password9x'),
  'secretKeyRef in flow': env('    valueFrom: {secretKeyRef: {name: shop-db, key: password9x2}}'),
  configMapKeyRef: env('    valueFrom:\n      configMapKeyRef: {name: shop, key: token9x2z}'),
  fieldRef: env('    valueFrom: {fieldRef: {fieldPath: metadata.name}}'),
  'a variable': env('    value: $(OTHER_PASSWORD)'),
  'a shell variable': env('    value: "${DB_PASSWORD}"'),
  'a template': env('    value: {{ .Values.db.password }}'),
  'a template in quotes': env('    value: "{{ .Values.db.password }}-x9"'),
  'an Argo Workflows parameter': env('    value: "{{inputs.parameters.password}}"'),
  'an empty value': env('    value: ""'),
  'no value': env('    value:'),
  'a placeholder': env('    value: changeme'),
  'a placeholder in angles': env('    value: <your-password>'),
  'a path to it': deployment('env:\n  - name: DB_PASSWORD_FILE\n    value: /run/secrets/db_password2'),
  'a name that is none': deployment(`env:\n  - name: IMAGE_TAG\n    value: v${password}`),
  'the next one has the value': deployment(
    'env:\n  - name: DB_PASSWORD\n    valueFrom: {secretKeyRef: {name: a, key: b}}\n  - name: MODE\n    value: fast2run9',
  ),
  envFrom: deployment('envFrom:\n  - secretRef: {name: shop-credentials-v2}'),
  'a flag without a value': deployment('args:\n  - --token\n  - --verbose'),
  'a flag with a file': deployment('args: ["--token-file", "/var/run/token9"]'),
  'a flag with a variable': deployment('args: ["--password", "$(DB_PASSWORD)"]'),
  'a mounted Secret': object('Pod', 'spec:\n  volumes:\n    - name: s\n      secret: {secretName: shop-secret-7x2}'),
  imagePullSecrets: object('Pod', 'spec:\n  imagePullSecrets: [{name: registry-token-x9}]'),
  SealedSecret: object(
    'SealedSecret',
    `spec:\n  encryptedData:\n    password: ${sealed}\n    token: ${sealed}`,
    'bitnami.com/v1alpha1',
  ),
  ExternalSecret: object(
    'ExternalSecret',
    'spec:\n  data:\n    - secretKey: password\n      remoteRef: {key: shop/db9x2z, property: password8k2}',
    'external-secrets.io/v1',
  ),
  SecretProviderClass: object(
    'SecretProviderClass',
    'spec:\n  parameters:\n    objects: |\n      - objectName: db-password\n        secretPath: secret/data/db2x\n        secretKey: password9x',
    'secrets-store.csi.x-k8s.io/v1',
  ),
  SOPS: object(
    'Secret',
    'stringData:\n  password: ENC[AES256_GCM,data:9xKq2Lm8,iv:abcd,tag:efgh,type:str]\nsops: {version: 3.9.0}',
  ),
  'Vault agent': deployment('').replace(
    'metadata:\n',
    'metadata:\n  annotations:\n    vault.hashicorp.com/agent-inject-secret-password: secret/data/db2x9\n    vault.hashicorp.com/role: shop-9x2z7k\n',
  ),
  'Secret, templated': object('Secret', 'data:\n  password: {{ .Values.password | b64enc | quote }}'),
  'Secret, placeholder': object('Secret', `data:\n  password: ${base64('changeme')}`),
  'Secret, empty': object('Secret', 'data:\n  password: ""'),
  'Secret, user name only': object('Secret', `data:\n  username: ${base64('administrator9')}`),
  'Secret, certificate': object(
    'Secret',
    `data:\n  ca.crt: ${base64('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')}`,
  ),
  'Secret without data': object('Secret', 'type: Opaque'),
  'Secret, variable': object('Secret', 'stringData:\n  password: ${DB_PASSWORD}'),
  'Secret, numbers': object('Secret', `stringData:\n  port: "5432"\n  enabled: "true"`),
  'ConfigMap, code that reads it': object(
    'ConfigMap',
    'data:\n  app.js: |\n    const password = config.password9x;\n    const token = readToken2(path);',
  ),
  'ConfigMap, shell that reads it': object(
    'ConfigMap',
    'data:\n  run.sh: |\n    export DB_PASSWORD=$(cat /run/secrets/db2)\n    shop --token "$TOKEN"',
  ),
  'ConfigMap, a template': object('ConfigMap', 'data:\n  app.ini: |\n    password = {{ .Values.password9 }}'),
  'ConfigMap, settings': object('ConfigMap', 'data:\n  TOKEN_TTL: 3600s\n  PASSWORD_MIN_LENGTH: "12"'),
  'custom resource definition': object(
    'CustomResourceDefinition',
    `spec:\n  schema:\n    properties:\n      password: {type: string, description: "${token}"}\n      env:\n        - name: DB_PASSWORD\n          value: "string"`,
    'apiextensions.k8s.io/v1',
  ),
  'Role for tokens': object(
    'Role',
    'rules:\n  - apiGroups: [""]\n    resources: [serviceaccounts/token, secrets]\n    verbs: [create]',
    'rbac.authorization.k8s.io/v1',
  ),
  'Issuer with a reference': object(
    'Issuer',
    'spec:\n  acme:\n    privateKeySecretRef: {name: letsencrypt-key9x2}\n    solvers:\n      - dns01: {cloudflare: {apiTokenSecretRef: {name: cf-token2x9, key: token7z3q}}}',
    'cert-manager.io/v1',
  ),
  'Application with a reference': object(
    'Application',
    'spec:\n  source:\n    helm:\n      parameters:\n        - name: auth.existingSecret\n          value: shop-auth-9x2z',
    'argoproj.io/v1alpha1',
  ),
  'projected token': object(
    'Pod',
    'spec:\n  volumes:\n    - name: t\n      projected:\n        sources:\n          - serviceAccountToken: {path: token9x2z, expirationSeconds: 3600}',
  ),
};

const files: ManifestCase[] = [
  {
    name: 'Compose, variable',
    path: 'compose.yaml',
    text: 'services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?missing}\n',
    at: [],
  },
  {
    name: 'Compose, from the environment',
    path: 'compose.yaml',
    text: 'services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD\n',
    at: [],
  },
  {
    name: 'names of Secrets in values',
    path: 'chart/values.yaml',
    text: 'ingress:\n  tlsSecret: dokuwiki.local-tls\ndb:\n  passwordSecret: "airflow-cluster1-mysql-password"\n',
    at: [],
  },
  {
    name: 'a value of Helm whose action lost its braces',
    text: deployment('env:\n  - name: DB_PASSWORD\n    value: .Values.initdbPassword'),
    at: [],
  },
  {
    name: 'Compose, secrets',
    path: 'compose.yaml',
    text: 'services:\n  db:\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db_password2\nsecrets:\n  db_password:\n    file: ./db_password2.txt\n',
    at: [],
  },
  {
    name: 'Helm values, empty',
    path: 'values.yaml',
    text: 'auth:\n  password: ""\n  existingSecret: shop-auth-9x2z\n',
    at: [],
  },
  {
    name: 'Helm template, default of another value',
    path: 'templates/a.yaml',
    text: object('Secret', 'data:\n  password: {{ default (randAlphaNum 32) .Values.password | b64enc }}'),
    at: [],
  },
  {
    name: 'kustomization, files',
    path: 'kustomization.yaml',
    text: 'secretGenerator:\n  - name: shop\n    files: [password9x2.txt]\n    envs: [shop9.env]\n',
    at: [],
  },
  {
    name: 'kustomization, placeholder',
    path: 'kustomization.yaml',
    text: 'secretGenerator:\n  - name: shop\n    literals: [password=changeme]\n',
    at: [],
  },
  {
    name: 'an alias bomb',
    path: 'bomb.yaml',
    text: `kind: Secret\napiVersion: v1\ndata:\n  a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, i) => `  a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n')}\n`,
    at: [],
  },
  { name: 'nested too deep', path: 'deep.json', text: `{"kind":"Secret","data":${'['.repeat(20_000)}`, at: [] },
];

export const NEGATIVE: readonly ManifestCase[] = [
  ...Object.entries(texts).map(([name, text]) => ({ name, text, at: [] })),
  ...files,
];

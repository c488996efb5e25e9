/** ConfigMaps, Compose, Helm, kustomize, custom resources and configuration of the cluster itself. */

import {
  base64,
  github,
  json,
  m,
  object,
  password,
  token,
  weak,
  type ManifestCase,
} from '../../support/manifest-cases.js';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

const configMaps: ManifestCase[] = [
  { name: 'value', text: object('ConfigMap', `data:\n  DB_PASSWORD: ${m(password)}`), at: ['data.DB_PASSWORD'] },
  {
    name: 'properties',
    text: object('ConfigMap', `data:\n  app.properties: |\n    db.user=shop\n    db.password=${m(password)}`),
    at: ['data["app.properties"]'],
  },
  {
    name: 'YAML',
    text: object('ConfigMap', `data:\n  app.yaml: |-\n    db:\n      password: ${m(password)}`),
    at: ['data["app.yaml"]'],
  },
  {
    name: 'JSON',
    text: object('ConfigMap', `data:\n  app.json: |\n    {"db": {"password": "${m(password)}"}}`),
    at: ['data["app.json"]'],
  },
  {
    name: 'code',
    text: object('ConfigMap', `data:\n  app.py: |\n    password = "${m(password)}"`),
    at: ['data["app.py"]'],
  },
  {
    name: 'weak, in a file for credentials',
    text: object('ConfigMap', `data:\n  .env: |\n    DB_PASSWORD=${m(weak)}\n    DB_USER=shop`),
    at: ['data[".env"]'],
  },
  {
    name: 'binaryData',
    text: object('ConfigMap', `binaryData:\n  app.properties: ${base64('db.password=')}${m(base64(`${password}\n`))}`),
    at: ['binaryData["app.properties"]'],
  },
  {
    name: 'manifest in it',
    text: object(
      'ConfigMap',
      `data:\n  pod.yaml: |\n    apiVersion: v1\n    kind: Pod\n    metadata: {name: inner}\n    spec:\n      containers:\n        - name: api\n          env:\n            - name: DB_PASSWORD\n              value: ${m(password)}`,
    ),
    at: ['api:data["pod.yaml"].spec.containers[0].env[0].value'],
  },
  {
    name: 'annotation of kubectl',
    text: object(
      'ConfigMap',
      `  annotations:\n    ${ANNOTATION}: |\n      ${json({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web' }, stringData: { password: m(password) } })}`,
    ),
    at: [`metadata.annotations["${ANNOTATION}"].stringData.password`],
  },
  {
    name: 'annotation of kubectl, quoted',
    text: object(
      'Pod',
      `  annotations:\n    ${ANNOTATION}: ${json(json({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'api', env: [{ name: 'DB_PASSWORD', value: m(password) }] }] } }))}`,
    ),
    at: [`api:metadata.annotations["${ANNOTATION}"].spec.containers[0].env[0].value`],
  },
  {
    name: 'annotation of kubectl, data',
    text: object(
      'Secret',
      `  annotations:\n    ${ANNOTATION}: |\n      ${json({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web' }, data: { password: m(base64(weak)) } })}`,
    ),
    at: [`metadata.annotations["${ANNOTATION}"].data.password`],
  },
  {
    name: 'annotation',
    text: object('Service', `  annotations:\n    shop.example/api-token: ${m(token)}\nspec: {}`),
    at: ['metadata.annotations["shop.example/api-token"]'],
  },
];

const others: ManifestCase[] = [
  {
    name: 'Compose, mapping',
    path: 'compose.yaml',
    text: `services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: ${m(password)}\n`,
    at: ['db:services.db.environment.POSTGRES_PASSWORD'],
  },
  {
    name: 'Compose, list',
    path: 'docker-compose.yml',
    text: `services:\n  db:\n    environment:\n      - POSTGRES_USER=shop\n      - POSTGRES_PASSWORD=${m(password)}\n`,
    at: ['db:services.db.environment[1]'],
  },
  {
    name: 'Compose, list in quotes',
    path: 'docker-compose.prod.yml',
    text: `services:\n  db:\n    environment:\n      - "POSTGRES_PASSWORD=${m(password)}"\n`,
    at: ['db:services.db.environment[0]'],
  },
  {
    name: 'Compose, command',
    path: 'compose.yml',
    text: `services:\n  cache:\n    command: shop --db-password ${m(password)}\n    labels:\n      api-token: ${m(token)}\n`,
    at: ['cache:services.cache.command', 'cache:services.cache.labels.api-token'],
  },
  {
    name: 'Compose, build argument',
    path: 'compose.yml',
    text: `services:\n  web:\n    build:\n      args:\n        NPM_TOKEN: ${m(token)}\n`,
    at: ['web:services.web.build.args.NPM_TOKEN'],
  },
  {
    name: 'Helm values',
    path: 'chart/values.yaml',
    text: `db:\n  auth:\n    password: ${m(password)}\n`,
    at: ['db.auth.password'],
  },
  {
    name: 'Helm values, extra env',
    path: 'values-prod.yaml',
    text: `extraEnv:\n  - name: DB_PASSWORD\n    value: ${m(password)}\n`,
    at: ['extraEnv[0].value'],
  },
  {
    name: 'Helm template',
    path: 'chart/templates/deploy.yaml',
    text: `{{- if .Values.enabled }}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "x.name" . }}\n  labels:\n    {{- include "x.labels" . | nindent 4 }}\nspec:\n  template:\n    spec:\n      containers:\n        - name: {{ .Chart.Name }}\n          env:\n            {{- range .Values.env }}\n            - name: {{ .name }}\n            {{- end }}\n            - name: DB_PASSWORD\n              value: ${m(password)}\n{{- end }}\n`,
    at: ['spec.template.spec.containers[0].env[1].value'],
  },
  {
    name: 'Helm template of a Secret',
    path: 'chart/templates/secret.yaml',
    text: `apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  a: {{ .Values.a | b64enc | quote }}\n  password: ${m(base64(weak))}\n`,
    at: ['data.password'],
  },
  {
    name: 'Jinja template',
    path: 'roles/app/pod.yaml.j2',
    text: object(
      'Pod',
      `spec:\n  containers:\n    {% for c in containers %}\n    - name: api\n      env:\n        - name: DB_PASSWORD\n          value: ${m(password)}\n    {% endfor %}`,
    ),
    at: ['api:spec.containers[0].env[0].value'],
  },
  {
    name: 'kustomization',
    path: 'base/kustomization.yaml',
    text: `secretGenerator:\n  - name: shop\n    literals:\n      - user=shop\n      - password=${m(weak)}\n`,
    at: ['secretGenerator[0].literals[1]'],
  },
  {
    name: 'kustomization, quoted',
    path: 'kustomization.yml',
    text: `kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nsecretGenerator:\n  - name: shop\n    literals:\n      - 'password=${m(password)}'\n`,
    at: ['secretGenerator[0].literals[0]'],
  },
  {
    name: 'kustomization, config map',
    path: 'kustomization.yaml',
    text: `configMapGenerator:\n  - name: shop\n    literals:\n      - DB_PASSWORD=${m(password)}\n`,
    at: ['configMapGenerator[0].literals[0]'],
  },
  {
    name: 'kustomization, patch',
    path: 'kustomization.yaml',
    text: `patches:\n  - patch: |-\n      - op: add\n        path: /spec/template/spec/containers/0/env/-\n        value:\n          name: DB_PASSWORD\n          value: ${m(password)}\n`,
    at: ['patches[0].patch'],
  },
  {
    name: 'Argo CD Application',
    text: object(
      'Application',
      `spec:\n  source:\n    helm:\n      parameters:\n        - name: db.auth.password\n          value: ${m(password)}`,
      'argoproj.io/v1alpha1',
    ),
    at: ['spec.source.helm.parameters[0].value'],
  },
  {
    name: 'Argo CD Application, values',
    text: object(
      'Application',
      `spec:\n  source:\n    helm:\n      values: |\n        db:\n          password: ${m(password)}`,
      'argoproj.io/v1alpha1',
    ),
    at: ['spec.source.helm.values.db.password'],
  },
  {
    name: 'Argo CD Application, values object',
    text: object(
      'Application',
      `spec:\n  source:\n    helm:\n      valuesObject:\n        db: {password: "${m(password)}"}`,
      'argoproj.io/v1alpha1',
    ),
    at: ['spec.source.helm.valuesObject.db.password'],
  },
  {
    name: 'Flux HelmRelease',
    text: object(
      'HelmRelease',
      `spec:\n  values:\n    auth:\n      password: ${m(password)}`,
      'helm.toolkit.fluxcd.io/v2',
    ),
    at: ['spec.values.auth.password'],
  },
  {
    name: 'Flux substitution',
    text: object(
      'Kustomization',
      `spec:\n  postBuild:\n    substitute:\n      db_password: ${m(password)}`,
      'kustomize.toolkit.fluxcd.io/v1',
    ),
    at: ['spec.postBuild.substitute.db_password'],
  },
  {
    name: 'External Secrets, fake store',
    text: object(
      'SecretStore',
      `spec:\n  provider:\n    fake:\n      data:\n        - key: /shop/db-password\n          value: ${m(password)}`,
      'external-secrets.io/v1',
    ),
    at: ['spec.provider.fake.data[0].value'],
  },
  {
    name: 'cert-manager, a key in place of a reference',
    text: object(
      'Issuer',
      `spec:\n  acme:\n    solvers:\n      - dns01:\n          webhook:\n            config:\n              apiKey: ${m(token)}`,
      'cert-manager.io/v1',
    ),
    at: ['spec.acme.solvers[0].dns01.webhook.config.apiKey'],
  },
  {
    name: 'Crossplane',
    text: object(
      'Instance',
      `spec:\n  forProvider:\n    masterPassword: ${m(password)}`,
      'rds.aws.crossplane.io/v1alpha1',
    ),
    at: ['spec.forProvider.masterPassword'],
  },
  {
    name: 'Tekton parameter',
    text: object(
      'PipelineRun',
      `spec:\n  params:\n    - name: registry-password\n      value: ${m(password)}`,
      'tekton.dev/v1',
    ),
    at: ['spec.params[0].value'],
  },
  {
    name: 'k3s HelmChart',
    text: object(
      'HelmChart',
      `spec:\n  valuesContent: |-\n    auth:\n      adminPassword: ${m(password)}`,
      'helm.cattle.io/v1',
    ),
    at: ['spec.valuesContent.auth.adminPassword'],
  },
  {
    name: 'kubeconfig',
    path: 'home/kubeconfig',
    text: `apiVersion: v1\nkind: Config\nusers:\n  - name: admin\n    user:\n      password: ${m(password)}\n`,
    at: ['users[0].user.password'],
  },
  {
    name: 'kubeconfig, token',
    path: 'config.yaml',
    text: `apiVersion: v1\nkind: Config\nusers:\n  - name: admin\n    user:\n      token: ${m(token)}\n`,
    at: ['users[0].user.token'],
  },
  {
    name: 'kubeadm',
    text: `apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nbootstrapTokens:\n  - token: ${m(['q8f3zk', '7h2m9x4v1c6b5n0a'].join('.'))}\n`,
    at: ['bootstrapTokens[0].token'],
  },
  {
    name: 'encryption configuration',
    text: `apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources: [secrets]\n    providers:\n      - aescbc:\n          keys:\n            - name: key1\n              secret: ${m(Buffer.from(github.slice(0, 32)).toString('base64'))}\n`,
    at: ['resources[0].providers[0].aescbc.keys[0].secret'],
  },
  {
    name: 'file without a telling name',
    path: 'stdin',
    text: object('Secret', `data:\n  password: ${m(base64(password))}`),
    at: ['data.password'],
  },
  {
    name: 'invalid YAML stays text',
    text: `apiVersion: v1\nkind: ConfigMap\ndata:\n\tDB_PASSWORD: ${m(password)}\n`,
    at: [''],
  },
];

export const POSITIVE_OTHERS = [...configMaps, ...others];

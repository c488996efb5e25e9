/** Manifests with secrets in them, each in another place or way of writing. */

import {
  base64,
  deployment,
  github,
  indented,
  key,
  m,
  object,
  other,
  password,
  token,
  weak,
  type ManifestCase,
} from '../../support/manifest-cases.js';

const ENV = 'api:spec.template.spec.containers[0].env';

const workloads: ManifestCase[] = [
  {
    name: 'env, plain',
    text: deployment(`env:\n  - name: DB_PASSWORD\n    value: ${m(password)}`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, double quotes',
    text: deployment(`env:\n  - name: DB_PASSWORD\n    value: "${m(password)}"`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, single quotes',
    text: deployment(`env:\n  - name: DB_PASSWORD\n    value: '${m(password)}'`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, quoted keys',
    text: deployment(`env:\n  - "name": "API_TOKEN"\n    "value": "${m(token)}"`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, value first',
    text: deployment(`env:\n  - value: ${m(password)}\n    name: DB_PASSWORD`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, flow mapping',
    text: deployment(`env: [{name: A, value: b}, {name: DB_PASSWORD, value: "${m(password)}"}]`),
    at: [`${ENV}[1].value`],
  },
  {
    name: 'env, flow on its line',
    text: deployment(`env:\n  - {name: DB_PASSWORD, value: "${m(password)}"}`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, not indented',
    text: deployment(`env:\n- name: A\n  value: b\n- name: DB_PASSWORD\n  value: ${m(password)}`),
    at: [`${ENV}[1].value`],
  },
  {
    name: 'env, comment behind',
    text: deployment(`env:\n  - name: DB_PASSWORD # of the shop\n    value: ${m(password)} # TODO`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, camel case name',
    text: deployment(`env:\n  - name: dbPassword\n    value: ${m(password)}`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, dotted name',
    text: deployment(`env:\n  - name: spring.datasource.password\n    value: ${m(password)}`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, two of them',
    text: deployment(
      `env:\n  - name: DB_PASSWORD\n    value: ${m(password)}\n  - name: API_TOKEN\n    value: ${m(token)}`,
    ),
    at: [`${ENV}[0].value`, `${ENV}[1].value`],
  },
  {
    name: 'env, a token that has a format',
    text: deployment(`env:\n  - name: GITHUB\n    value: ${m(github)}`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, tagged',
    text: deployment(`env:\n  - name: DB_PASSWORD\n    value: !!str ${m(password)}`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, anchored',
    text: deployment(`env:\n  - name: DB_PASSWORD\n    value: &pw ${m(password)}`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'env, alias of a value elsewhere',
    text: deployment(`workingDir: &pw "${m(password)}"\nenv:\n  - name: DB_PASSWORD\n    value: *pw`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'init container',
    text: deployment('').replace(
      'containers:',
      `initContainers:\n        - name: migrate\n          env:\n            - name: DB_PASSWORD\n              value: ${m(password)}\n      containers:`,
    ),
    at: ['migrate:spec.template.spec.initContainers[0].env[0].value'],
  },
  {
    name: 'second container',
    text:
      deployment(`ports: []`) +
      `        - name: sidecar\n          env:\n            - name: DB_PASSWORD\n              value: ${m(password)}\n`,
    at: ['sidecar:spec.template.spec.containers[1].env[0].value'],
  },
  {
    name: 'StatefulSet',
    text: deployment(`env:\n  - name: DB_PASSWORD\n    value: ${m(password)}`, 'StatefulSet'),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'DaemonSet',
    text: deployment(`env:\n  - name: DB_PASSWORD\n    value: ${m(password)}`, 'DaemonSet'),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'args, flag and value',
    text: deployment(`args:\n  - serve\n  - --db-password\n  - ${m(password)}`),
    at: ['api:spec.template.spec.containers[0].args[2]'],
  },
  {
    name: 'args, quoted',
    text: deployment(`args:\n  - "--token"\n  - "${m(token)}"`),
    at: ['api:spec.template.spec.containers[0].args[1]'],
  },
  {
    name: 'args, flow',
    text: deployment(`args: ["serve", "--db-password", "${m(password)}"]`),
    at: ['api:spec.template.spec.containers[0].args[2]'],
  },
  {
    name: 'args, flow without quotes',
    text: deployment(`args: [serve, --db-password, ${m(password)}]`),
    at: ['api:spec.template.spec.containers[0].args[2]'],
  },
  {
    name: 'args, in one',
    text: deployment(`args:\n  - --db-password=${m(password)}`),
    at: ['api:spec.template.spec.containers[0].args[0]'],
  },
  {
    name: 'command, in one',
    text: deployment(`command: ["shop", "--db-password=${m(password)}"]`),
    at: ['api:spec.template.spec.containers[0].command[1]'],
  },
  {
    name: 'a script',
    text: deployment(`command:\n  - sh\n  - -c\n  - |\n    export DB_PASSWORD=${m(password)}\n    exec shop`),
    at: ['api:spec.template.spec.containers[0].command[2]'],
  },
  {
    name: 'probe header, basic',
    text: deployment(
      `livenessProbe:\n  httpGet:\n    httpHeaders:\n      - name: Authorization\n        value: Basic ${m(base64(`shop:${weak}Qz`))}`,
    ),
    at: ['api:spec.template.spec.containers[0].livenessProbe.httpGet.httpHeaders[0].value'],
  },
  {
    name: 'probe header, key',
    text: deployment(
      `readinessProbe:\n  httpGet:\n    httpHeaders:\n      - name: X-Api-Key\n        value: ${m(token)}`,
    ),
    at: ['api:spec.template.spec.containers[0].readinessProbe.httpGet.httpHeaders[0].value'],
  },
  {
    name: 'connection string in env',
    text: deployment(`env:\n  - name: DATABASE_URL\n    value: postgres://shop:${m(token)}@db/shop`),
    at: [`${ENV}[0].value`],
  },
  {
    name: 'Pod',
    text: object(
      'Pod',
      `spec:\n  containers:\n    - name: api\n      env:\n        - name: DB_PASSWORD\n          value: ${m(password)}`,
    ),
    at: ['api:spec.containers[0].env[0].value'],
  },
  {
    name: 'CronJob',
    text: object(
      'CronJob',
      `spec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: api\n              env:\n                - name: DB_PASSWORD\n                  value: ${m(password)}`,
    ),
    at: ['api:spec.jobTemplate.spec.template.spec.containers[0].env[0].value'],
  },
  {
    name: 'csi options',
    text: object(
      'Pod',
      `spec:\n  volumes:\n    - name: data\n      csi:\n        driver: x\n        volumeAttributes:\n          password: ${m(password)}`,
    ),
    at: ['spec.volumes[0].csi.volumeAttributes.password'],
  },
  {
    name: 'flexVolume options',
    text: object(
      'Pod',
      `spec:\n  volumes:\n    - name: data\n      flexVolume:\n        driver: x\n        options: {accessToken: "${m(token)}"}`,
    ),
    at: ['spec.volumes[0].flexVolume.options.accessToken'],
  },
];

const secretsOfAllKinds: ManifestCase[] = [
  { name: 'data', text: object('Secret', `data:\n  password: ${m(base64(password))}`), at: ['data.password'] },
  { name: 'data, weak', text: object('Secret', `data:\n  password: ${m(base64(weak))}`), at: ['data.password'] },
  {
    name: 'data, quoted',
    text: object('Secret', `data:\n  password: "${m(base64(password))}"`),
    at: ['data.password'],
  },
  {
    name: 'data, with a line break in it',
    text: object('Secret', `data:\n  password: ${m(base64(`${password}\n`))}`),
    at: ['data.password'],
  },
  {
    name: 'data, over lines',
    text: object(
      'Secret',
      `data:\n  api_token: |\n    ${m(base64(token).slice(0, 12))}\n    ${base64(token).slice(12)}`,
    ),
    at: ['data.api_token'],
  },
  {
    name: 'data, a key that says nothing',
    text: object('Secret', `data:\n  answer: ${m(base64(token))}`),
    at: ['data.answer'],
  },
  { name: 'data, not encoded', text: object('Secret', `data:\n  password: ${m(password)}`), at: ['data.password'] },
  {
    name: 'data in flow',
    text: object('Secret', `data: {user: ${base64('shop')}, password: "${m(base64(password))}"}`),
    at: ['data.password'],
  },
  {
    name: 'kind behind the data',
    text: `data:\n  password: ${m(base64(password))}\nkind: Secret\napiVersion: v1\nmetadata: {name: web}\n`,
    at: ['data.password'],
  },
  {
    name: 'stringData',
    text: object('Secret', `stringData:\n  password: ${m(password)}`),
    at: ['stringData.password'],
  },
  {
    name: 'stringData, weak',
    text: object('Secret', `stringData:\n  password: ${m(weak)}`),
    at: ['stringData.password'],
  },
  {
    name: 'stringData, file',
    text: object('Secret', `stringData:\n  app.properties: |\n    db.user=shop\n    db.password=${m(password)}`),
    at: ['stringData["app.properties"]'],
  },
  {
    name: 'stringData, JSON',
    text: object('Secret', `stringData:\n  config.json: '{"db": {"password": "${m(password)}"}}'`),
    at: ['stringData["config.json"]'],
  },
  {
    name: 'TLS key',
    text: object('Secret', `type: kubernetes.io/tls\ndata:\n  tls.key: ${m(base64(key))}`),
    at: ['data["tls.key"]'],
  },
  {
    name: 'SSH key',
    text: object('Secret', `type: kubernetes.io/ssh-auth\nstringData:\n  ssh-privatekey: |\n${indented(m(key), 4)}`),
    at: ['stringData.ssh-privatekey'],
  },
  {
    name: 'basic auth',
    text: object('Secret', `type: kubernetes.io/basic-auth\nstringData:\n  username: shop\n  password: "${m(weak)}"`),
    at: ['stringData.password'],
  },
  {
    name: 'a token with a format',
    text: object('Secret', `data:\n  whatever: ${m(base64(github))}`),
    at: ['data.whatever'],
  },
  {
    name: 'Argo CD repository',
    text: object(
      'Secret',
      `  labels:\n    argocd.argoproj.io/secret-type: repository\nstringData:\n  type: git\n  url: https://git.example/shop\n  username: shop\n  password: ${m(password)}`,
    ),
    at: ['stringData.password'],
  },
  {
    name: 'Argo CD cluster',
    text: object('Secret', `stringData:\n  name: prod\n  config: |\n    {\n      "bearerToken": "${m(token)}"\n    }`),
    at: ['stringData.config'],
  },
  {
    name: 'JSON',
    path: 'secret.json',
    text: `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"web"},"data":{"password":"${m(base64(password))}"}}`,
    at: ['data.password'],
  },
  {
    name: 'JSON, indented',
    path: 'secret.json',
    text: `{\n  "apiVersion": "v1",\n  "kind": "Secret",\n  "metadata": {"name": "web"},\n  "stringData": {\n    "password": "${m(password)}"\n  }\n}`,
    at: ['stringData.password'],
  },
  {
    name: 'List',
    text: `apiVersion: v1\nkind: List\nitems:\n${indented(`- ${object('Secret', `data:\n  password: ${m(base64(password))}`).replace(/\n(?=.)/g, '\n  ')}`, 2)}`,
    at: ['items[0].data.password'],
  },
  {
    name: 'second document',
    text: `${object('Service', 'spec: {}')}---\n${object('Secret', `data:\n  password: ${m(base64(password))}`)}`,
    at: ['data.password'],
  },
  {
    name: 'document behind a comment',
    text: `# first\n--- # the next\n${object('Secret', `data:\n  password: ${m(base64(password))}`)}`,
    at: ['data.password'],
  },
  {
    name: 'CRLF',
    text: object('Secret', `data:\n  password: ${m(base64(password))}`).replaceAll('\n', '\r\n'),
    at: ['data.password'],
  },
  {
    name: 'byte order mark',
    text: `\ufeff${object('Secret', `stringData:\n  password: ${m(password)}`)}`,
    at: ['stringData.password'],
  },
  {
    name: 'the same key twice',
    text: object('Secret', `stringData:\n  password: ${m(password)}\n  password: ${m(other)}`),
    at: ['stringData.password', 'stringData.password'],
  },
  {
    name: 'umlauts before it',
    text: object('Secret', `stringData: {name: "gr\u00fc\u00df", password: "${m(password)}"}`),
    at: ['stringData.password'],
  },
  {
    name: 'SOPS, the plain rest',
    text: object(
      'Secret',
      `stringData:\n  user: ENC[AES256_GCM,data:abc,iv:abc,tag:abc,type:str]\n  password: ${m(password)}\nsops:\n  version: 3.9.0`,
    ),
    at: ['stringData.password'],
  },
];

export const POSITIVE = [...workloads, ...secretsOfAllKinds];

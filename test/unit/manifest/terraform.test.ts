/** Resources of Terraform that describe objects of a cluster: found where they stand, with the key path of the file. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/model/finding.js';
import { parseTerraform } from '../../../src/detect/manifest/terraform/index.js';
import { catalog } from '../../support/catalog.js';
import { compareScans } from '../../support/exactness.js';
import { base64, other, password, token, weak } from '../../support/manifest-cases.js';
import { repository } from '../../support/repository.js';
import { createScan } from '../../support/text-scan.js';

const scan = createScan(catalog.detectors.map(({ detector }) => detector));

function whereOf({ resource, location, detector, class: kind }: Finding): string {
  const { namespace, name, container, keyPath } = resource ?? {};
  const object = `${resource?.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const what = kind === undefined ? '' : ` ${detector}`;
  return `${location.startLine} ${object}${container === undefined ? '' : `, ${container}`}: ${keyPath}${what}`;
}

const secret = `resource "kubernetes_secret_v1" "db" {
  metadata {
    name      = "shop-db"
    namespace = "shop"
  }
  data = {
    username = "shop"
    password = "${weak}"
    "app.ini" = <<-EOT
      [db]
      password = ${password}
    EOT
    generated = random_password.db.result
  }
  binary_data = {
    token = "${base64(token)}"
  }
}
`;

const deployment = `resource "kubernetes_deployment" "web" {
  metadata { # of the workload
    name = "web"
  }
  spec {
    template {
      spec {
        init_container {
          name = "wait"
        }
        container {
          name = "api"
          args = ["--verbose", "--db-password", "${other}"]
          env {
            name  = "DB_PASSWORD"
            value = "${weak}"
          }
          port {
            container_port = 80
          }
          env {
            name  = "OTHER_PASSWORD"
            value = var.password
          }
          env {
            name = "API_PASSWORD"
            value_from {
              secret_key_ref {
                name = "api"
                key  = "password"
              }
            }
          }
        }
        container {
          name = "two"
          dynamic "env" {
            for_each = { a = "\${local.a}" }
            content {
              name  = "TWO_PASSWORD"
              value = "${password}"
            }
          }
        }
      }
    }
  }
}
`;

const release = `resource "helm_release" "redis" {
  name      = "redis"
  namespace = "cache"
  set {
    name  = "auth.password"
    value = "${weak}"
  }
  set = [{ name = "auth.other-password", value = "${other}" }]
  values = [
    <<EOF
auth:
  password: ${password}
EOF
    , yamlencode({ metrics = { apiToken = "${token}" } }),
    file("values.yaml"),
  ]
}
`;

const role = `resource "kubernetes_cluster_role" "reader" {
  metadata {
    name = "reader"
  }
  rule {
    api_groups = [""]
    resources  = ["pods"]
    verbs      = ["get"]
  }
  rule {
    api_groups = [""]
    resources  = ["configmaps", "secrets"]
    verbs      = ["get", "list"]
  }
}
`;

const PLAIN = 'kubernetes-secret-in-plain';

describe('found, at its place and key path', () => {
  test.each([
    [
      'a Secret',
      secret,
      [
        `1 kubernetes_secret_v1 shop/db:  ${PLAIN}`,
        '8 kubernetes_secret_v1 shop/db: data.password',
        '11 kubernetes_secret_v1 shop/db: data["app.ini"]',
        '16 kubernetes_secret_v1 shop/db: binary_data.token',
      ],
    ],
    [
      'a workload',
      deployment,
      [
        '12 kubernetes_deployment web, api: spec.template.spec.container[0].name kubernetes-default-token-mounted',
        '13 kubernetes_deployment web, api: spec.template.spec.container[0].args[2]',
        '16 kubernetes_deployment web, api: spec.template.spec.container[0].env[0].value',
        '29 kubernetes_deployment web, api: spec.template.spec.container[0].env[2].value_from.secret_key_ref.name kubernetes-secret-in-env',
        '41 kubernetes_deployment web, two: spec.template.spec.container[1].env[0].value',
      ],
    ],
    [
      'a Helm release',
      release,
      [
        '6 helm_release cache/redis: set[0].value',
        '8 helm_release cache/redis: set[0].value',
        '12 helm_release cache/redis: values[0].auth.password',
        '14 helm_release cache/redis: values[1].metrics.apiToken',
      ],
    ],
    ['a role', role, ['12 kubernetes_cluster_role reader: rule[1].resources[1] kubernetes-rbac-secrets-cluster-wide']],
    [
      'a variable',
      `variable "db_password" {\n  type      = string\n  default   = "${weak}"\n  sensitive = true\n}\n`,
      ['3 variable db_password: default'],
    ],
    [
      'a ConfigMap',
      `resource "kubernetes_config_map" "c" {\n  metadata {\n    name = "c"\n  }\n  data = {\n    "db.properties" = "a=b\\ndb.password=${password}"\n  }\n}\n`,
      [
        '1 kubernetes_config_map c:  kubernetes-secret-in-configmap',
        '6 kubernetes_config_map c: data["db.properties"]',
      ],
    ],
    [
      'an object in YAML',
      `resource "kubectl_manifest" "s" {\n  yaml_body = <<YAML\napiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  password: ${base64(weak)}\nYAML\n}\n`,
      ['8 kubectl_manifest s: yaml_body.data.password'],
    ],
    [
      'an object in HCL',
      `resource "kubernetes_manifest" "s" {\n  manifest = {\n    apiVersion = "v1"\n    kind       = "Secret"\n    metadata   = { name = "s" }\n    data       = { password = "${base64(weak)}" }\n  }\n}\n`,
      [`4 Secret s: manifest.kind ${PLAIN}`, '6 Secret s: manifest.data.password'],
    ],
  ])('%s', (_, text, expected) => {
    expect(scan(text, 'infra/main.tf').map(whereOf)).toEqual(expected);
    // Other blocks around it, and Windows.
    const wide = `locals {\n  a = "b"\n}\n\n${text}\noutput "a" {\n  value = local.a\n}\n`.replaceAll('\n', '\r\n');
    const moved = expected.map((place) => place.replace(/^\d+/, (line) => String(Number(line) + 4)));
    expect(scan(wide, 'infra/main.tf').map(whereOf)).toEqual(moved);
  });
});

test.each([
  [
    'references',
    `resource "kubernetes_secret" "s" {\n  data = {\n    password = var.password\n    token = "\${data.vault.x.data["token"]}"\n  }\n}\n`,
  ],
  ['a variable without a default', 'variable "db_password" {\n  type = string\n  sensitive = true\n}\n'],
  ['an empty default', 'variable "db_password" {\n  default = ""\n}\n'],
  [
    'a role for named Secrets',
    role.replace('verbs      = ["get", "list"]', 'resource_names = ["a"]\n    verbs = ["get"]'),
  ],
])('nothing to find: %s', (_, text) => {
  expect(scan(text, 'main.tf').map(whereOf)).toEqual([]);
});

test('a block that is not well-formed is text like any other', () => {
  const broken = secret.replace('data = {', 'data = {{');
  expect(scan(broken, 'main.tf').map(({ resource }) => resource)).toContain(undefined);
});

test('any text is read in linear time, or refused', () => {
  const part = fc.constantFrom(
    '"',
    '${',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '<<EOT\n',
    'EOT\n',
    '/*',
    '*/',
    '#',
    'a',
    ' = ',
    '\n',
    ',',
    '\\',
    'for ',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      parseTerraform(`resource "kubernetes_secret" "a" {\n${parts.join('')}`);
    }),
    { numRuns: 2000 },
  );
  for (const piece of ['"${', '{', '[', '/*', '<<A\n', 'a = "', 'a {', '((', '"${"']) {
    const start = performance.now();
    parseTerraform(`resource "kubernetes_secret" "a" {\n${piece.repeat(40_000)}`);
    expect(performance.now() - start).toBeLessThan(2000);
  }
});

test('versions of a file of many blocks', { timeout: 60_000 }, async () => {
  const repo = repository();
  const padding = `locals {\n${'  a = "b"\n'.repeat(80)}}\n`;
  const versions = [
    [padding, secret, deployment, release],
    [padding, secret, deployment.replace('DB_PASSWORD', 'IMAGE_TAG'), release],
    [padding, secret.replace('kubernetes_secret_v1', 'kubernetes_service'), deployment, release],
    [secret, padding, deployment, role, release],
    [secret.replace('resource "kub', '  resource "kub'), padding, deployment, role, release],
    [secret, padding, deployment.replace('metadata {', 'metadata {{'), role, release],
    [secret, padding, deployment, `output "x" {\n}\n`, release.replace('<<EOF', '<<OTHER')],
  ];
  for (const blocks of versions) repo.commit('change', { 'main.tf': blocks.join('\n') });
  repo.git('repack', '-adfq', '--depth=50', '--window=50');
  const { differences, derived, findings } = await compareScans(repo.directory);
  expect(differences).toEqual([]);
  expect(derived).toBeGreaterThan(4);
  expect(findings).toBeGreaterThan(40);
});

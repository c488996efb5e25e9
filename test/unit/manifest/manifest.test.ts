/** What is found in manifests, where, and what is not. */

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { LARGEST_DOCUMENT } from '../../../src/detect/manifest/documents.js';
import type { Finding } from '../../../src/model/finding.js';
import { catalog } from '../../support/catalog.js';
import { base64, m, object, other, password, token, unmarked, weak } from '../../support/manifest-cases.js';
import { createScan } from '../../support/text-scan.js';
import { NEGATIVE } from './negative.js';
import { POSITIVE as POSITIVE_FIRST } from './positive.js';
import { POSITIVE_OTHERS } from './positive-others.js';

const POSITIVE = [...POSITIVE_FIRST, ...POSITIVE_OTHERS];

const scan = createScan(catalog.detectors.map(({ detector }) => detector));

function leaks(text: string, path = 'deploy/app.yaml'): Finding[] {
  return scan(text, path).filter((finding) => finding.class === undefined);
}

function whereOf({ resource, location }: Finding): string {
  const container = resource?.container === undefined ? '' : `${resource.container}:`;
  return `${location.startLine}:${location.startColumn} ${container}${resource?.keyPath ?? ''}`;
}

test('there are enough of them', () => {
  expect(POSITIVE.length + NEGATIVE.length).toBeGreaterThanOrEqual(120);
});

describe('found, at its place and key path', () => {
  test.each(POSITIVE.map((one) => [one.name, one] as const))('%s', (_, { text: marked, path, at }) => {
    const { text, places } = unmarked(marked);
    const expected = places.map(({ line, column }, index) => `${line}:${column} ${at[index]}`);
    expect(leaks(text, path).map(whereOf)).toEqual(expected);
  });
});

describe('nothing to find', () => {
  test.each(NEGATIVE.map((one) => [one.name, one] as const))('%s', (_, { text, path }) => {
    expect(leaks(text, path).map(whereOf)).toEqual([]);
  });
});

describe('a Helm release', () => {
  const release = {
    name: 'shop',
    config: { db: { password } },
    chart: {
      values: { db: { password: '' }, api: { token } },
      templates: [{ name: 'templates/NOTES.txt', data: base64('Welcome to the shop.\n') }],
    },
    manifest: object(
      'Pod',
      `spec:\n  containers:\n    - name: api\n      env: [{name: DB_PASSWORD, value: "${other}"}]`,
    ),
  };
  const packed = base64(gzipSync(JSON.stringify(release)).toString('base64'));
  const secret = object('Secret', `type: helm.sh/release.v1\ndata:\n  release: ${m(packed)}`);

  test('is unpacked; all that is in it stands where the release stands', () => {
    const { text, places } = unmarked(secret);
    const [place] = places;
    const at = (keyPath: string): string => `${place?.line}:${place?.column} ${keyPath}`;
    expect(leaks(text).map(whereOf)).toEqual([
      at('data.release.config.db.password'),
      at('api:data.release.manifest.spec.containers[0].env[0].value'),
      at('data.release.chart.values.api.token'),
    ]);
    expect(leaks(text)[0]?.decoded).toEqual(['base64', 'base64', 'gzip']);
  });

  test('that is damaged is nothing but base64', () => {
    const { text } = unmarked(secret);
    expect(leaks(text.replace(packed, packed.slice(0, packed.length - 40)))).toEqual([]);
  });
});

test('the fingerprint is the same in a manifest, decoded, and in an environment file', () => {
  const [inSecret] = leaks(object('Secret', `data:\n  DB_PASSWORD: ${base64(password)}`));
  const [inEnv] = leaks(`DB_PASSWORD=${password}\n`, 'shop.env');
  expect(inSecret?.fingerprint).toBe(inEnv?.fingerprint);
});

test('a finding in a manifest names the object', () => {
  const [found] = leaks(object('Secret', `data:\n  password: ${base64(weak)}`));
  expect(found?.resource).toEqual({ kind: 'Secret', namespace: 'shop', name: 'web', keyPath: 'data.password' });
  expect(found?.decoded).toEqual(['base64']);
});

test('a setting has no secret, and a fingerprint that does not depend on the file', () => {
  const text = object('Secret', `data:\n  password: ${base64(weak)}`);
  const flaws = ['a.yaml', 'b/c.yaml'].map((path) => scan(text, path).find((finding) => finding.class !== undefined));
  expect(flaws.map((flaw) => flaw?.detector)).toEqual(['kubernetes-secret-in-plain', 'kubernetes-secret-in-plain']);
  expect(flaws[0]?.secret.redacted()).toBe('');
  expect(flaws[0]?.fingerprint).toBe(flaws[1]?.fingerprint);
});

describe('a list that is too large to be read as one', () => {
  const filler = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'filler' }, spec: { note: 'x '.repeat(60) } };
  const container = { name: 'api', env: [{ name: 'DB_PASSWORD', value: weak }] };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { containers: [container] },
  };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { password: base64(other) } };
  const items = [secret, ...Array.from({ length: 2000 }, () => filler), pod, filler, pod];
  const list = { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
  const inItems = [
    'Secret undefined/db data.password',
    'Pod shop/web spec.containers[0].env[0].value',
    'Pod shop/web spec.containers[0].env[0].value',
  ];

  test.each([
    ['yaml', stringify(list, { aliasDuplicateObjects: false })],
    ['yaml', stringify(list, { indentSeq: false, aliasDuplicateObjects: false })],
    [
      'yaml',
      `a: 1\n---\n${stringify(list, { indentSeq: false, aliasDuplicateObjects: false }).replaceAll('\n', '\r\n')}`,
    ],
    ['json', JSON.stringify(list, undefined, 4)],
    ['json', JSON.stringify(list, undefined, 2)],
  ])('is read object by object: %s', (ending, text) => {
    expect(text.length).toBeGreaterThan(LARGEST_DOCUMENT);
    const found = leaks(text, `all.${ending}`);
    expect(
      found.map(({ resource }) => `${resource?.kind} ${resource?.namespace}/${resource?.name} ${resource?.keyPath}`),
    ).toEqual(inItems);
    const lines = text.split('\n');
    for (const { location } of found.slice(1)) {
      expect(lines[location.startLine - 1]?.slice(location.startColumn - 1)).toMatch(new RegExp(`^${weak}`));
    }
  });
});

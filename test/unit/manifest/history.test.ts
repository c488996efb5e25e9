/** Documents that did not change are not read again in history, and what is found is the same as if they were. */

import { expect, test } from 'vitest';
import { LARGEST_DOCUMENT } from '../../../src/detect/manifest/documents.js';
import { compareScans } from '../../support/exactness.js';
import { base64, object, other, password, token, weak } from '../../support/manifest-cases.js';
import { repository } from '../../support/repository.js';

const filler = object('Service', `spec:\n  ports:\n${'    - port: 8080\n'.repeat(60)}`);
const config = object('ConfigMap', `data:\n  app.properties: |\n    db.password=${password}\n    mode=fast`);
const pod = object(
  'Pod',
  `spec:\n  containers:\n    - name: api\n      env:\n        - name: API_TOKEN\n          value: ${token}`,
);
const secret = (value: string): string =>
  object('Secret', `data:\n  user: ${base64('shop')}\n  password: ${base64(value)}`);

test('versions of a file of many documents', { timeout: 60_000 }, async () => {
  const repo = repository();
  const versions = [
    [filler, secret(weak), config, pod],
    [filler, secret(other), config, pod],
    [secret(other), filler, config, pod],
    [filler, secret(other), config.replace('mode=fast', 'mode=slow'), pod],
    // The name beside the value, the kind above it, and the line between two documents.
    [filler, secret(other), config, pod.replace('API_TOKEN', 'IMAGE_TAG')],
    [filler, secret(other).replace('kind: Secret', 'kind: Service'), config, pod],
    [filler, secret(other), config.replace('kind: ConfigMap', 'kind: SealedSecret'), pod],
    [`${filler}${secret(weak)}`, config, pod],
    [filler, secret(weak), config, `${pod}${pod}`],
    [filler, pod, config, secret(weak)],
    [filler, secret(weak).replace('data:', 'data:\n\tbroken'), config, pod],
  ];
  for (const documents of versions) repo.commit('change', { 'deploy/all.yaml': documents.join('---\n') });
  repo.git('repack', '-adfq', '--depth=50', '--window=50');
  const { differences, derived, findings } = await compareScans(repo.directory);
  expect(differences).toEqual([]);
  expect(derived).toBeGreaterThan(5);
  expect(findings).toBeGreaterThan(30);
});

test(
  'versions of a list that is read object by object when it is large, and as one when it is not',
  { timeout: 60_000 },
  async () => {
    const repo = repository();
    const item = (name: string, value: string): string =>
      `- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: ${name}\n  spec:\n    containers:\n    - name: c\n      env:\n      - name: API_TOKEN\n        value: ${value}\n`;
    const padding = `- apiVersion: v1\n  kind: Service\n  metadata:\n    name: filler\n`.repeat(LARGEST_DOCUMENT / 64);
    const listOf = (...items: string[]): string => `apiVersion: v1\nitems:\n${items.join('')}kind: List\n`;
    const versions = [
      listOf(item('a', token), padding, item('b', other)),
      listOf(item('a', token), padding, item('b', weak)),
      listOf(item('new', weak), item('a', token), padding, item('b', weak)),
      listOf(item('a', token), item('b', weak)),
      listOf(item('a', token), padding, item('b', weak), item('b', other)),
      listOf(item('a', token), padding, item('b', weak)).replace('items:', 'parts:'),
      listOf(item('a', token), padding, item('b', weak)).replace('items:\n', 'items:\n---\n'),
      `${item('a', token)}---\n${listOf(padding, item('b', weak))}`,
    ];
    for (const text of versions) repo.commit('change', { 'dump.yaml': text });
    repo.git('repack', '-adfq', '--depth=50', '--window=50');
    const { differences, derived, findings } = await compareScans(repo.directory);
    expect(differences).toEqual([]);
    expect(derived).toBeGreaterThan(4);
    expect(findings).toBeGreaterThan(12);
  },
);

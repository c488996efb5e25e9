/** Documents that did not change are not read again in history, and what is found is the same as if they were. */

import { expect, test } from 'vitest';
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

/** Manifests, indexes and configurations of images, any text: values of the declared shape, or an error. */

import { parseConfig } from '../../src/sources/image/config.js';
import { instructionText, stepsOfLayers } from '../../src/sources/image/history.js';
import { parseManifest } from '../../src/sources/image/manifest.js';
import type { Target } from '../engine/target.js';

function run(input: Uint8Array): void {
  attempt(() => parseManifest(input));
  attempt(() => {
    const config = parseConfig(input, 'sha256:0');
    for (const { createdBy } of config.history) instructionText(createdBy);
    stepsOfLayers(config.history, 3);
  });
}

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) throw error;
  }
}

const digest = `sha256:${'a'.repeat(64)}`;
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 3 };

export const target: Target = {
  most: 8000,
  words: [
    '"history":',
    '"config":',
    '"Env":',
    '"layers":',
    '"manifests":',
    '"annotations":',
    'null',
    '[',
    '{',
    '1e999',
    '"__proto__":',
  ],
  seeds: () =>
    [
      { schemaVersion: 2, config: layer, layers: [layer] },
      { schemaVersion: 2, manifests: [{ ...layer, platform: { os: 'linux', architecture: 'arm', variant: 'v7' } }] },
      {
        architecture: 'amd64',
        os: 'linux',
        config: { Env: ['A=b'], Labels: { a: 'b' }, Cmd: ['x'] },
        rootfs: { diff_ids: [digest] },
        history: [{ created_by: '/bin/sh -c #(nop) ENV A=b', empty_layer: true }],
      },
    ].map((document) => Buffer.from(JSON.stringify(document))),
  run,
};

/**
 * The whole engine with all detectors over any text, as files of several kinds: findings at places that exist, and none of
 * their secrets in what is shown.
 */

import { createEngine } from '../../src/detect/engine.js';
import { wholeCatalogue } from '../support.js';
import { detectors, kernel } from '../../test/support/assets.js';
import type { Target } from '../engine/target.js';

const engine = createEngine({ detectors, kernel, key: Buffer.from('fuzz') });
const NAMES = [
  'input',
  'app.env',
  'deploy.yaml',
  'values.yaml',
  'a.json',
  'compose.yaml',
  'main.tf',
  'a.ts',
  'test/a.py',
  'Dockerfile',
];

/** The first byte chooses the name of the file. */
function run(input: Uint8Array): void {
  const path = NAMES[(input[0] ?? 0) % NAMES.length] ?? 'input';
  const bytes = input.subarray(1);
  const lines = Buffer.from(bytes).toString('latin1').split('\n').length;
  const scanned = engine.scan({ type: 'content', bytes, provenance: { kind: 'file', path } });
  for (const { detector, secret, location, excerpt } of scanned.findings()) {
    if (location.startLine < 1 || location.endLine > lines || location.startColumn < 1)
      throw new Error(`${detector} at ${JSON.stringify(location)}`);
    const plain = secret.reveal();
    if (plain.length >= 12 && excerpt.text.includes(plain)) throw new Error(`${detector} is shown in its excerpt`);
    if (excerpt.start < 0 || excerpt.start + excerpt.length > excerpt.text.length)
      throw new Error(`${detector} marks what is not there`);
  }
}

export const target: Target = {
  most: 6000,
  words: [
    '\nkind: Secret\n',
    'data:\n',
    'stringData:',
    'password: ',
    'token = "',
    '-----BEGIN RSA PRIVATE KEY-----\n',
    '://user:',
    '@host',
    '# hullcheck:allow',
    '\n---\n',
  ],
  seeds: wholeCatalogue,
  run,
};

/** Plans of fixes over any manifest: edits inside the text, and what comes out is a manifest still. */

import { planFixes } from '../../src/remedy/plan.js';
import { parseDocument } from '../../src/detect/manifest/yaml.js';
import type { Target } from '../engine/target.js';

/** The first two bytes say where the literal stands that is to go. */
function run(input: Uint8Array): void {
  const text = Buffer.from(input.subarray(2)).toString('utf8');
  if (text.length === 0) return;
  const start = (((input[0] ?? 0) << 3) + (input[1] ?? 0)) % text.length;
  const end = Math.min(text.length, start + 1 + ((input[1] ?? 0) % 24));
  const path = (input[1] ?? 0) % 5 === 0 ? 'values.yaml' : 'deploy.yaml';
  const tree = { paths: [path], text: () => text };
  const { changes, unfixed, fixed } = planFixes([{ path, detector: 'x', start, end }], tree, { as: 'secret' });
  if (fixed.length + unfixed.length !== 1) throw new Error('the leak was lost');
  for (const { after } of changes) parseDocument(after);
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
        - name: web
          image: web:1
          args: ["--token=abcdef"]
          env:
            - name: TOKEN
              value: abcdef
`;

export const target: Target = {
  most: 4000,
  words: [
    'kind: ConfigMap\n',
    'kind: Secret\n',
    'data:\n',
    'valueFrom:',
    '\n---\n',
    '|\n',
    '>-\n',
    '&a ',
    '*a',
    '{{ .Values.x }}',
    '# ',
  ],
  seeds: () => [
    Buffer.concat([Buffer.from([30, 15]), Buffer.from(DEPLOYMENT)]),
    Buffer.concat([Buffer.from([31, 0]), Buffer.from(DEPLOYMENT)]),
    Buffer.from(
      '\x08\x06apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  token: abcdef\n  app.yaml: |\n    password: x\n',
    ),
    Buffer.from('\x02\x05image:\n  token: abcdef\nenv: []\n'),
  ],
  run,
};

/** All report formats over findings whose every text is the input: no secret, no control character, and the syntax holds. */

import { formats, render, secret } from '../../test/support/reports.js';
import { finding } from '../../test/support/finding.js';
import { problem } from '../../src/model/problem.js';
import type { Target } from '../engine/target.js';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

function run(input: Uint8Array): void {
  const text = Buffer.from(input).toString('utf8');
  // The fuzzer knows the secret, as a constant of this file: what it writes itself is not the report's doing.
  if (text.includes(secret)) return;
  const hostile = `${text} ${secret} ${text}`;
  const id = 'a'.repeat(40);
  const commit = { id, author: hostile, email: hostile, date: '2024-03-01T10:20:30+01:00', summary: hostile };
  const findings = [
    finding(secret, { provenance: { kind: 'file', path: hostile }, reasons: [text] }),
    finding(secret, { provenance: { kind: 'git', path: hostile, blob: id, commit } }),
    finding(secret, { verdict: { state: 'suppressed', by: 'baseline', reason: text } }),
  ];
  for (const format of formats) {
    const output = render(format, { findings, problems: [problem('unreadable', text, text)] });
    if (output.includes(secret)) throw new Error(`the secret is in the ${format} report`);
    if (CONTROL.test(output)) throw new Error(`a control character is in the ${format} report`);
    if (['json', 'sarif', 'gitlab'].includes(format)) JSON.parse(output);
    if (format === 'jsonl') for (const line of output.trimEnd().split('\n')) JSON.parse(line);
  }
}

export const target: Target = {
  most: 400,
  words: [
    '\x1b[31m',
    '\r\n',
    '::error::',
    '%0A',
    '</script>',
    '<!--',
    ']]>',
    '"',
    '=cmd',
    '\u202e',
    '`',
    '|',
    '&#',
    '\0',
    '{{',
    '$(',
  ],
  seeds: () =>
    ['plain', 'a,b"c\nd', '<b>&amp;</b>', '\u202e\u200b é 漢', '=1+1', '../../x'].map((text) => Buffer.from(text)),
  run,
};

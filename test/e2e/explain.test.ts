/** `hullcheck explain`: the evidence of a finding, wherever it is asked for, and of what was passed over. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hullcheck } from '../support/command.js';
import { secrets } from '../support/secrets.js';
import { tree } from '../support/tree.js';

function shop(name: string): { root: string; password: string } {
  const password = secrets.password(name);
  const text = `db_password = ${password}\napi_token = \${TOKEN}\n`;
  return { root: tree({ 'app.ini': text }), password };
}

describe('a finding', () => {
  test.each([
    ['the worktree', []],
    ['a saved report', ['--report', 'report.json']],
  ])('is looked up in %s by the first digits of its id', (_, options) => {
    const { root, password } = shop('explained');
    const { stdout: report } = hullcheck(['scan', '--format', 'json'], { cwd: root });
    if (options.length > 0) writeFileSync(join(root, 'report.json'), report);
    const id = /"fingerprint": "(\w{12})/.exec(report)?.[1] ?? '';
    const { code, stdout } = hullcheck(['explain', id, ...options], { cwd: root });
    expect(code).toBe(0);
    expect(stdout).toContain('app.ini:1:15  Credential [generic-credential]: high confidence');
    expect(stdout).toMatch(/\+\d+ {2}is given to a name for a password\n/);
    expect(stdout).not.toContain(password);
  });

  test('has the sum of its evidence in the report', () => {
    const { root } = shop('summed');
    const { stdout } = hullcheck(['scan', '--format', 'json'], { cwd: root });
    const { findings } = JSON.parse(stdout) as { findings: { evidence: { points: number }[] }[] };
    const sum = findings[0]?.evidence.reduce((score, { points }) => score + points, 0);
    const id = /"fingerprint": "(\w{12})/.exec(stdout)?.[1] ?? '';
    expect(hullcheck(['explain', id], { cwd: root }).stdout).toContain(`+${sum}  in sum`);
  });
});

test('what is not reported is explained at its place', () => {
  const { root } = shop('passed over');
  const { code, stdout } = hullcheck(['explain', '--file', 'app.ini', '--line', '2'], { cwd: root });
  expect(code).toBe(0);
  expect(stdout).toContain('app.ini:2:13  Credential [generic-credential]: not reported');
  expect(stdout).toContain('is a reference to where the value is kept');
});

test.each([
  [['explain', '--file', 'app.ini', '--line', '7'], 1, "Nothing in line 7 of 'app.ini'"],
  [['explain', 'ffffffffffff'], 1, "No finding has the id 'ffffffffffff' here"],
  [['explain'], 2, 'Name a finding'],
  [['explain', 'ffff', '--report', 'no.json'], 2, "Cannot use the report 'no.json'"],
  [['explain', '--file', 'no.ini'], 2, "Cannot read 'no.ini'"],
])('%j ends with %i', (args, code, message) => {
  const { root } = shop('wrong');
  const run = hullcheck(args, { cwd: root });
  expect(run.code).toBe(code);
  expect(run.stdout + run.stderr).toContain(message);
});

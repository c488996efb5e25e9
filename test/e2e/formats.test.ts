/** Reports written by the command: where they go, and that several agree. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BIN, environment, hullcheck } from '../support/command.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

const files = { 'app.env': `GITHUB_TOKEN=${secrets.github('formats')}\n` };

test('annotations bring the summary of the workflow run with them', () => {
  const directory = tree(files);
  const summary = join(temporaryDirectory(), 'summary.md');
  writeFileSync(summary, '# Before\n');
  const { stdout, code } = hullcheck(['scan', '--format', 'github'], {
    cwd: directory,
    env: { GITHUB_STEP_SUMMARY: summary },
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^::error file=app\.env,line=1,endLine=1,col=14,endColumn=54,title=GitHub/);
  expect(readFileSync(summary, 'utf8')).toMatch(/^# Before\n## hullcheck\n\n1 finding: 1 critical\.\n/);
  hullcheck(['scan', '--format', 'json'], { cwd: directory, env: { GITHUB_STEP_SUMMARY: summary } });
  expect(readFileSync(summary, 'utf8').match(/## hullcheck/g)).toHaveLength(1);
});

describe('a report that cannot be written', () => {
  const many = manyLeaks();

  test.skipIf(!existsSync('/dev/full'))('on a full disk ends with 3 and a message, and the others are whole', () => {
    const directory = tree(files);
    const { code, stderr, stdout } = hullcheck(['scan', '--report', 'json=/dev/full', '--format', 'jsonl'], {
      cwd: directory,
    });
    expect(code).toBe(3);
    expect(stderr).toBe(
      'hullcheck: Cannot write the report to /dev/full: no space left on the device; it is not whole\n',
    );
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('"type":"summary"');
  });

  test('to a reader that went away ends with 3 and a message', () => {
    const directory = tree(many);
    const script = `"${process.execPath}" "${BIN}" scan --format jsonl 2>err.txt | head -1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    const code = execFileSync('bash', ['-c', script], { cwd: directory, env: environment(), encoding: 'utf8' }).trim();
    expect(code).toBe('3');
    expect(readFileSync(join(directory, 'err.txt'), 'utf8')).toContain('whoever read it has gone');
  });
});

/** More findings than a pipe holds. */
function manyLeaks(): Record<string, string> {
  const lines = Array.from({ length: 900 }, (_, index) => `key = "${secrets.stripe(`pipe ${index}`)}"\n`);
  return { 'many.txt': lines.join('') };
}

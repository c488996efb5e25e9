/** Reports written by the command: where they go, and that several agree. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hullcheck } from '../support/command.js';
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

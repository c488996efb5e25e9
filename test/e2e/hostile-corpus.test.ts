/**
 * A hundred and fifty hostile inputs and more in one tree: the scan survives them all, and finds the secret that lies beside
 * each one, and the one in it where it can still be found.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, environment, type JsonReport } from '../support/command.js';
import { hostileCorpus } from '../support/hostile-corpus.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory } from '../support/tree.js';

/** Far more than it takes; a hang is no end at all. */
const MOST_MS = 120_000;

test('each is survived, and what is beside and in it is found', { timeout: 300_000 }, async () => {
  const corpus = await hostileCorpus();
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  expect(corpus.length).toBeGreaterThanOrEqual(150);
  const root = temporaryDirectory();
  for (const { name, files } of corpus) {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(root, name, dirname(path)), { recursive: true });
      writeFileSync(join(root, name, path), content);
    }
    writeFileSync(join(root, name, 'beside.env'), `SLACK_TOKEN=${secrets.slack(name)}\n`);
  }
  const args = ['scan', '.', '--format', 'json', '--show-secrets'];
  const begun = performance.now();
  const run = spawnSync(process.execPath, [BIN, ...args], {
    cwd: root,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect(performance.now() - begun).toBeLessThan(MOST_MS);
  expect([run.status, run.stderr]).toEqual([1, '']);
  const { findings, problems, summary } = JSON.parse(run.stdout) as JsonReport;
  const found = new Set(findings.map(({ secret }) => secret));
  const missed = corpus.filter(({ name }) => !found.has(secrets.slack(name))).map(({ name }) => `beside ${name}`);
  const lost = corpus.filter((one) => one.found !== undefined && !found.has(one.found)).map(({ name }) => `in ${name}`);
  expect([...missed, ...lost]).toEqual([]);
  expect(problems.filter(({ code }) => code === 'worker-failed')).toEqual([]);
  expect(summary.complete).toBe(false);
});

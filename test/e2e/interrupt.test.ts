/** Ctrl-C and `--timeout`: the scan ends within a second, its reports are whole and say that it is incomplete. */

import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { hullcheck, startHullcheck, type JsonReport } from '../support/command.js';
import { secrets } from '../support/secrets.js';
import { tree } from '../support/tree.js';

vi.setConfig({ testTimeout: 120_000 });

/** A second, and what a busy machine takes to end threads and a process. */
const MOST_MS = 2500;

/** Takes seconds to scan: every line has names of credentials in it. */
function slowTree(): string {
  const line = "password = os.environ['X']; token: abc; secret key; api_key=get(); ".repeat(15);
  const directory = tree({ 'leak.env': `GITHUB_TOKEN=${secrets.github('interrupt')}\n` });
  writeFileSync(join(directory, 'slow.txt'), `${line}\n`.repeat(150_000));
  return directory;
}

function reportOf(directory: string): JsonReport {
  return JSON.parse(readFileSync(join(directory, 'out.json'), 'utf8')) as JsonReport;
}

describe.each([
  ['one large file', 'slow.txt'],
  ['a directory', '.'],
])('%s', (_, path) => {
  test.each(['SIGINT', 'SIGTERM'] as const)('ends on %s', async (signal) => {
    const directory = slowTree();
    const { kill, done } = startHullcheck(['scan', path, '--format', 'json', '--output', 'out.json'], directory);
    await sleep(1000);
    const begun = performance.now();
    kill(signal);
    expect((await done).code).toBe(3);
    expect(performance.now() - begun).toBeLessThan(MOST_MS);
    const { summary, problems } = reportOf(directory);
    expect(summary.complete).toBe(false);
    expect(problems.map(({ code }) => code)).toContain('interrupted');
  });

  test('ends when its time is up', () => {
    const directory = slowTree();
    const begun = performance.now();
    const args = [
      'scan',
      path,
      '--timeout',
      '1',
      '--format',
      'json',
      '--output',
      'out.json',
      '--report',
      'sarif=out.sarif',
    ];
    expect(hullcheck(args, { cwd: directory }).code).toBe(3);
    expect(performance.now() - begun).toBeLessThan(1000 + 2 * MOST_MS);
    expect(reportOf(directory).problems.map(({ code }) => code)).toContain('timeout');
    const sarif = JSON.parse(readFileSync(join(directory, 'out.sarif'), 'utf8')) as {
      runs: { invocations: { executionSuccessful: boolean }[] }[];
    };
    expect(sarif.runs[0]?.invocations[0]?.executionSuccessful).toBe(false);
  });
});

test('a pipe that says nothing does not hold it up', async () => {
  const { kill, done } = startHullcheck(['stdin', '--format', 'jsonl'], slowTree());
  await sleep(1000);
  kill('SIGINT');
  const { code, stdout } = await done;
  expect(code).toBe(3);
  expect(stdout).toContain('"code":"interrupted"');
});

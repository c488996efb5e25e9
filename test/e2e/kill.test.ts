/** `kill -9` at any moment: never a clean result, and what is left is gone after the next run. */

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BIN, environment, hullcheck } from '../support/command.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory } from '../support/tree.js';

const KILLS = 12;

test('of a hook of a server at different moments', { timeout: 180_000 }, async () => {
  const repo = repository();
  repo.commit('Begin', { a: 'a' });
  for (let at = 0; at < 5; at++)
    repo.commit(`c${at}`, { [`f${at}`]: `${'text '.repeat(20_000)}\nT=${secrets.slack(`kill ${at}`)}\n` });
  const [old, id] = [repo.git('rev-parse', 'HEAD~5'), repo.git('rev-parse', 'HEAD')];
  repo.git('update-ref', 'refs/heads/main', old);
  const temporary = temporaryDirectory();
  const env = { ...environment(), TMPDIR: temporary };
  const input = `${old} ${id} refs/heads/main\n`;
  for (let at = 0; at < KILLS; at++) {
    const child = spawn(process.execPath, [BIN, 'hook', 'pre-receive'], {
      cwd: repo.directory,
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.on('error', () => undefined).end(input);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    await sleep(40 * (at + 1));
    child.kill('SIGKILL');
    expect(await ended).not.toBe(0);
  }
  expect(hullcheck(['hook', 'pre-receive'], { cwd: repo.directory, input, env: { TMPDIR: temporary } }).code).toBe(1);
  expect(readdirSync(temporary)).toEqual([]);
});

import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { environment, hullcheckAsync, startHullcheck } from '../support/command.js';
import { gitServer, type GitServer } from '../support/git-server.js';
import { repository, type Repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory } from '../support/tree.js';

const token = secrets.stripe('clone');
let served: Repository;
let server: GitServer;
let dying: GitServer;

beforeEach(async () => {
  served = repository();
  served.commit('start', { x: 'x' });
  served.git('checkout', '--quiet', '-b', 'side');
  served.commit('bring', { '.env': `KEY=${token}\n` });
  served.git('checkout', '--quiet', 'main');
  server = await gitServer(dirname(served.directory));
  dying = await gitServer(dirname(served.directory), { stall: true });
});

afterEach(async () => {
  await server.close();
  await dying.close();
});

const path = (): string => `/${served.directory.split('/').at(-1)}/.git`;

/** Temporary directories of the run, which has a place for them to itself. */
function temporary(): { env: NodeJS.ProcessEnv; left: () => string[] } {
  const directory = temporaryDirectory();
  return { env: { ...environment(), TMPDIR: directory }, left: () => readdirSync(directory) };
}

describe('a repository somewhere else', () => {
  test('is cloned, scanned with all its branches, and removed', async () => {
    const { env, left } = temporary();
    const { code, stdout } = await hullcheckAsync(['git', server.url + path()], env);
    expect(stdout).toContain('.env');
    expect(stdout).toContain('introduced in');
    expect(code).toBe(1);
    expect(left()).toEqual([]);
  });

  test('that is not there is an incomplete scan; credentials of the address are not shown', async () => {
    const { env, left } = temporary();
    const password = secrets.password('clone');
    const address = server.url.replace('//', `//user:${password}@`) + '/nothing/.git';
    const { code, stdout, stderr } = await hullcheckAsync(['git', address], env);
    expect(code).toBe(3);
    expect(stdout).toContain(`Cannot clone '${server.url}/nothing/.git'`);
    expect(stdout + stderr).not.toContain(password);
    expect(left()).toEqual([]);
  });

  test('interrupted, it leaves nothing behind and does not look clean', async () => {
    const { env, left } = temporary();
    const run = startHullcheck(['git', dying.url + path()], '/', env);
    while (left().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    run.kill('SIGINT');
    const { code, stdout, stderr } = await run.done;
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout).toContain('interrupted');
    expect(left()).toEqual([]);
  });

  test('killed, what it left is removed by the next run', async () => {
    const { env, left } = temporary();
    const run = startHullcheck(['git', dying.url + path()], '/', env);
    while (left().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    run.kill('SIGKILL');
    expect((await run.done).code).not.toBe(0);
    expect(left()).toHaveLength(1);
    const mine = join(env['TMPDIR'] ?? '', `hullcheck-${process.pid}-abcdef`);
    mkdirSync(mine);
    await hullcheckAsync(['git', server.url + path()], env);
    expect(existsSync(mine)).toBe(true);
    expect(left()).toHaveLength(1);
  });
});

/** Images built by real builders, each finding with the line of the Dockerfile that brought it. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hullcheck, hullcheckJson, type JsonReport } from '../support/command.js';
import { buildShop, canRun, hidden } from '../support/image-fixture.js';
import { fileDirectory, isInstalled, startDocker } from '../support/services.js';

const docker = canRun ? await startDocker() : undefined;

/** `line instruction` of each place of a secret. */
function linesOf({ findings }: JsonReport): Record<string, string[]> {
  const places = findings.map(({ secret, provenance }) => {
    const { line, text = '' } = provenance.instruction?.dockerfile ?? {};
    return { secret, place: `${line ?? '-'} ${text.split(' ', 2).join(' ')}` };
  });
  return Object.fromEntries(
    Object.entries(hidden).map(([name, secret]) => [
      name,
      [...new Set(places.filter((place) => place.secret === secret).map(({ place }) => place))],
    ]),
  );
}

const EXPECTED: Readonly<Record<keyof typeof hidden, readonly string[]>> = {
  base: ['- '],
  env: ['3 ENV DEPLOY_TOKEN=sk_l********'],
  label: ['4 LABEL deploy.token="sk_l********"'],
  argument: ['6 RUN echo'],
  present: ['5 COPY app'],
  overwritten: ['5 COPY app'],
  replacing: ['8 COPY overwriting.env'],
  deleted: ['5 COPY app'],
  opaque: ['5 COPY app'],
  linked: ['5 COPY app', '10 RUN /bin/busybox'],
  copied: ['5 COPY app'],
  npm: ['5 COPY app'],
  command: ['11 HEALTHCHECK CMD'],
};

describe.skipIf(docker === undefined)('with Docker', () => {
  test.each([
    ['BuildKit', true],
    ['the old builder', false],
  ])('%s', { timeout: 120_000 }, (_, buildkit) => {
    if (docker === undefined) return;
    const directory = buildShop(docker, { buildkit });
    docker.docker(['save', '--output', join(directory, 'shop.tar'), 'shop:1']);
    const options = { cwd: directory };
    const named = hullcheckJson(['image', 'shop.tar', '--dockerfile', 'Dockerfile', '--show-secrets'], options);
    expect(linesOf(named.report)).toEqual(EXPECTED);
    // The file of this directory fits, so it need not be named.
    expect(hullcheckJson(['image', 'shop.tar', '--show-secrets'], options).report).toEqual(named.report);
    // One of another image does not, and nothing is said of it.
    const elsewhere = join(directory, 'app');
    writeFileSync(join(elsewhere, 'Dockerfile'), 'FROM base:1\nCOPY app /app\nRUN make\nENV A=1\nCMD ["serve"]\n');
    const other = hullcheckJson(['image', '../shop.tar', '--show-secrets'], { cwd: elsewhere });
    expect(linesOf(other.report)['copied']).toEqual(['- ']);
    const text = hullcheck(['image', 'shop.tar'], options).stdout;
    expect(text).toContain('    made by Dockerfile:5 COPY ');
    for (const secret of Object.values(hidden)) expect(text).not.toContain(secret);
  });
});

describe.skipIf(!isInstalled('buildah') || !canRun)('with Buildah', () => {
  test.each([['true'], ['false']])('--layers=%s', { timeout: 120_000 }, (layers) => {
    const store = fileDirectory();
    const directory = fileDirectory();
    const env = { ...process.env, STORAGE_DRIVER: 'vfs' };
    const buildah = (...args: string[]): void => {
      execFileSync('buildah', ['--root', join(store, 'root'), '--runroot', join(store, 'run'), ...args], {
        cwd: directory,
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    };
    copyFileSync('/bin/busybox', join(directory, 'sh'));
    const lines = [
      'FROM scratch',
      'COPY sh /bin/sh',
      'ARG TOKEN',
      'ENV A=1 \\',
      `  SLACK=${hidden.env}`,
      'RUN echo "token = $TOKEN" > /made.conf',
    ];
    writeFileSync(join(directory, 'Dockerfile'), lines.join('\n'));
    const argument = `TOKEN=${hidden.argument}`;
    buildah('bud', '--isolation', 'chroot', `--layers=${layers}`, '--build-arg', argument, '-t', 'shop', '.');
    buildah('push', 'shop', `docker-archive:${join(directory, 'shop.tar')}`);
    const { report } = hullcheckJson(['image', 'shop.tar', '--show-secrets'], { cwd: directory });
    expect(linesOf(report)['env']).toEqual(['5 ENV A=1']);
    expect(linesOf(report)['argument']).toContain('6 RUN echo');
  });
});

test('a Dockerfile that is not there is bad usage', () => {
  const { code, stderr } = hullcheck(['image', 'x.tar', '--dockerfile', 'no/such/file']);
  expect(code).toBe(2);
  expect(stderr).toBe("hullcheck: Cannot read the Dockerfile 'no/such/file': no such file or directory\n");
});

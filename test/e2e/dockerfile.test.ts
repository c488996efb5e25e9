/** Images built by real builders, each finding with the line of the Dockerfile that brought it. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.js';
import { hullcheck, hullcheckJson, type JsonReport } from '../support/command.js';
import { buildShop, canRun, hidden } from '../support/image-fixture.js';
import { secrets } from '../support/secrets.js';
import { fileDirectory, isInstalled, startDocker } from '../support/services.js';
import { tree } from '../support/tree.js';

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
    const ignored = named.report.findings
      .filter(({ secret }) => secret === hidden.npm)
      .flatMap(({ fix = [] }) => fix.flatMap(({ lines }) => lines));
    expect(ignored).toContain('app/.npmrc');
    const text = hullcheck(['image', 'shop.tar'], options).stdout;
    expect(text).toContain('    fix: Keep it out of the build: a line in .dockerignore:\n      app/.npmrc\n');
    expect(text).toContain('    made by Dockerfile:5 COPY ');
    for (const secret of Object.values(hidden)) expect(text).not.toContain(secret);
  });
});

/** The Dockerfile with what the findings say taken out and put in. */
function withFixes(text: string, { findings }: JsonReport): { text: string; options: string[] } {
  const lines = text.split('\n');
  const options: string[] = [];
  for (const { location, fix = [] } of findings) {
    const told = fix[0]?.lines ?? [];
    const instead = told.find((line) => line.startsWith('+ '))?.slice(2);
    lines[location.startLine - 1] = instead ?? '';
    options.push(...told.flatMap((line) => /--secret (\S+)/.exec(line)?.[1] ?? []));
  }
  return { text: lines.join('\n'), options };
}

test.skipIf(docker === undefined)(
  'what is proposed for a Dockerfile builds the same and leaves nothing in the image',
  { timeout: 120_000 },
  () => {
    if (docker === undefined) return;
    const directory = fileDirectory();
    for (const name of ['sh', 'cat', 'wc']) copyFileSync('/bin/busybox', join(directory, name));
    const leaky = [
      'FROM scratch',
      'COPY sh cat wc /bin/',
      `RUN echo "token: ${hidden.present}" | wc -c > /double`,
      `RUN echo 'token: ${hidden.overwritten}' | wc -c > /single`,
      `RUN GITHUB_TOKEN=${hidden.deleted} /bin/sh -c 'echo $GITHUB_TOKEN' | wc -c > /assigned`,
      '',
    ].join('\n');
    const build = (text: string, ...args: readonly string[]): JsonReport => {
      writeFileSync(join(directory, 'Dockerfile'), text);
      const env = { DOCKER_BUILDKIT: '1', ...secretValues };
      docker.docker(['build', '--quiet', '--network', 'none', ...args, '-t', 'fixed:1', '.'], { cwd: directory, env });
      docker.docker(['save', '--output', join(directory, 'fixed.tar'), 'fixed:1']);
      return hullcheckJson(['image', 'fixed.tar'], { cwd: directory }).report;
    };
    const secretValues = { token: hidden.present, GITHUB_TOKEN: hidden.deleted };
    expect(new Set(build(leaky).findings.map(({ fingerprint }) => fingerprint)).size).toBe(3);
    const { report } = hullcheckJson(['scan', 'Dockerfile'], { cwd: directory });
    const fixed = withFixes(leaky, report);
    expect(fixed.options).toHaveLength(3);
    const after = build(fixed.text, ...fixed.options.flatMap((secret) => ['--secret', secret]));
    expect(after.findings).toEqual([]);
    expect(hullcheckJson(['scan', 'Dockerfile'], { cwd: directory }).report.findings).toEqual([]);
    const sizes = ['double', 'single', 'assigned'].map((name) =>
      execFileSync(
        'sh',
        ['-c', `tar -xOf fixed.tar --wildcards '*/layer.tar' | tar -xi -O ${name} 2>/dev/null || true`],
        {
          cwd: directory,
          encoding: 'utf8',
        },
      ).trim(),
    );
    expect(sizes).toEqual(['48', '48', '41']);
  },
);

test('secrets in every form of a Dockerfile are found, with what to write instead', () => {
  const password = secrets.password('dockerfile');
  const shown = new Secret(password).redacted();
  const file = [
    'FROM scratch',
    `ENV A=1 \\\n  DB_PASSWORD=${password}`,
    `ARG DB_PASSWORD="${password}"`,
    `LABEL db.password='${password}'`,
    `RUN export DB_PASSWORD=${password} && make`,
    `RUN ["serve", "--db-password=${password}"]`,
    `RUN <<EOF\nDB_PASSWORD=${password} make\nEOF`,
    `COPY <<EOF /app/.env\nDB_PASSWORD=${password}\nEOF`,
    `ONBUILD ENV DB_PASSWORD=${password}`,
    `CMD serve --db-password ${password}`,
  ].join('\n');
  const { report } = hullcheckJson(['scan'], { cwd: tree({ Dockerfile: file }) });
  expect(report.findings.map(({ location, fix = [] }) => [location.startLine, fix[0]?.lines[0]])).toEqual([
    [3, `- ENV DB_PASSWORD=${shown}`],
    [4, '- ARG DB_PASSWORD'],
    [5, `- LABEL db.password='${shown}'`],
    [6, `- RUN export DB_PASSWORD=${shown} && make`],
    [7, `- RUN ["serve", "--db-password=${shown}"]`],
    [9, `- DB_PASSWORD=${shown} make`],
    [12, 'kubectl create secret generic app-files --from-file=FILE'],
    [14, `- ENV DB_PASSWORD=${shown}`],
    [15, `- CMD serve --db-password ${shown}`],
  ]);
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

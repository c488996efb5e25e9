/** What stands inside the files of a layer, and the ways to log in to a registry. */

import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { hullcheckJson, startHullcheck, type JsonReport } from '../support/command.js';
import { archiveOf, layoutOf, tarOf, type TarMember } from '../support/image-archive.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

const token = secrets.stripe('image files');

async function scanLayers(...layers: readonly TarMember[][]): Promise<JsonReport> {
  const path = join(temporaryDirectory(), 'image.tar');
  writeFileSync(path, await archiveOf(layoutOf({ layers: await Promise.all(layers.map(tarOf)) })));
  return hullcheckJson(['image', path]).report;
}

function zipOf(name: string, content: Uint8Array): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    zip.outputStream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    zip.outputStream.on('end', () => resolve(Buffer.concat(chunks)));
    zip.outputStream.on('error', reject);
  });
}

test('a jar in a zip, which a later layer deletes', async () => {
  const jar = await zipOf('config.properties', Buffer.from(`stripe=${token}\n`));
  const zip = await zipOf('lib/app.jar', jar);
  const { findings, problems } = await scanLayers([{ name: 'app.zip', content: zip }], [{ name: '.wh.app.zip' }]);
  expect(problems).toEqual([]);
  expect(findings.map(({ location }) => location.path)).toEqual(['app.zip!lib/app.jar!config.properties']);
  expect(findings[0]?.provenance.verdict).toEqual({ state: 'deleted', layer: 2 });
});

test('a key in a binary of 300 MB', async () => {
  const directory = tree({ key: secrets.privateKey('image') });
  const script =
    'head -c 200M /dev/urandom > big; cat key >> big; head -c 100M /dev/urandom >> big; tar -cf layer.tar big';
  execFileSync('bash', ['-c', script], { cwd: directory });
  const layout = layoutOf({ layers: [readFileSync(join(directory, 'layer.tar'))] });
  const { findings, problems } = hullcheckJson(['image', tree(Object.fromEntries(layout))]).report;
  expect(problems).toEqual([]);
  expect(findings.map(({ location }) => location.path)).toEqual(['big']);
}, 120_000);

describe('a .git directory in a layer', () => {
  test.each([
    ['loose objects', false],
    ['a pack with deltas', true],
  ])('is read as %s', async (_, packed) => {
    const repo = repository();
    const filler = Array.from({ length: 200 }, (__, line) => `line ${line}`).join('\n');
    for (let step = 0; step < 5; step++) {
      repo.commit(`step ${step}`, { 'a.txt': `${filler}\n${step}\n${step === 2 ? `KEY=${token}\n` : ''}` });
    }
    if (packed) repo.git('gc', '--quiet', '--aggressive', '--prune=now');
    execFileSync('tar', ['-cf', 'layer.tar', '.git'], { cwd: repo.directory });
    const layer = readFileSync(join(repo.directory, 'layer.tar'));
    const path = join(temporaryDirectory(), 'image.tar');
    writeFileSync(path, await archiveOf(layoutOf({ layers: [layer] })));
    const { findings, problems } = hullcheckJson(['image', path]).report;
    expect(problems).toEqual([]);
    const blob = repo.git('rev-parse', 'HEAD~2:a.txt');
    expect(findings.map(({ location }) => location.path.split('!')[1])).toEqual([blob]);
  });

  test('that is damaged is told', async () => {
    const name = `.git/objects/pack/pack-${'a'.repeat(40)}.pack`;
    const { problems } = await scanLayers([
      { name, content: 'PACK\0\0\0\u0002\0\0\0\u0001garbage that is no entry of a pack' },
    ]);
    expect(problems.map(({ code }) => code)).toEqual(['corrupt-object']);
  });
});

describe('a registry with tokens', () => {
  const servers: Server[] = [];
  afterAll(() => servers.forEach((server) => server.close()));

  /** The token dance of the distribution specification, before a layout of blobs. */
  async function serve(members: ReadonlyMap<string, Uint8Array>, login: string): Promise<string> {
    const [manifest] = (
      JSON.parse(Buffer.from(members.get('index.json') ?? '').toString()) as { manifests: { digest: string }[] }
    ).manifests;
    const server = createServer((request, response) => {
      const { url = '', headers } = request;
      const host = headers.host ?? '';
      if (url.startsWith('/token')) {
        const good =
          headers.authorization === `Basic ${Buffer.from(login).toString('base64')}` &&
          url.includes('scope=repository%3Ateam%2Fshop%3Apull');
        response.writeHead(good ? 200 : 401).end(good ? '{"token":"granted"}' : '');
        return;
      }
      if (headers.authorization !== 'Bearer granted') {
        response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${host}/token",service="test"` }).end();
        return;
      }
      const digest = url.endsWith('/manifests/1') ? manifest?.digest : url.split('/').at(-1);
      const bytes = members.get(`blobs/${digest?.replace(':', '/')}`);
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  test('is read with the login that a credential helper gives', async () => {
    const members = layoutOf({ layers: [await tarOf([{ name: 'a.env', content: `KEY=${token}\n` }])] });
    const host = await serve(members, 'ada:tea');
    const helper =
      '#!/bin/sh\nread server\n[ "$server" = "$SERVER" ] || exit 1\necho \'{"Username":"ada","Secret":"tea"}\'\n';
    const directory = tree({ 'docker-credential-test': helper, 'config.json': JSON.stringify({ credsStore: 'test' }) });
    chmodSync(join(directory, 'docker-credential-test'), 0o755);
    const env = { PATH: `${directory}:${process.env['PATH']}`, DOCKER_CONFIG: directory, SERVER: host };
    const run = startHullcheck(['image', `registry:${host}/team/shop:1`, '--format', 'json'], directory, env);
    const { stdout, code } = await run.done;
    const report = JSON.parse(stdout) as JsonReport;
    expect(report.problems).toEqual([]);
    expect(report.findings.map(({ location }) => location.path)).toEqual(['a.env']);
    expect(code).toBe(1);
    expect(stdout).not.toContain('granted');
  });
});

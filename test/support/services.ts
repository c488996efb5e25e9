/**
 * Real servers for tests: started on private sockets and on this machine only, stopped by their process when the tests of a
 * file are done. Undefined where a program is not installed or does not start: the tests that need it are skipped then.
 */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A directory that is gone after the tests of the file. */
export function fileDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'hullcheck-services-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

interface Started {
  stop(): Promise<void>;
}

/** Waits until `ready` says so; false when the program ends before or does not get there. */
async function start(
  [program = '', ...args]: readonly string[],
  { env, ready }: { env?: NodeJS.ProcessEnv; ready: () => boolean },
): Promise<Started | undefined> {
  if (!isInstalled(program)) return undefined;
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let tries = 0; tries < 150 && child.exitCode === null; tries++) {
    if (ready()) {
      return {
        stop: async () => {
          child.kill('SIGTERM');
          await ended;
        },
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  return undefined;
}

export interface DockerService {
  readonly host: string;
  docker(args: readonly string[], options?: { cwd?: string; env?: NodeJS.ProcessEnv }): string;
}

/** The distribution's client where there is one: it has BuildKit built in. */
const DOCKER = ['/usr/bin/docker', 'docker'].find((path) => isInstalled(path)) ?? 'docker';

/** A Docker daemon with a store of its own. Needs root. */
export async function startDocker(): Promise<DockerService | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const directory = fileDirectory();
  const host = `unix://${directory}/docker.sock`;
  writeFileSync(join(directory, 'daemon.json'), '{}');
  const args = [
    '--config-file',
    join(directory, 'daemon.json'),
    '--iptables=false',
    '--ip6tables=false',
    '--bridge=none',
  ];
  const places = ['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')];
  const docker: DockerService['docker'] = (command, { cwd, env } = {}) =>
    execFileSync(DOCKER, command, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, DOCKER_HOST: host, DOCKER_CONFIG: join(directory, 'client'), ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 26,
    }).trim();
  const service = await start(['dockerd', ...args, ...places, '--pidfile', join(directory, 'pid'), '--host', host], {
    ready: () => spawnSync(DOCKER, ['version'], { env: { ...process.env, DOCKER_HOST: host } }).status === 0,
  });
  if (service === undefined) return undefined;
  afterAll(() => service.stop());
  return { host, docker };
}

/** Podman's service, which speaks Docker's API; and the podman command on the same store. */
export async function startPodman(): Promise<{ host: string; podman(...args: string[]): string } | undefined> {
  const directory = fileDirectory();
  const host = `unix://${directory}/podman.sock`;
  writeFileSync(
    join(directory, 'containers.conf'),
    '[engine]\nevents_logger="file"\ncgroup_manager="cgroupfs"\n[containers]\nnetns="host"\n',
  );
  const storage = `[storage]\ndriver="overlay"\ngraphroot="${directory}/graph"\nrunroot="${directory}/run"\n`;
  writeFileSync(join(directory, 'storage.conf'), storage);
  const env = {
    CONTAINERS_CONF: join(directory, 'containers.conf'),
    CONTAINERS_STORAGE_CONF: join(directory, 'storage.conf'),
  };
  const service = await start(['podman', 'system', 'service', '--time=0', host], {
    env,
    ready: () => existsSync(`${directory}/podman.sock`),
  });
  if (service === undefined) return undefined;
  afterAll(async () => {
    await service.stop();
    // It leaves its store mounted on itself.
    spawnSync('umount', [join(directory, 'graph/overlay')]);
  });
  const podman = (...args: string[]): string =>
    execFileSync('podman', args, {
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return { host, podman };
}

export interface RegistryService {
  /** Host and port. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** Directory with a `config.json` that holds the login. */
  readonly config: string;
  /** Where it keeps a blob. */
  blobPath(digest: string): string;
}

/** A registry on this machine that asks for a login. */
export async function startRegistry(): Promise<RegistryService | undefined> {
  if (!isInstalled('htpasswd') && spawnSync('htpasswd').error !== undefined) return undefined;
  const directory = fileDirectory();
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const [user, password] = ['ada', 'correct-horse'];
  execFileSync('htpasswd', ['-Bbc', join(directory, 'htpasswd'), user, password], { stdio: 'ignore' });
  const data = join(directory, 'data');
  writeFileSync(
    join(directory, 'config.yml'),
    `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${data}}}\nhttp: {addr: ${address}}\nauth: {htpasswd: {realm: test, path: ${directory}/htpasswd}}\n`,
  );
  const config = join(directory, 'client');
  mkdirSync(config);
  const auth = Buffer.from(`${user}:${password}`).toString('base64');
  writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [address]: { auth } } }));
  const service = await start(['docker-registry', 'serve', join(directory, 'config.yml')], {
    ready: () => spawnSync('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`]).status === 0,
  });
  if (service === undefined) return undefined;
  afterAll(() => service.stop());
  const blobPath = (digest: string): string => {
    const hex = digest.replace('sha256:', '');
    return join(data, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
  };
  return { address, user, password, config, blobPath };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** `skopeo copy`, with the signature policy that takes everything. */
export function skopeo(...args: string[]): string {
  return execFileSync('skopeo', ['--insecure-policy', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

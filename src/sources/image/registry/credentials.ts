/**
 * What to log in to a registry with, as `docker login` keeps it: `config.json` of Docker, `auth.json` of Podman, and the
 * credential helpers that they name (docker-credential-helpers: the server's name on standard input of `get`).
 */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { RegistryAccess } from '../../../model/image.js';
import { readSmallFile } from '../../shared/small-file.js';
import { objectOf, parseObject, textMembersOf, textOf, type Json } from '../json.js';

export type Login = NonNullable<RegistryAccess['login']>;

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Undefined where nothing is kept for the registry. Throws an Error in words for a file or a helper that fails. */
export async function findLogin(registry: string, surroundings: Surroundings): Promise<Login | undefined> {
  for (const path of configPaths(surroundings)) {
    const bytes = readSmallFile(path);
    if (bytes === undefined) continue;
    let config: Json;
    try {
      config = parseObject(bytes);
    } catch (error) {
      throw new Error(`'${path}' is not valid JSON`, { cause: error });
    }
    const login = await loginIn(config, registry);
    if (login !== undefined) return login;
  }
  return undefined;
}

function configPaths({ env, home }: Surroundings): string[] {
  const docker = join(env['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json');
  const own = env['REGISTRY_AUTH_FILE'];
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    ...(own === undefined ? [] : [own]),
    docker,
    ...(runtime === undefined ? [] : [join(runtime, 'containers/auth.json')]),
    join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'containers/auth.json'),
  ];
}

async function loginIn(config: Json, registry: string): Promise<Login | undefined> {
  const keys = keysOf(registry);
  const helpers = textMembersOf(config['credHelpers']);
  const helper = keys.map((key) => helpers[key]).find((name) => name !== undefined) ?? textOf(config['credsStore']);
  const auths = objectOf(config['auths']);
  for (const key of keys) {
    const login = storedLogin(objectOf(auths[key]));
    if (login !== undefined) return login;
  }
  if (helper === '') return undefined;
  for (const key of keys) {
    const login = await askHelper(helper, key);
    if (login !== undefined) return login;
  }
  return undefined;
}

/** Docker Hub is kept under the address of its first version. */
function keysOf(registry: string): string[] {
  if (registry === 'docker.io') return ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io'];
  return [registry, `https://${registry}`, `https://${registry}/v2/`, `http://${registry}`];
}

function storedLogin(entry: Json): Login | undefined {
  const identityToken = textOf(entry['identitytoken']);
  if (identityToken !== '') return { identityToken };
  const pair = Buffer.from(textOf(entry['auth']), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const user = colon < 0 ? textOf(entry['username']) : pair.slice(0, colon);
  const password = colon < 0 ? textOf(entry['password']) : pair.slice(colon + 1);
  return user === '' ? undefined : { user, password };
}

/** A helper that hangs (a locked key ring that asks) must not stop the scan. */
const HELPER_MS = 30_000;

async function askHelper(helper: string, server: string): Promise<Login | undefined> {
  if (!/^[\w.-]+$/.test(helper)) throw new Error(`'${helper}' is no name of a credential helper`);
  const output = await run(`docker-credential-${helper}`, server);
  if (output === undefined) return undefined;
  const answer = parseObject(output);
  const [user, secret] = [textOf(answer['Username']), textOf(answer['Secret'])];
  if (user === '' || secret === '') return undefined;
  return user === '<token>' ? { identityToken: secret } : { user, password: secret };
}

function run(program: string, input: string): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, ['get'], { encoding: 'buffer', timeout: HELPER_MS }, (error, stdout) => {
      if (error === null) resolve(stdout);
      // Its way to say that it has nothing for this server.
      else if (typeof error.code === 'number') resolve(undefined);
      // Never its output: that may hold the secret.
      else reject(new Error(`'${program}' could not be run (${String(error.code ?? 'it took too long')})`));
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

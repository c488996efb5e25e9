/**
 * Where Docker and Podman listen on this machine: what the user has set, and the places of their sockets. As the docker
 * command has it: DOCKER_HOST, then the context, then the default.
 */

import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DaemonAddress } from '../../model/image.js';
import { readSmallFile } from '../shared/small-file.js';
import { objectOf, parseObject, textOf } from './json.js';
import type { Surroundings } from './registry/credentials.js';

/** What a leading `docker:` or `podman:` chooses. */
export type DaemonKind = 'docker' | 'podman';

/** In the order in which they are asked. Throws an Error in words for a context that does not exist. */
export function daemonAddresses(kinds: readonly DaemonKind[], surroundings: Surroundings): DaemonAddress[] {
  const all: DaemonAddress[] = [];
  if (kinds.includes('docker')) all.push(...dockerAddresses(surroundings));
  if (kinds.includes('podman')) all.push(...podmanAddresses(surroundings));
  return all;
}

function dockerAddresses({ env, home }: Surroundings): DaemonAddress[] {
  const host = env['DOCKER_HOST'];
  if (host) {
    const certificates = env['DOCKER_TLS_VERIFY'] ? (env['DOCKER_CERT_PATH'] ?? join(home, '.docker')) : undefined;
    return [{ name: 'Docker', host, ...(certificates === undefined ? {} : { certificates }) }];
  }
  const directory = env['DOCKER_CONFIG'] ?? join(home, '.docker');
  const context = env['DOCKER_CONTEXT'] || currentContext(directory);
  if (context !== '' && context !== 'default') return [contextAddress(directory, context)];
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock')]),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
  ]
    .filter(isSocket)
    .map((path) => ({ name: 'Docker', host: `unix://${path}` }));
}

function podmanAddresses({ env }: Surroundings): DaemonAddress[] {
  const host = env['CONTAINER_HOST'];
  if (host) return [{ name: 'Podman', host }];
  const runtime = env['XDG_RUNTIME_DIR'];
  return [...(runtime === undefined ? [] : [join(runtime, 'podman/podman.sock')]), '/run/podman/podman.sock']
    .filter(isSocket)
    .map((path) => ({ name: 'Podman', host: `unix://${path}` }));
}

function isSocket(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() === true;
}

function currentContext(directory: string): string {
  const bytes = readSmallFile(join(directory, 'config.json'));
  return bytes === undefined ? '' : textOf(parseObject(bytes)['currentContext']);
}

/** Contexts are kept under the hash of their name (docker/cli, cli/context/store). */
function contextAddress(directory: string, context: string): DaemonAddress {
  const id = createHash('sha256').update(context).digest('hex');
  const bytes = readSmallFile(join(directory, 'contexts/meta', id, 'meta.json'));
  const endpoint = bytes === undefined ? {} : objectOf(objectOf(parseObject(bytes)['Endpoints'])['docker']);
  const host = textOf(endpoint['Host']);
  if (host === '') throw new Error(`the Docker context '${context}' does not exist; docker context ls names them`);
  const certificates = join(directory, 'contexts/tls', id, 'docker');
  const secure = statSync(certificates, { throwIfNoEntry: false }) !== undefined;
  return { name: 'Docker', host, ...(secure ? { certificates } : {}) };
}

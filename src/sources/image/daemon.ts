/** Docker and Podman over the API that both speak. The one place that knows dockerode. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import type { ArchiveStream, DaemonAddress } from '../../model/image.js';
import type { Chunks } from '../shared/compression/index.js';
import { hasCode } from '../shared/errors.js';

/** What a daemon says of an image that it has. */
export interface DaemonImage {
  /** Digest of the configuration, or of the manifest where Docker keeps its images in containerd. */
  readonly id: string;
  readonly diffIds: readonly string[];
}

/** Undefined where the daemon does not have it. Throws an Error in words when the daemon cannot be asked. */
export async function inspectImage(address: DaemonAddress, reference: string): Promise<DaemonImage | undefined> {
  try {
    const { Id, RootFS } = await connect(address).getImage(reference).inspect();
    return { id: Id, diffIds: RootFS.Layers ?? [] };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw inWords(error, address);
  }
}

/** The image as `docker save` writes it. */
export async function exportImage(
  { daemon, reference }: ArchiveStream & { kind: 'daemon' },
  signal: AbortSignal,
): Promise<Chunks> {
  try {
    const stream = await connect(daemon).getImage(reference).get();
    signal.addEventListener('abort', () => void (stream as { destroy?: () => void }).destroy?.(), { once: true });
    return stream as AsyncIterable<unknown> as Chunks;
  } catch (error) {
    throw inWords(error, daemon);
  }
}

/** One line of what the daemon says while it pushes. */
export interface PushEvent {
  readonly status?: string;
  readonly error?: string;
  /** Of the manifest that was pushed. */
  readonly digest?: string;
}

/** What the daemon logs in to the registry with (X-Registry-Auth of the API). */
export interface PushLogin {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
  readonly identitytoken?: string;
}

/** Pushes `name:tag`. The login goes to the daemon, which talks to the registry. */
export async function* pushImage(
  address: DaemonAddress,
  { name, tag, login }: { name: string; tag: string; login: PushLogin | undefined },
): AsyncGenerator<PushEvent> {
  const docker = connect(address);
  // The API wants the header even where there is nothing to log in with.
  const authconfig = login ?? { username: '', password: '', serveraddress: '' };
  try {
    const stream = await docker.getImage(name).push({ tag, authconfig });
    let rest = '';
    for await (const chunk of stream as AsyncIterable<unknown> as Chunks) {
      const lines = (rest + Buffer.from(chunk).toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield pushEvent(line);
    }
    if (rest.trim() !== '') yield pushEvent(rest);
  } catch (error) {
    throw inWords(error, address);
  }
}

function pushEvent(line: string): PushEvent {
  const said = JSON.parse(line) as { status?: string; error?: string; aux?: { Digest?: string } };
  return {
    ...(said.status === undefined ? {} : { status: said.status }),
    ...(said.error === undefined ? {} : { error: said.error }),
    ...(said.aux?.Digest === undefined ? {} : { digest: said.aux.Digest }),
  };
}

function connect({ host, certificates }: DaemonAddress): Docker {
  const [, scheme = '', rest = ''] = /^(\w+):\/\/(.*)$/.exec(host) ?? [];
  if (scheme === 'unix' || scheme === 'npipe') return new Docker({ socketPath: rest });
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https') {
    throw new Error(`'${host}' is no address that can be asked; save the image and scan the archive`);
  }
  const { hostname, port } = new URL(`http://${rest}`);
  const secure = certificates !== undefined || scheme === 'https';
  const file = (name: string): Buffer | undefined => {
    const path = join(certificates ?? '', name);
    return certificates !== undefined && existsSync(path) ? readFileSync(path) : undefined;
  };
  const tls = { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') };
  const given = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
  return new Docker({
    protocol: secure ? 'https' : 'http',
    host: hostname,
    port: Number(port || (secure ? 2376 : 2375)),
    ...given,
  });
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : undefined;
}

/** The daemon's own sentence, without the wrapping of dockerode. */
function inWords(error: unknown, { name, host }: DaemonAddress): Error {
  const refused = hasCode(error, 'EACCES') ? 'permission denied' : undefined;
  const away = hasCode(error, 'ECONNREFUSED') || hasCode(error, 'ENOENT') ? 'nothing listens there' : undefined;
  const message =
    error instanceof Error ? error.message.replace(/^\(HTTP code \d+\) [\w ]*- /, '').trim() : String(error);
  return new Error(`${name} at ${host}: ${refused ?? away ?? message}`, { cause: error });
}

/** Pushing what was scanned. */

import type { PushLogin } from './daemon.js';
import { splitTarget, type ImageTarget, type Opened } from './open.js';
import { parseReference } from './reference.js';
import { findLogin } from './registry/credentials.js';

/**
 * Pushes the image through the daemon that it was scanned in; gives the digest of what was pushed, where the daemon says.
 * Throws an Error in words when the name does not mean the scanned image any more, before or after.
 */
export async function pushScanned(opened: Opened | undefined, target: ImageTarget): Promise<string | undefined> {
  if (opened?.kind !== 'stream' || opened.stream.kind !== 'daemon') throw new Error('it is not in Docker or Podman');
  const { daemon, reference: id } = opened.stream;
  const { rest: name } = splitTarget(target.name);
  const reference = parseReference(name);
  if (reference === undefined || reference.tag === undefined)
    throw new Error(`push it by a name with a tag, not '${name}'`);
  const { inspectImage, pushImage } = await import('./daemon.js');
  const check = async (when: string): Promise<void> => {
    if ((await inspectImage(daemon, name))?.id !== id)
      throw new Error(`'${name}' came to mean another image ${when}; scan again`);
  };
  await check('while it was scanned');
  const login = await findLogin(reference.registry, target.surroundings);
  let digest: string | undefined;
  for await (const event of pushImage(daemon, {
    name: withoutTag(name),
    tag: reference.tag,
    login: authOf(login, reference.registry),
  })) {
    if (event.error !== undefined) throw new Error(event.error);
    digest ??= event.digest;
  }
  await check('while it was pushed, and that may be what was pushed');
  return digest;
}

function withoutTag(name: string): string {
  return name.replace(/:[^:/]*$/, '');
}

function authOf(login: Awaited<ReturnType<typeof findLogin>>, registry: string): PushLogin | undefined {
  if (login === undefined) return undefined;
  const serveraddress = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
  if ('identityToken' in login)
    return { username: '', password: '', identitytoken: login.identityToken, serveraddress };
  return { username: login.user, password: login.password, serveraddress };
}

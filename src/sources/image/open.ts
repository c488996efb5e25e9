/**
 * What a name or a path is, in this order: what its prefix says; a file or directory of that name; an image that Docker or
 * Podman has; an image of the registry that stands in the name.
 */

import { resolve } from 'node:path';
import type { ArchiveStream, DaemonAddress } from '../../model/image.js';
import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import { collectMembers } from './archive.js';
import { daemonAddresses, type DaemonKind } from './daemon-addresses.js';
import { openImageFile } from './files.js';
import { parseReference, type Reference } from './reference.js';
import type { Surroundings } from './registry/credentials.js';
import type { Collected } from './collection.js';

export interface ImageTarget {
  /** As the user typed it. */
  readonly name: string;
  /** `linux/amd64`, or `all`. */
  readonly platform: string;
  readonly cwd: string;
  readonly surroundings: Surroundings;
  /** Whether registries may be spoken to over plain http. Those on this machine always are. */
  readonly plainHttp: boolean;
}

export type Opened =
  | { readonly kind: 'collected'; readonly collected: Collected; readonly origin: Origin }
  /** Can only be read in one go; the daemon's `id` of it where it has one. */
  | { readonly kind: 'stream'; readonly stream: ArchiveStream; readonly origin: Origin; readonly id?: string };

/** Where it came from: its base image is looked for there and nowhere else. */
export type Origin =
  | { readonly kind: 'file' }
  | { readonly kind: 'daemon'; readonly daemon: DaemonAddress }
  | { readonly kind: 'registry'; readonly registry: string };

const PREFIXES = {
  'docker-archive:': 'file',
  'oci-archive:': 'file',
  'oci:': 'file',
  'docker:': 'docker',
  'podman:': 'podman',
  'registry:': 'registry',
} as const;

type Supplier = (typeof PREFIXES)[keyof typeof PREFIXES] | 'any';

/** What a target's prefix says, and what is left of it. */
export function splitTarget(text: string): { readonly supplier: Supplier; readonly rest: string } {
  for (const [prefix, supplier] of Object.entries(PREFIXES)) {
    if (text.startsWith(prefix)) return { supplier, rest: text.slice(prefix.length) };
  }
  return { supplier: 'any', rest: text };
}

export async function openImage(target: ImageTarget, signal: AbortSignal): Promise<Opened | Problem> {
  const { supplier, rest } = splitTarget(target.name);
  if (supplier === 'file' || supplier === 'any') {
    const opened = await openPath(rest, target);
    if (opened !== undefined) return opened;
    if (supplier === 'file') return problem('not-found', `Cannot scan '${rest}': no such file or directory`, rest);
  }
  const reference = parseReference(rest);
  if (reference === undefined) return noName(rest);
  if (supplier === 'registry') return openInRegistry(reference, target, signal);
  const opened = await openInDaemons(target);
  if (!('type' in opened) || supplier !== 'any') return opened;
  // A registry that is named is asked; Docker Hub, which every name without one means, only when it is asked for.
  if (reference.explicit) return openInRegistry(reference, target, signal);
  return { ...opened, message: `${opened.message}; 'registry:${rest}' reads it from a registry` };
}

async function openPath(path: string, target: ImageTarget): Promise<Opened | Problem | undefined> {
  const wanted = { name: target.name, platform: target.platform };
  const origin = { kind: 'file' } as const;
  try {
    const absolute = resolve(target.cwd, path);
    const opened = openImageFile(absolute);
    if (opened === undefined) return undefined;
    if (opened.kind === 'stream') return { kind: 'stream', stream: { kind: 'file', path: absolute }, origin };
    const collected = opened.kind === 'members' ? await collectMembers(opened.members, wanted) : undefined;
    const damage = opened.kind === 'members' ? opened.damage : undefined;
    if (collected === undefined) {
      const why = damage === undefined ? 'it holds neither index.json nor manifest.json' : damage;
      return problem('no-image', `'${path}' is no image: ${why}; use hullcheck scan for files`, path);
    }
    if (damage === undefined) return { kind: 'collected', collected, origin };
    const told = problem('bad-image', `Cannot read '${path}' to its end: ${damage}`, path);
    return { kind: 'collected', collected: { ...collected, problems: [told, ...collected.problems] }, origin };
  } catch (error) {
    return problem('unreadable', `Cannot read '${path}': ${reasonOf(error)}`, path);
  }
}

function noName(text: string): Problem {
  return problem('no-image', `No image '${text}': neither a file nor a name that an image can have`, text);
}

/** Only where Docker or Podman has it. */
export async function openInDaemons(target: ImageTarget): Promise<Opened | Problem> {
  const { supplier, rest } = splitTarget(target.name);
  if (parseReference(rest) === undefined) return noName(rest);
  const kinds: readonly DaemonKind[] =
    supplier === 'docker' || supplier === 'podman' ? [supplier] : ['docker', 'podman'];
  const { opened, failures, asked } = await askDaemons(rest, kinds, target);
  if (opened !== undefined) return opened;
  const absent = `${kinds.length > 1 ? 'neither Docker nor Podman has' : `${kinds.join('')} does not have`} it`;
  const where = asked === 0 ? 'no Docker or Podman was found' : absent;
  const message = `No image '${rest}': ${failures.length > 0 ? failures.join('; ') : where}`;
  return problem(failures.length > 0 ? 'daemon-failed' : 'no-image', message, rest);
}

interface Asked {
  readonly opened?: Opened;
  readonly failures: readonly string[];
  /** How many daemons there are. */
  readonly asked: number;
}

async function askDaemons(name: string, kinds: readonly DaemonKind[], target: ImageTarget): Promise<Asked> {
  const failures: string[] = [];
  let asked = 0;
  try {
    for (const daemon of daemonAddresses(kinds, target.surroundings)) {
      asked++;
      const opened = await openInDaemon(daemon, name).catch((error: unknown) => void failures.push(reasonOf(error)));
      if (opened !== undefined) return { opened, failures, asked };
    }
  } catch (error) {
    failures.push(reasonOf(error));
  }
  return { failures, asked };
}

async function openInDaemon(daemon: DaemonAddress, reference: string): Promise<Opened | undefined> {
  const { inspectImage } = await import('./daemon.js');
  const found = await inspectImage(daemon, reference);
  if (found === undefined) return undefined;
  // By its id: the name may come to mean another image while this one is read.
  const stream = { kind: 'daemon', daemon, reference: found.id } as const;
  return { kind: 'stream', stream, origin: { kind: 'daemon', daemon }, id: found.id };
}

async function openInRegistry(
  reference: Reference,
  target: ImageTarget,
  signal: AbortSignal,
): Promise<Opened | Problem> {
  const { collectFromRegistry } = await import('./registry/images.js');
  try {
    const collected = await collectFromRegistry(reference, target, signal);
    return { kind: 'collected', collected, origin: { kind: 'registry', registry: reference.registry } };
  } catch (error) {
    return problem('registry-failed', `Cannot read '${target.name}': ${reasonOf(error)}`, target.name);
  }
}

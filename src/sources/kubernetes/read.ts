/** Reads one kind of object: of the whole cluster in one list, or namespace by namespace where that is forbidden. */

import type { ClusterResource, ClusterShard, SourceEvent } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { openApi, type Cluster } from './cluster.js';
import { pathOf } from './discovery.js';
import { imagesOf } from './images.js';
import { listObjects } from './list.js';
import { contentOf, isBuiltIn, loadToYaml, type ObjectContext } from './object.js';
import { reasonFrom } from './reason.js';
import { ApiError } from './request.js';
import { resourceName } from './resources.js';

/** Namespaces that a problem names before it only counts them. */
const MOST_NAMED = 10;

export async function* readCluster(shard: ClusterShard, signal: AbortSignal): AsyncGenerator<SourceEvent> {
  const cluster = await openApi(shard.connection);
  const context: ObjectContext = { cluster: cluster.name, resource: shard.resource, toYaml: await loadToYaml() };
  const read = { cluster, context, signal };
  if (shard.namespaces !== undefined) return yield* readNamespaces(read, shard.namespaces);
  try {
    yield* readOne(read, undefined);
  } catch (error) {
    if (signal.aborted) return;
    if (!isForbidden(error) || !shard.resource.namespaced) yield notListed(read, error);
    else yield* readAllowed(read);
  }
}

interface Read {
  readonly cluster: Cluster;
  readonly context: ObjectContext;
  readonly signal: AbortSignal;
}

async function* readOne(
  { cluster, context, signal }: Read,
  namespace: string | undefined,
): AsyncGenerator<SourceEvent> {
  for await (const object of listObjects(cluster.api, addressOf(context.resource, namespace), signal)) {
    if (isBuiltIn(object)) continue;
    for (const { name, digest } of imagesOf(object)) {
      const digests = cluster.images.get(name) ?? new Set();
      cluster.images.set(name, digest === undefined ? digests : digests.add(digest));
    }
    yield contentOf(object, context);
  }
}

function addressOf(resource: ClusterResource, namespace: string | undefined): string {
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${pathOf(resource)}${within}/${resource.name}`;
}

/** The kind is forbidden in the cluster as a whole, but perhaps not in each namespace. */
async function* readAllowed(read: Read): AsyncGenerator<SourceEvent> {
  let namespaces: readonly string[];
  try {
    namespaces = await read.cluster.namespaces(read.signal);
  } catch (error) {
    const hint = 'and its namespaces cannot be listed either; name those that you may read with --namespace';
    if (!read.signal.aborted) yield notListed(read, error, hint);
    return;
  }
  yield* readNamespaces(read, namespaces);
}

/** One problem for each reason, naming the namespaces. */
async function* readNamespaces(read: Read, namespaces: readonly string[]): AsyncGenerator<SourceEvent> {
  const failed = new Map<string, string[]>();
  for (const namespace of namespaces) {
    try {
      yield* readOne(read, namespace);
    } catch (error) {
      if (read.signal.aborted) return;
      const reason = reasonFrom(error);
      failed.set(reason, [...(failed.get(reason) ?? []), namespace]);
    }
  }
  const name = resourceName(read.context.resource);
  for (const [reason, where] of failed) {
    const more = where.length > MOST_NAMED ? ` and ${where.length - MOST_NAMED} more` : '';
    const named = where.slice(0, MOST_NAMED).map((namespace) => `'${namespace}'`);
    yield problem(
      'not-listed',
      `Cannot list '${name}' in ${where.length === 1 ? 'namespace' : 'namespaces'} ${named.join(', ')}${more}: ${reason}`,
      name,
    );
  }
}

function notListed({ cluster, context }: Read, error: unknown, hint?: string): Problem {
  const name = resourceName(context.resource);
  const message = `Cannot list '${name}' in '${cluster.name}': ${reasonFrom(error)}`;
  return problem('not-listed', hint === undefined ? message : `${message}, ${hint}`, name);
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.refusal.status === 403;
}

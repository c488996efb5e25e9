/** A live Kubernetes cluster as a source: one portion for each kind of object that is worth reading. */

import type { ClusterConnection, ClusterShard, Source } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { openApi, type Cluster } from './cluster.js';
import { discover, type Served } from './discovery.js';
import { referencesOf } from './images.js';
import { reasonFrom } from './reason.js';
import { inOrder, isWanted, unknownNames, type Wanted } from './resources.js';

export interface ClusterTarget extends Wanted {
  readonly connection: ClusterConnection;
  /** Empty: all, and what is in none. */
  readonly namespaces: readonly string[];
}

export interface ClusterSource extends Source {
  /** The images that its objects run, each once, by name and where it is known by digest; known once it is read. */
  images(): Promise<readonly string[]>;
}

export function openCluster(target: ClusterTarget): ClusterSource {
  const { connection, namespaces } = target;

  async function* plan(signal: AbortSignal): AsyncGenerator<ClusterShard | Problem> {
    const cluster = await openApi(connection);
    let served: Served;
    try {
      served = await discover(cluster.api, target, signal);
    } catch (error) {
      if (!signal.aborted) yield unreachable(cluster, error);
      return;
    }
    yield* served.problems;
    for (const name of unknownNames(served.resources, target)) {
      yield problem('not-listed', `'${cluster.name}' serves no '${name}'; see kubectl api-resources`, name);
    }
    const inNamespaces = namespaces.length > 0;
    for (const resource of inOrder(served.resources.filter((one) => isWanted(one, target)))) {
      if (!inNamespaces) yield { source: 'cluster', connection, resource };
      else if (resource.namespaced) yield { source: 'cluster', connection, resource, namespaces };
    }
  }

  async function images(): Promise<readonly string[]> {
    return referencesOf((await openApi(connection)).images);
  }

  // Its parts share a connection, and it waits more than it works.
  return { plan, images, local: true };
}

function unreachable({ name }: Cluster, error: unknown): Problem {
  return problem('cluster-unreachable', `Cannot ask the cluster '${name}': ${reasonFrom(error)}`, name);
}

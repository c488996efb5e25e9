/** An open cluster, kept for all parts of a scan: one log-in, one set of connections, one list of namespaces. */

import type { ClusterConnection } from '../../model/content.js';
import { openConnection } from './connection.js';
import { recordAt, stringAt } from './json.js';
import { listObjects } from './list.js';
import { createApi, type Api } from './retry.js';

export interface Cluster {
  /** The context, or the server's address. */
  readonly name: string;
  readonly api: Api;
  /** Names of the images that the objects read so far run, and the digests that Pods tell of each. */
  readonly images: Map<string, Set<string>>;
  /** Names of all namespaces, asked for once. Throws as `Api.get` does. */
  namespaces(signal: AbortSignal): Promise<readonly string[]>;
}

const open = new Map<string, Promise<Cluster>>();

/** Throws a ConnectionError. */
export function openApi(connection: ClusterConnection): Promise<Cluster> {
  const key = JSON.stringify([connection.kubeconfig, connection.context]);
  const known = open.get(key) ?? connect(connection);
  open.set(key, known);
  return known;
}

async function connect(connection: ClusterConnection): Promise<Cluster> {
  const api = createApi(await openConnection(connection));
  let names: Promise<readonly string[]> | undefined;
  return {
    name: api.cluster,
    api,
    images: new Map(),
    namespaces(signal) {
      names ??= namesOf(api, signal);
      return names;
    },
  };
}

async function namesOf(api: Api, signal: AbortSignal): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const object of listObjects(api, '/api/v1/namespaces', signal)) {
    const name = stringAt(recordAt(object, 'metadata'), 'name');
    if (name !== undefined) names.push(name);
  }
  return names;
}

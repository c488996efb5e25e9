/**
 * What a cluster serves: its groups, their versions, and the kinds of objects that can be listed. Each kind once, in the
 * version that the cluster prefers, or in the first that has it: a CronJob may be `batch/v1` or `batch/v1beta1`.
 * Format: `APIGroupList` and `APIResourceList` of meta/v1.
 */

import { setMaxListeners } from 'node:events';
import type { ClusterResource } from '../../model/content.js';
import { problem, type Problem } from '../../model/problem.js';
import { isList, isRecord, stringAt } from './json.js';
import { isReadGroup, type Wanted } from './resources.js';
import { reasonFrom } from './reason.js';
import type { Api } from './retry.js';

export interface Served {
  readonly resources: readonly ClusterResource[];
  /** Groups that did not answer, as those of a server behind the API that is down. */
  readonly problems: readonly Problem[];
}

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** Throws what `Api.get` throws when not even the groups can be listed. */
export async function discover(api: Api, wanted: Wanted, signal: AbortSignal): Promise<Served> {
  // Each question under way listens for the end of the scan, and a cluster has many groups.
  setMaxListeners(0, signal);
  const groups = await api.get('/apis', signal);
  const versions = [{ group: '', version: 'v1' }, ...versionsOf(groups.body, wanted)];
  const found = new Map<string, ClusterResource>();
  const problems: Problem[] = [];
  for (const part of await Promise.all(versions.map((version) => resourcesOf(api, version, signal)))) {
    if ('type' in part) problems.push(part);
    else
      for (const resource of part) {
        const key = `${resource.group}/${resource.name}`;
        if (!found.has(key)) found.set(key, resource);
      }
  }
  return { resources: [...found.values()], problems };
}

async function resourcesOf(api: Api, at: GroupVersion, signal: AbortSignal): Promise<ClusterResource[] | Problem> {
  try {
    const { body } = await api.get(pathOf(at), signal);
    return listable(body, at);
  } catch (error) {
    if (signal.aborted) throw error;
    const name = at.group === '' ? at.version : `${at.group}/${at.version}`;
    const message = `Cannot ask '${api.cluster}' what is in its API group '${name}': ${reasonFrom(error)}`;
    return problem('not-listed', message, name);
  }
}

/** `/api/v1` for the core group. */
export function pathOf({ group, version }: GroupVersion): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** All versions of each group, the preferred one first: an older version may serve what the newest does not. */
function versionsOf(body: unknown, wanted: Wanted): GroupVersion[] {
  const groups = isRecord(body) && isList(body['groups']) ? body['groups'] : [];
  return groups.filter(isRecord).flatMap((entry) => {
    const group = stringAt(entry, 'name') ?? '';
    if (group === '' || !isReadGroup(group, wanted)) return [];
    const all = isList(entry['versions']) ? entry['versions'].filter(isRecord) : [];
    const preferred = isRecord(entry['preferredVersion']) ? stringAt(entry['preferredVersion'], 'version') : undefined;
    const versions = [preferred, ...all.map((version) => stringAt(version, 'version'))];
    return [...new Set(versions)].flatMap((version) => (version === undefined ? [] : [{ group, version }]));
  });
}

function listable(body: unknown, { group, version }: GroupVersion): ClusterResource[] {
  const resources = isRecord(body) && isList(body['resources']) ? body['resources'] : [];
  return resources.filter(isRecord).flatMap((entry) => {
    const [name, kind] = [stringAt(entry, 'name'), stringAt(entry, 'kind')];
    const verbs = isList(entry['verbs']) ? entry['verbs'] : [];
    // `deployments/status` is a part of an object.
    if (name === undefined || kind === undefined || name.includes('/') || !verbs.includes('list')) return [];
    return [{ group, version, name, kind, namespaced: entry['namespaced'] === true }];
  });
}

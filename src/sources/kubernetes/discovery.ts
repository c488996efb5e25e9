/**
 * What a cluster serves: its groups, their versions, and the kinds of objects that can be listed. Each kind once, in the
 * version that the cluster prefers, or in the first that has it: a CronJob may be `batch/v1` or `batch/v1beta1`.
 * Format: `APIGroupList` and `APIResourceList` of meta/v1.
 */

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
  const groups = await api.get('/apis', signal);
  const found = new Map<string, ClusterResource>();
  const problems: Problem[] = [];
  for (const groupVersion of [{ group: '', version: 'v1' }, ...versionsOf(groups.body, wanted)]) {
    try {
      const { body } = await api.get(pathOf(groupVersion), signal);
      for (const resource of listable(body, groupVersion)) {
        const key = `${resource.group}/${resource.name}`;
        if (!found.has(key)) found.set(key, resource);
      }
    } catch (error) {
      if (signal.aborted) throw error;
      const name = `${groupVersion.group}/${groupVersion.version}`;
      problems.push(
        problem(
          'not-listed',
          `Cannot ask '${api.cluster}' what is in its API group '${name}': ${reasonFrom(error)}`,
          name,
        ),
      );
    }
  }
  return { resources: [...found.values()], problems };
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

/** Literals in a ConfigMap: the entry moves into a Secret, and whatever read it there reads it from the Secret. */

import type { Pair, YAMLMap } from 'yaml';
import { moveUser } from './config-map-moves.js';
import { findUsers } from './config-map-users.js';
import { type Draft, type Outcome, type Spot } from './draft.js';
import type { Edit } from './edit.js';
import { pairOf, textOf, type Place, type Step } from './manifest.js';
import { homeOf, namespaceOf, objectAround, type KubernetesObject } from './owner.js';
import { hideValue } from './workload.js';
import { memberRanges, removeMembers, replacePair } from './yaml-text.js';

/** The ConfigMap whose `data` holds this value directly. */
export function configMapAround(place: Place): KubernetesObject | undefined {
  const object = objectAround(place);
  if (object?.kind !== 'ConfigMap' || place.steps.length !== object.depth + 2) return undefined;
  return place.steps[object.depth]?.key === 'data' ? object : undefined;
}

/** Entries of one ConfigMap: they move together, so that whoever reads them is edited once. */
export function fixConfigMap(spots: readonly Spot[], draft: Draft): Outcome {
  const [{ place }] = spots as [Spot];
  const object = objectAround(place);
  if (object?.name === undefined) return { unfixed: 'a template names the ConfigMap: move the entry by hand' };
  const entries = spots.map((spot) => ({
    key: String(spot.place.steps.at(-1)?.key),
    value: textOf(spot.place.node, place.manifest),
  }));
  if (entries.some(({ value }) => value === undefined)) return { unfixed: 'the value comes out of a template' };
  if (spots.some((spot) => 'anchor' in spot.place.node && spot.place.node.anchor !== undefined))
    return { unfixed: 'the entry has a YAML anchor, so that other places may share it' };

  const owner = {
    owner: object.name,
    namespace: namespaceOf(draft, place, object),
    directory: homeOf(draft, place.manifest.path),
    own: true,
  };
  const keys = new Set(entries.map(({ key }) => key));
  const secret = draft.secrets.nameFor(owner);
  const move = { name: object.name, secret, keys, all: holdsOnly(object, keys) };
  const users = findUsers(draft, { object, place });
  const moves = users.map((user) => ({ path: user.place.manifest.path, moved: moveUser(user, move) }));
  for (const { path, moved } of moves)
    if ('unmoved' in moved) return { unfixed: `'${path}' reads it ${moved.unmoved}` };

  for (const { key, value } of entries) draft.secrets.claim({ ...owner, key, value: value ?? '' });
  for (const { path, moved } of moves) if ('edits' in moved) draft.edit(path, moved.edits);
  for (const spot of spots) hideValue(spot.place, draft);
  draft.edit(
    place.manifest.path,
    removalOf(place, { object, steps: spots.map((spot) => spot.place.steps.at(-1) as Step) }),
  );
  draft.notes.add(
    users.length === 0
      ? `Nothing in these files reads ConfigMap ${object.name}: what does must read ${[...keys].join(', ')} from Secret ${secret}`
      : `Whatever else reads ${[...keys].join(', ')} from ConfigMap ${object.name} must read Secret ${secret}`,
  );
  return { fixed: `moved from ConfigMap ${object.name} to Secret ${secret}` };
}

/** Whether nothing stays in the ConfigMap. */
function holdsOnly({ map }: KubernetesObject, keys: ReadonlySet<string>): boolean {
  const data = pairOf(map, 'data')?.value as YAMLMap | undefined;
  return pairOf(map, 'binaryData') === undefined && data?.items.length === keys.size;
}

function removalOf(
  { manifest }: Place,
  { object, steps }: { object: KubernetesObject; steps: readonly Step[] },
): Edit[] {
  const data = steps[0]?.parent as YAMLMap;
  if (data.items.length === steps.length)
    return [replacePair(manifest, { map: object.map, pair: pairOf(object.map, 'data') as Pair }, ['data', {}])];
  const gone = new Set(steps.map(({ pair }) => data.items.indexOf(pair as Pair)));
  return removeMembers(manifest, { members: memberRanges(manifest, data), gone, flow: data.flow === true });
}

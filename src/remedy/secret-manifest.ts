/**
 * Secret manifests in git. Kubernetes has nothing to read them from elsewhere, so the object itself is replaced: by an
 * ExternalSecret in place, or by what a tool makes of it. https://external-secrets.io/latest/api/externalsecret/
 */

import { isMap } from 'yaml';
import type { Node, Pair, YAMLMap } from 'yaml';
import { directoryOf, type Draft, type Outcome, type Spot } from './draft.js';
import type { Edit } from './edit.js';
import { EXTERNAL_SECRET, externalSpec } from './external-secret.js';
import { fieldOf, keyOf, pairOf, textOf, type Place } from './manifest.js';
import { namespaceOf, objectAround, type KubernetesObject } from './owner.js';
import { hideValue } from './workload.js';
import { memberRanges, removeMembers, replacePair, replaceScalar } from './yaml-text.js';

/** The Secret whose `data` or `stringData` holds this value. */
export function secretAround(place: Place): KubernetesObject | undefined {
  const object = objectAround(place);
  if (object?.kind !== 'Secret' || place.steps.length !== object.depth + 2) return undefined;
  return /^(data|stringData)$/.test(String(place.steps[object.depth]?.key)) ? object : undefined;
}

/** All literals of one Secret. */
export function fixSecret(spots: readonly Spot[], draft: Draft): Outcome {
  const [{ place }] = spots as [Spot];
  const object = secretAround(place);
  if (object?.name === undefined)
    return { unfixed: 'a template makes this Secret: give it its values when it is installed' };
  const { path } = place.manifest;
  switch (draft.options.as) {
    case 'external-secret':
      return replaceByExternal(spots, { object, name: object.name }, draft);
    case 'sops':
      return {
        unfixed: `a Secret in git: encrypt it with sops encrypt --encrypted-regex '^(data|stringData)$' --in-place ${path}`,
      };
    case 'sealed-secret':
      return {
        unfixed: `a Secret in git: seal it with kubeseal --format yaml < ${path} > ${sealedName(path)}, and delete ${path}`,
      };
    default:
      return {
        unfixed: 'a Secret in git: choose --as external-secret, --as sealed-secret or --as sops, or delete it from git',
      };
  }
}

function sealedName(path: string): string {
  return path.replace(/(\.[^./]+)?$/, '.sealed$1');
}

/** Every key goes to the store, also those that hold no credential: half a Secret cannot be made by two sources. */
function replaceByExternal(
  spots: readonly Spot[],
  { object, name }: { object: KubernetesObject; name: string },
  draft: Draft,
): Outcome {
  const [{ place }] = spots as [Spot];
  const { manifest } = place;
  const fields = ['data', 'stringData'].flatMap((key) => pairOf(object.map, key) ?? []);
  const entries = fields.flatMap((pair) => entriesOf(pair, place));
  if (entries.some(({ value }) => value === undefined))
    return { unfixed: 'a key of the Secret is no text: replace it by hand' };
  const immutable = pairOf(object.map, 'immutable');
  const type = fieldOf(object.map, 'type', place);
  const owner = {
    owner: name,
    exactName: name,
    namespace: namespaceOf(draft, place, object),
    directory: directoryOf(manifest.path),
    own: true,
  };
  for (const { key, value } of entries) draft.secrets.claim({ ...owner, key, value: value ?? '' });
  for (const spot of spots) hideValue(spot.place, draft);
  const spec = externalSpec({ name, keys: entries.map(({ key }) => key), type }, draft.options);
  draft.replaced.add(name);
  const [first, ...more] = fields as [Pair, ...Pair[]];
  const gone = [...more, immutable, pairOf(object.map, 'type')].flatMap((pair) => pair ?? []);
  draft.edit(manifest.path, [
    ...heading(object.map, place),
    replacePair(manifest, { map: object.map, pair: first }, ['spec', spec]),
    ...removeMembers(manifest, {
      members: memberRanges(manifest, object.map),
      gone: new Set(gone.map((pair) => object.map.items.indexOf(pair))),
      flow: object.map.flow === true,
    }),
  ]);
  return { fixed: `replaced by ExternalSecret ${name}` };
}

function heading(map: YAMLMap, { manifest }: Place): Edit[] {
  return (['apiVersion', 'kind'] as const).flatMap((key) => {
    const node = pairOf(map, key)?.value as Node | undefined;
    if (node === undefined) return [];
    const fresh = EXTERNAL_SECRET[key];
    return [replaceScalar(manifest, node, fresh)];
  });
}

function entriesOf(pair: Pair, { manifest }: Place): { key: string; value: string | undefined }[] {
  if (!isMap(pair.value)) return [];
  return pair.value.items.map((entry) => {
    const text = textOf(entry.value, manifest);
    const decoded = keyOf(pair) === 'stringData' || text === undefined ? text : decode(text);
    return { key: keyOf(entry), value: decoded };
  });
}

/** Undefined for bytes that are no text. */
function decode(base64: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(base64.replace(/\s/g, ''), 'base64'),
    );
  } catch {
    return undefined;
  }
}

/**
 * Literals in the generators of a kustomization: they go into an env file that git does not have. A value of a
 * configMapGenerator moves to a secretGenerator, and who reads it follows.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/secretgenerator/
 */

import { isMap, isSeq } from 'yaml';
import type { Pair, YAMLMap, YAMLSeq } from 'yaml';
import { moveUser } from './config-map-moves.js';
import { findUsers } from './config-map-users.js';
import { directoryOf, type Draft, type Outcome, type Spot } from './draft.js';
import type { Edit } from './edit.js';
import { fieldOf, pairOf, textOf, type Place } from './manifest.js';
import { firstFree } from './names.js';
import { partOf } from './workload.js';
import { appendItems, appendPairs, memberRanges, removeMembers, replacePair, type Piece } from './yaml-text.js';

/** The generator whose `literals` hold this value. */
export function generatorAround({ steps }: Place): { kind: string; map: YAMLMap } | undefined {
  const [list, item, literals, literal] = steps;
  const kind = String(list?.key);
  const map = literals?.parent;
  const fits =
    steps.length === 4 &&
    typeof item?.key === 'number' &&
    literals?.key === 'literals' &&
    typeof literal?.key === 'number';
  return fits && isMap(map) && /^(secret|configMap)Generator$/.test(kind) ? { kind, map } : undefined;
}

/** All literals of one generator. */
export function fixGenerator(spots: readonly Spot[], draft: Draft): Outcome {
  const [{ place }] = spots as [Spot];
  const generator = generatorAround(place);
  const name = fieldOf(generator?.map, 'name', place);
  if (generator === undefined || name === undefined) return { unfixed: 'the generator has no name' };
  const entries = spots.map((spot) => entryOf(textOf(spot.place.node, place.manifest) ?? ''));
  if (entries.some(({ key, value }) => key === '' || /[\r\n]/.test(value)))
    return { unfixed: 'an env file cannot hold it: name a file under files: and keep that out of git' };
  return generator.kind === 'secretGenerator'
    ? fixSecretGenerator({ spots, map: generator.map, name, entries }, draft)
    : fixConfigMapGenerator({ spots, map: generator.map, name, entries }, draft);
}

interface Literals {
  readonly spots: readonly Spot[];
  /** The generator. */
  readonly map: YAMLMap;
  readonly name: string;
  readonly entries: readonly { readonly key: string; readonly value: string }[];
}

/** kustomize cuts at the first `=` and takes quotes around the value away. */
function entryOf(literal: string): { key: string; value: string } {
  const at = literal.indexOf('=');
  return at < 1
    ? { key: '', value: '' }
    : { key: literal.slice(0, at), value: literal.slice(at + 1).replace(/^["']+|["']+$/g, '') };
}

function fixSecretGenerator({ spots, map, name, entries }: Literals, draft: Draft): Outcome {
  const [{ place }] = spots as [Spot];
  const free = firstFree(name, (taken) => draft.isTaken(`${taken}.secret.env`), '-');
  const file = claimFile(draft, { place, file: `${free}.secret.env`, entries });
  takeOut({ spots, map, name, entries }, draft, file);
  return { fixed: `moved to envs ${file}` };
}

function fixConfigMapGenerator(literals: Literals, draft: Draft): Outcome {
  const { spots, map, name, entries } = literals;
  const [{ place }] = spots as [Spot];
  if (fieldOf(map, 'behavior', place) !== undefined)
    return { unfixed: 'the generator changes the ConfigMap of another one: move the literal by hand' };
  const secret = draft.secrets.nameFor({
    owner: name,
    namespace: undefined,
    directory: directoryOf(place.manifest.path),
    own: true,
  });
  const others = ['files', 'envs', 'env'].some((key) => pairOf(map, key) !== undefined);
  const list = pairOf(map, 'literals')?.value as YAMLSeq;
  const move = {
    name,
    secret,
    keys: new Set(entries.map(({ key }) => key)),
    all: !others && list.items.length === spots.length,
  };
  const moves = findUsers(draft, { object: { name, namespace: undefined }, place }).map((user) => ({
    path: user.place.manifest.path,
    moved: moveUser(user, move),
  }));
  for (const { path, moved } of moves)
    if ('unmoved' in moved) return { unfixed: `'${path}' reads it ${moved.unmoved}` };
  for (const { path, moved } of moves) if ('edits' in moved) draft.edit(path, moved.edits);
  const file = claimFile(draft, { place, file: `${secret}.env`, entries });
  takeOut(literals, draft, undefined);
  addGenerator(draft, place.manifest.path, { name: secret, envs: [file] });
  return { fixed: `moved to secretGenerator ${secret}, envs ${file}` };
}

function claimFile(
  draft: Draft,
  { place, file, entries }: { place: Place; file: string } & Pick<Literals, 'entries'>,
): string {
  const directory = directoryOf(place.manifest.path);
  for (const { key, value } of entries) {
    draft.secrets.claim({
      form: 'env-raw',
      owner: file,
      exactName: file,
      namespace: undefined,
      directory,
      key,
      value,
      own: true,
    });
  }
  draft.notes.add(`Keep ${file} out of git: add it to the .gitignore beside ${place.manifest.path}`);
  return file;
}

/** Removes the literals; in their place, or beside what is left of them, the env file is named. */
function takeOut({ spots, map }: Literals, draft: Draft, file: string | undefined): void {
  const [{ place }] = spots as [Spot];
  const { manifest } = place;
  const pair = pairOf(map, 'literals') as Pair;
  const list = pair.value as YAMLSeq;
  for (const spot of spots) draft.hide(manifest.path, partOf(spot.place.node));
  const envs = pairOf(map, 'envs');
  const all = list.items.length === spots.length;
  const edits: Edit[] = [];
  const gone = new Set(spots.map((spot) => Number(spot.place.steps.at(-1)?.key)));
  if (!all)
    edits.push(...removeMembers(manifest, { members: memberRanges(manifest, list), gone, flow: list.flow === true }));
  else if (file !== undefined && envs === undefined) edits.push(replacePair(manifest, { map, pair }, ['envs', [file]]));
  else edits.push(replacePair(manifest, { map, pair }, ['literals', []]));
  if (file !== undefined && isSeq(envs?.value)) edits.push(appendItems(manifest, envs.value, [file]));
  else if (file !== undefined && !all) edits.push(appendPairs(manifest, { map, after: pair }, [['envs', [file]]]));
  draft.edit(manifest.path, edits);
}

export function addGenerator({ generators }: Draft, path: string, generator: Piece): void {
  generators.set(path, [...(generators.get(path) ?? []), generator]);
}

/** Adds the generators that the fix needs, once all are known: to the list that is there, or as one behind all else. */
export function addGenerators(draft: Draft): void {
  for (const [path, generators] of draft.generators) {
    const manifest = draft.manifest(path);
    const root = manifest?.documents[0]?.contents;
    const last = isMap(root) ? root.items.at(-1) : undefined;
    if (manifest === undefined || !isMap(root) || last === undefined) continue;
    const there = pairOf(root, 'secretGenerator')?.value;
    const edit = isSeq(there)
      ? appendItems(manifest, there, generators)
      : appendPairs(manifest, { map: root as YAMLMap, after: last as Pair }, [['secretGenerator', generators]]);
    draft.edit(path, [edit]);
  }
}

/** The edit of one reader of a ConfigMap whose entries move into a Secret. */

import { isMap, isScalar, isSeq } from 'yaml';
import type { Node, YAMLMap, YAMLSeq } from 'yaml';
import type { ConfigMapUser } from './config-map-users.js';
import type { Edit } from './edit.js';
import { fieldOf, keyOf, pairOf } from './manifest.js';
import { insertItemAfter, Raw, replacePair, replaceScalar, type Piece } from './yaml-text.js';

/** What moves, and where to. */
export interface Move {
  readonly name: string;
  /** Name of the Secret; its keys are those of the ConfigMap. */
  readonly secret: string;
  readonly keys: ReadonlySet<string>;
  /** Nothing stays behind. */
  readonly all: boolean;
}

export type Moved = { readonly edits: readonly Edit[] } | { readonly unmoved: string };

const NOTHING: Moved = { edits: [] };

export function moveUser(user: ConfigMapUser, move: Move): Moved {
  if (!isMap(user.pair.value)) return { unmoved: 'through a YAML anchor' };
  switch (user.shape) {
    case 'key':
      return moveKey(user, move);
    case 'all':
      return moveAll(user, move);
    case 'volume':
      return moveVolume(user, move);
    case 'source':
      return moveSource(user, move);
  }
}

function moveKey(user: ConfigMapUser, move: Move): Moved {
  const key = fieldOf(user.pair.value, 'key', user.place);
  if (key === undefined || !move.keys.has(key)) return NOTHING;
  return rename(user, { to: 'secretKeyRef', nameField: 'name', move });
}

/** `configMapKeyRef: {name: a}` to `secretKeyRef: {name: b}`, all else as it stands. */
function rename(
  { place, pair }: ConfigMapUser,
  { to, nameField, move }: { to: string; nameField: string; move: Move },
): Moved {
  const name = pairOf(pair.value, 'name');
  if (!isScalar(name?.value) || !isScalar(name.key) || !isScalar(pair.key)) return { unmoved: 'through a YAML anchor' };
  return {
    edits: [
      replaceScalar(place.manifest, pair.key as Node, to),
      ...(nameField === 'name' ? [] : [replaceScalar(place.manifest, name.key as Node, nameField)]),
      replaceScalar(place.manifest, name.value as Node, move.secret),
    ],
  };
}

/** Right behind the old source: of two that have a key the later one wins. */
function moveAll({ place, parent, item }: ConfigMapUser, move: Move): Moved {
  if (item === undefined || !isSeq(item.parent)) return { unmoved: 'in a way that is not known' };
  const prefix = fieldOf(parent, 'prefix', place);
  const added = { ...(prefix === undefined ? {} : { prefix }), secretRef: { name: move.secret } };
  return { edits: [insertItemAfter(place.manifest, { seq: item.parent, index: Number(item.key) }, added)] };
}

function moveSource(user: ConfigMapUser, move: Move): Moved {
  const { place, item } = user;
  const items = itemKeys(user);
  if (items !== undefined && !items.some((key) => move.keys.has(key))) return NOTHING;
  if (items?.every((key) => move.keys.has(key)) ?? move.all)
    return rename(user, { to: 'secret', nameField: 'name', move });
  if (items !== undefined) return { unmoved: 'with a list of keys of which some stay: split it by hand' };
  if (item === undefined || !isSeq(item.parent)) return { unmoved: 'in a way that is not known' };
  const added = { secret: { name: move.secret } };
  return { edits: [insertItemAfter(place.manifest, { seq: item.parent, index: Number(item.key) }, added)] };
}

function moveVolume(user: ConfigMapUser, move: Move): Moved {
  const { place, parent, pair } = user;
  const items = itemKeys(user);
  if (items !== undefined && !items.some((key) => move.keys.has(key))) return NOTHING;
  if (items?.every((key) => move.keys.has(key)) ?? move.all)
    return rename(user, { to: 'secret', nameField: 'secretName', move });
  const map = pair.value as YAMLMap;
  const [start = 0, end = 0] = map.range ?? [];
  if (/(^|\s)#/.test(place.manifest.text.slice(start, end)))
    return { unmoved: 'in a volume with comments: edit it by hand' };
  const sources = splitSources(user, move);
  if (sources === undefined) return { unmoved: 'in a volume that is not understood: edit it by hand' };
  const mode = rawField(map, 'defaultMode', user);
  const projected: Piece = { ...(mode === undefined ? {} : { defaultMode: mode }), sources };
  return { edits: [replacePair(place.manifest, { map: parent, pair }, ['projected', projected])] };
}

/** The ConfigMap with what stays, and the Secret with what moves, as sources of one volume. */
function splitSources(user: ConfigMapUser, move: Move): Piece[] | undefined {
  const map = user.pair.value as YAMLMap;
  const unknown = map.items.some((pair) => !['name', 'defaultMode', 'optional', 'items'].includes(keyOf(pair)));
  const optional = rawField(map, 'optional', user);
  const rest = optional === undefined ? {} : { optional };
  if (unknown) return undefined;
  const items = pairOf(map, 'items')?.value;
  if (!isSeq(items)) return [{ configMap: { name: move.name, ...rest } }, { secret: { name: move.secret, ...rest } }];
  const [kept, moved] = [false, true].map((moves) =>
    items.items
      .filter((item) => move.keys.has(fieldOf(item, 'key', user.place) ?? '') === moves)
      .map((item) => itemPiece(item, user)),
  ) as [Piece[], Piece[]];
  return [
    { configMap: { name: move.name, items: kept, ...rest } },
    { secret: { name: move.secret, items: moved, ...rest } },
  ];
}

function itemPiece(item: unknown, user: ConfigMapUser): Piece {
  const { place } = user;
  const mode = rawField(item, 'mode', user);
  const fields = { key: fieldOf(item, 'key', place) ?? '', path: fieldOf(item, 'path', place) ?? '' };
  return { ...fields, ...(mode === undefined ? {} : { mode }) };
}

function rawField(map: unknown, key: string, { place }: ConfigMapUser): Raw | undefined {
  const node = pairOf(map, key)?.value as Node | undefined;
  if (!isScalar(node) || node.range === undefined || node.range === null) return undefined;
  return new Raw(place.manifest.text.slice(node.range[0], node.range[1]));
}

function itemKeys({ pair, place }: ConfigMapUser): string[] | undefined {
  const items = pairOf(pair.value, 'items')?.value;
  return isSeq(items) ? (items as YAMLSeq).items.map((item) => fieldOf(item, 'key', place) ?? '') : undefined;
}

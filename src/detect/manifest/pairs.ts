/** Names and values that stand apart: `name: X, value: Y`, and `--flag` before its value in a list of arguments. */

import { isCredentialName } from './marks.js';
import type { Document, Piece } from './pieces.js';
import { isReference } from './references.js';
import { sourceText, written } from './scalar.js';
import { holdsAction } from './templates.js';
import { type ListNode, type MapNode, type ValueNode, type Visit } from './tree.js';

/** Keys of the name and of the value: `env`, `httpHeaders`, Helm parameters, parameters of pipelines, fake stores. */
const NAME_KEYS = ['name', 'key', 'header', 'parameter', 'field'];
const VALUE_KEYS = ['value', 'defaultValue', 'default'];

export function* pairsIn(document: Document): Generator<Piece> {
  for (const place of document.visits) {
    const { node } = place;
    if (node.type === 'map') yield* pairOf(document, place, node);
    else if (node.type === 'list') yield* flagsOf(document, place, node);
  }
}

function* pairOf(document: Document, place: Visit, node: MapNode): Generator<Piece> {
  const name = node.entries.find(({ key }) => NAME_KEYS.includes(key))?.value;
  if (name?.type !== 'value' || !isCredentialName(name.text)) return;
  for (const { key, value } of node.entries) {
    if (!VALUE_KEYS.includes(key) || value.type !== 'value') continue;
    yield* literal(document, { node: value, key, parent: place }, name.text);
  }
}

function* flagsOf(document: Document, place: Visit, { items }: ListNode): Generator<Piece> {
  for (const [index, item] of items.entries()) {
    const value = items[index + 1];
    if (item.type !== 'value' || value?.type !== 'value') continue;
    if (!/^--?[A-Za-z][\w.-]*$/.test(item.text) || value.text.startsWith('-')) continue;
    if (isCredentialName(item.text))
      yield* literal(document, { node: value, key: index + 1, parent: place }, item.text);
  }
}

/** The piece, when its value is written out. */
function* literal({ source }: Document, place: Visit<ValueNode>, name: string): Generator<Piece> {
  const { node } = place;
  if (node.text.trim() === '' || /[\r\n]/.test(node.text.trim()) || holdsAction(sourceText(source, node))) return;
  if (isReference(place)) return;
  const as = { type: 'named', name, declared: false } as const;
  yield { visit: place, written: written(source, node), encodings: [], as };
}

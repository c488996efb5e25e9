/** A parsed document, reduced to what is asked of it: mappings, lists and values, each with its place in the text. */

import type { KeyPath } from '../../model/resource.js';

export type Node = MapNode | ListNode | ValueNode;

interface Placed {
  /** Offsets in the text that was parsed, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The key path of the node as its file has it, where that is not the way to it in the tree. */
  readonly way?: KeyPath;
}

export interface Entry {
  readonly key: string;
  readonly keyStart: number;
  readonly value: Node;
}

export interface MapNode extends Placed {
  readonly type: 'map';
  /** In the order of the document. A key that is there twice has two entries. */
  readonly entries: readonly Entry[];
  /** Of a root: what its file calls it, in another language than that of manifests. */
  readonly named?: { readonly kind: string; readonly namespace?: string; readonly name?: string };
}

export interface ListNode extends Placed {
  readonly type: 'list';
  readonly items: readonly Node[];
}

/** A scalar. Its range includes quotes, the header of a block and the indentation inside. */
export interface ValueNode extends Placed {
  readonly type: 'value';
  /** With escapes undone and lines joined as YAML says; not yet decoded if it is base64. One character a byte or more. */
  readonly text: string;
  /** It stands on lines of its own, behind `|` or `>`. */
  readonly block: boolean;
}

/** The value of the first entry with one of these keys. */
export function entryOf(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  if (node?.type !== 'map') return undefined;
  return node.entries.find(({ key }) => keys.includes(key))?.value;
}

/** The text at a path of keys, or undefined when there is no scalar. */
export function textAt(node: Node | undefined, ...path: readonly string[]): string | undefined {
  let at = node;
  for (const key of path) at = entryOf(at, key);
  return at?.type === 'value' ? at.text : undefined;
}

/** A node with the way to it. */
export interface Visit<N extends Node = Node> {
  readonly node: N;
  /** The key or index of the node in its parent; undefined for the root. */
  readonly key: string | number | undefined;
  readonly parent: Visit | undefined;
}

/** Keys and indexes from the root. */
export function pathOf(visit: Visit): KeyPath {
  const path: (string | number)[] = [];
  for (let at: Visit | undefined = visit; at?.key !== undefined; at = at.parent) {
    if (at.node.way !== undefined) return [...at.node.way, ...path.toReversed()];
    path.push(at.key);
  }
  return path.toReversed();
}

/** The visit itself and what is above it, the innermost first. */
export function* upward(visit: Visit): Generator<Visit> {
  for (let at: Visit | undefined = visit; at !== undefined; at = at.parent) yield at;
}

/** All nodes, parents first. */
export function visitAll(root: Node): Visit[] {
  const all: Visit[] = [{ node: root, key: undefined, parent: undefined }];
  for (let at = 0; at < all.length; at++) {
    const parent = all[at];
    if (parent !== undefined) eachChild(parent.node, (key, node) => all.push({ node, key, parent }));
  }
  return all;
}

/** The innermost node that holds the byte at `offset`, in a comment the collection around it. */
export function nodeAt(root: Node, offset: number): Visit {
  let found: Visit = { node: root, key: undefined, parent: undefined };
  for (let next: Visit | undefined = found; next !== undefined;) {
    found = next;
    next = childAt(found, offset);
  }
  return found;
}

function childAt(parent: Visit, offset: number): Visit | undefined {
  let found: Visit | undefined;
  eachChild(parent.node, (key, node) => {
    if (!holds(node, offset)) return;
    // Between the items of one list there may be something else.
    const isBetween = node.type === 'list' && !node.items.some((item) => holds(item, offset));
    if (found === undefined || !isBetween) found = { node, key, parent };
  });
  return found;
}

function holds({ start, end }: Node, offset: number): boolean {
  return offset >= start && offset < end;
}

function eachChild(node: Node, use: (key: string | number, child: Node) => void): void {
  if (node.type === 'map') for (const { key, value } of node.entries) use(key, value);
  else if (node.type === 'list') for (const [index, item] of node.items.entries()) use(index, item);
}

/**
 * The one door to the YAML parser, which reads JSON as well. Loaded with the first document: most scans need none. It is
 * given short Latin-1 strings, one character a byte, so that its offsets are bytes.
 */

import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { Entry, ListNode, MapNode, Node, ValueNode } from './tree.js';

const require = createRequire(import.meta.url);
let loaded: typeof Yaml | undefined;

/** Every value stays the text that it is written as: `012345` is a password, not a number. */
const OPTIONS = {
  schema: 'failsafe',
  strict: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** The document as a tree, or undefined when it is not valid YAML: then it is text and nothing else. */
export function parseDocument(text: string): Node | undefined {
  // The cast states what the package's own declarations say of it; `require` returns an untyped value.
  const { parseDocument: parse } = (loaded ??= require('yaml') as typeof Yaml);
  try {
    const { contents, errors } = parse(text, OPTIONS);
    return errors.length > 0 || contents === null ? undefined : new Converter().node(contents);
  } catch {
    // Nested too deep for the stack, or a fault of the parser: either way it cannot be read as data.
    return undefined;
  }
}

/** An alias stands for its value where that is a scalar; a collection is read once, where its anchor is. */
class Converter {
  readonly #anchors = new Map<string, Node>();

  node(from: unknown): Node {
    const node = from as Yaml.Node;
    switch (true) {
      case loaded?.isMap(node):
        return this.#anchored(node, this.#map(node));
      case loaded?.isSeq(node):
        return this.#anchored(node, this.#list(node));
      case loaded?.isScalar(node):
        return this.#anchored(node, valueOf(node));
      case loaded?.isAlias(node):
        return this.#target(node);
      default:
        return { type: 'value', start: 0, end: 0, text: '', block: false };
    }
  }

  #anchored(from: Yaml.Node & { anchor?: string }, node: Node): Node {
    if (from.anchor !== undefined) this.#anchors.set(from.anchor, node);
    return node;
  }

  #target(alias: Yaml.Alias): Node {
    const target = this.#anchors.get(alias.source);
    return target?.type === 'value' ? target : { type: 'value', text: '', block: false, ...placeOf(alias) };
  }

  #map(from: Yaml.YAMLMap): MapNode {
    const entries = from.items.map(({ key, value }): Entry => {
      const name = this.node(key);
      return {
        key: name.type === 'value' ? name.text : '',
        keyStart: name.start,
        value:
          value === null ? { type: 'value', text: '', block: false, start: name.end, end: name.end } : this.node(value),
      };
    });
    return { type: 'map', entries, ...placeOf(from) };
  }

  #list(from: Yaml.YAMLSeq): ListNode {
    return { type: 'list', items: from.items.map((item) => this.node(item)), ...placeOf(from) };
  }
}

function valueOf(scalar: Yaml.Scalar): ValueNode {
  const block = scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED';
  return { type: 'value', text: scalar.source ?? '', block, ...placeOf(scalar) };
}

function placeOf({ range }: Yaml.Node): { start: number; end: number } {
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

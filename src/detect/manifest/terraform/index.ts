/**
 * Resources of Terraform that describe objects of a cluster, as the trees of these objects: what is known of manifests
 * holds for them. Key paths are those of the Terraform file.
 * https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs
 */

import type { KeyPath } from '../../../model/resource.js';
import type { Entry, ListNode, MapNode, Node, ValueNode } from '../tree.js';
import { parseBlock, type Block, type Body, type Expression, type Literal } from './hcl.js';

/** Blocks that may be there several times, and the list that they are in an object. */
const LISTS: Readonly<Record<string, string>> = {
  container: 'containers',
  init_container: 'initContainers',
  env: 'env',
  env_from: 'envFrom',
  http_header: 'httpHeaders',
  volume: 'volumes',
  volume_mount: 'volumeMounts',
  port: 'ports',
  rule: 'rules',
  subject: 'subjects',
  image_pull_secrets: 'imagePullSecrets',
  secret: 'secrets',
  set: 'set',
  set_list: 'setList',
  set_sensitive: 'setSensitive',
};

/** The tree of a block, or undefined when it is none that is read as data. */
export function parseTerraform(text: string): Node | undefined {
  const block = parseBlock(text);
  const [first, second] = block?.labels ?? [];
  if (block === undefined || first === undefined) return undefined;
  if (block.name === 'variable') return variable(block, first);
  return block.name === 'resource' && second !== undefined ? resource(block, first, second) : undefined;
}

/** `variable "db_password" { default = "..." }` is a name and its value. */
function variable(block: Block, name: Literal): MapNode {
  const named = { kind: 'variable', name: name.text };
  const entries = bodyEntries(block.body, []);
  return {
    ...mapOf(block, [{ key: 'name', keyStart: name.start, value: labelNode(name, name.text) }, ...entries]),
    named,
  };
}

function resource(block: Block, type: Literal, name: Literal): MapNode {
  const kind = kindOf(type.text);
  const entries = bodyEntries(block.body, []);
  const namespace = namespaceIn(entries);
  const named = { kind: type.text, ...(namespace === undefined ? {} : { namespace }), name: name.text };
  const typed = kind === undefined ? [] : [entryOf('apiVersion', type, ''), entryOf('kind', type, kind)];
  return { ...mapOf(block, [...typed, ...entries]), named };
}

/** `kubernetes_config_map_v1` is a ConfigMap. Undefined for what is no single object. */
function kindOf(type: string): string | undefined {
  const [, words] = /^kubernetes_(\w+?)(_v\d\w*)?$/.exec(type) ?? [];
  if (words === undefined || words === 'manifest') return undefined;
  if (words === 'daemonset') return 'DaemonSet';
  return camelCase(`_${words}`);
}

function namespaceIn(entries: readonly Entry[]): string | undefined {
  const metadata = entries.find(({ key }) => key === 'metadata')?.value;
  const holder = metadata?.type === 'map' ? metadata.entries : entries;
  const value = holder.find(({ key }) => key === 'namespace')?.value;
  return value?.type === 'value' && value.text !== '' ? value.text : undefined;
}

/** A key that the type of the resource stands for. */
function entryOf(key: string, type: Literal, text: string): Entry {
  return { key, keyStart: type.start, value: labelNode(type, text) };
}

function labelNode({ start, end }: Literal, text: string): ValueNode {
  return { type: 'value', text, block: false, start, end, way: [] };
}

function bodyEntries({ attributes, blocks }: Body, way: KeyPath): Entry[] {
  const entries = attributes.map(({ name, nameStart, value }): Entry => ({
    key: camelCase(name),
    keyStart: nameStart,
    value: expressionNode(value, [...way, name]),
  }));
  const groups = new Map<string, Block[]>();
  for (const block of blocks.map(undynamic)) groups.set(block.name, [...(groups.get(block.name) ?? []), block]);
  for (const [name, group] of groups) entries.push(...blockEntries(name, group, way));
  return entries;
}

function blockEntries(name: string, group: readonly Block[], way: KeyPath): Entry[] {
  const [first] = group;
  if (first === undefined) return [];
  const list = LISTS[name];
  if (list === undefined && group.length === 1) {
    const node = mapOf(first, bodyEntries(first.body, [...way, name]), [...way, name]);
    return [{ key: camelCase(name), keyStart: first.start, value: node }];
  }
  const items = group.map((block, index) => {
    const inside = [...way, name, index];
    return mapOf(block, bodyEntries(block.body, inside), inside);
  });
  // Blocks of one name need not stand together: each is found by its own place.
  const value: ListNode = {
    type: 'list',
    items,
    start: first.start,
    end: group.at(-1)?.end ?? first.end,
    way: [...way, name],
  };
  return [{ key: list ?? camelCase(name), keyStart: first.start, value }];
}

/** `dynamic "env" { content { ... } }` makes blocks of that name. */
function undynamic(block: Block): Block {
  const content = block.body.blocks.find(({ name }) => name === 'content');
  const name = block.labels[0]?.text;
  return block.name === 'dynamic' && content !== undefined && name !== undefined ? { ...content, name } : block;
}

function mapOf({ start, end }: Block, entries: readonly Entry[], way: KeyPath = []): MapNode {
  return { type: 'map', entries, start, end, way };
}

function expressionNode(value: Expression, way: KeyPath): Node {
  const { start, end } = value;
  switch (value.type) {
    case 'literal':
      return { type: 'value', text: value.text, block: value.heredoc, start, end, way };
    case 'tuple':
      return {
        type: 'list',
        items: value.items.map((item, index) => expressionNode(item, [...way, index])),
        start,
        end,
        way,
      };
    case 'object':
      return {
        type: 'map',
        entries: value.entries.map(({ name, nameStart, value: inner }) => ({
          key: name,
          keyStart: nameStart,
          value: expressionNode(inner, [...way, name]),
        })),
        start,
        end,
        way,
      };
    case 'opaque':
      return { type: 'value', text: '', block: false, start, end, way };
  }
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

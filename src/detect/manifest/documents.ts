/**
 * Which bytes may be a manifest, told from the path and a few bytes: the documents of YAML and JSON files that describe
 * Kubernetes objects, and the files beside them (Helm values, kustomizations, Compose). Nothing is parsed here.
 */

import type { Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import { partAround, type Part } from './list-items.js';
import { isReadBlock } from './terraform/blocks.js';

/** The largest document that is read as data, in bytes; a larger one is read as text only. Bounds time and memory. */
export const LARGEST_DOCUMENT = 256 << 10;

/** How many bytes of a file without a telling name show what it is. */
const HEAD = 512;

const NEWLINE = 0x0a;
const DASH = 0x2d;

const YAML_OR_JSON = /\.(ya?ml|json)(\.(tpl|tmpl|gotmpl|j2|jinja2?|template|erb|in|dist|sample|example))?$/i;

/** Files that have no `kind` and are known by their names. */
const KNOWN_BY_NAME = [
  { shape: 'Terraform', name: /\.(tf|tofu)(\.(tpl|tmpl|j2|jinja2?|template|in|dist|sample|example))?$/i },
  { shape: 'Kustomization', name: /(^|\/)kustomization(\.ya?ml)?$/i },
  { shape: 'Compose', name: /(^|\/)(docker-)?(compose|stack)([-._][\w.-]+)?\.ya?ml$/i },
  {
    shape: 'HelmValues',
    name: /(^|\/)([\w.-]+[-._])?values([-._][\w.-]+)?\.ya?ml(\.\w+)?$|(^|\/)values\/[^/]+\.ya?ml$/i,
  },
] as const;

export type FileShape = (typeof KNOWN_BY_NAME)[number]['shape'];

/** What a file without `kind` is by its name, or undefined. */
export function shapeOf(path: string): FileShape | undefined {
  return KNOWN_BY_NAME.find(({ name }) => name.test(path))?.shape;
}

/** Whether the file can hold manifests: by its ending, its name, or for a file without ending by how it begins. */
export function mayHoldManifests(bytes: Uint8Array, path: string): boolean {
  if (YAML_OR_JSON.test(path) || shapeOf(path) !== undefined) return true;
  // A name with another ending says what it is; `config` and `stdin` do not.
  if (/\.[A-Za-z0-9]{1,6}$/.test(path)) return false;
  return /^(\ufeff|\xef\xbb\xbf)?\s*(---|#|apiVersion:|kind:|\{)/.test(latin1(bytes, 0, HEAD));
}

/**
 * Whether the document in `range` is read as data, should anything in it be of interest: its file may hold manifests,
 * it names its kind or its file tells it, and it is not too large. A definition of a custom resource is not: it
 * describes fields and has no values. A change of any line of such a document may change what is found in all of it.
 */
export function isReadAsData(bytes: Uint8Array, path: string, range: Range = { start: 0, end: bytes.length }): boolean {
  const { start, end } = range;
  if (end - start > LARGEST_DOCUMENT || !mayHoldManifests(bytes, path)) return false;
  if (shapeOf(path) === 'Terraform') return isReadBlock(bytes, range);
  const document = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  if (!document.includes('kind:') && !document.includes('"kind"')) return shapeOf(path) !== undefined;
  return !document.includes('kind: CustomResourceDefinition') && !document.includes('"CustomResourceDefinition"');
}

/**
 * The document of a multi-document file that holds the byte at `offset`, without the `---` lines around it; of a list too
 * large to be read the object in it.
 */
export function documentAround(bytes: Uint8Array, offset: number): Part {
  const { start, end } = wholeDocument(bytes, offset);
  if (end - start <= LARGEST_DOCUMENT) return { start, end, item: false };
  const document = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  const part = partAround(document, offset - start);
  if (part === undefined) return { start, end, item: false };
  return { start: start + part.start, end: start + part.end, item: part.item };
}

function wholeDocument(bytes: Uint8Array, offset: number): Range {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let start = separatorBefore(buffer, offset);
  // The separator's own line may hold the beginning of the document: `--- # comment`, `--- !tag`.
  if (isSeparator(buffer, start)) start = lineEnd(buffer, start);
  // An empty document ends with the line break of the separator in front of it.
  return { start, end: Math.max(start, separatorAfter(buffer, Math.max(0, Math.max(start, offset) - 1))) };
}

/** Offset of the last `---` line that begins at or before `offset`, or 0. */
function separatorBefore(buffer: Buffer, offset: number): number {
  for (
    let at = buffer.lastIndexOf('\n---', offset);
    at >= 0;
    at = at === 0 ? -1 : buffer.lastIndexOf('\n---', at - 1)
  ) {
    if (isSeparator(buffer, at + 1) && at + 1 <= offset) return at + 1;
  }
  return 0;
}

function separatorAfter(buffer: Buffer, from: number): number {
  for (let at = buffer.indexOf('\n---', from); at >= 0; at = buffer.indexOf('\n---', at + 1)) {
    if (isSeparator(buffer, at + 1)) return at + 1;
  }
  return buffer.length;
}

/** Three dashes and then a blank or the end of the line. `----` is something else. */
function isSeparator(buffer: Buffer, at: number): boolean {
  const next = buffer[at + 3];
  return (
    buffer[at] === DASH && (next === undefined || next === NEWLINE || next === 0x0d || next === 0x20 || next === 0x09)
  );
}

/** Offset behind the line break of the line at `from`. */
function lineEnd(buffer: Buffer, from: number): number {
  const at = buffer.indexOf(NEWLINE, from);
  return at < 0 ? buffer.length : at + 1;
}

/**
 * Marks: places in a text that make its document worth reading as data. Told from a keyword's own line and the one on
 * each side, so that a mark is inherited where those lines are unchanged. Everything else a document might hold is found
 * in its text, or is nothing that data would tell better.
 */

import { latin1 } from '../bytes.js';
import { kindOf, nameAround } from '../generic/names.js';
import { endOfLine, startOfLine } from '../lines.js';

/** Wake this module beside the keywords of the generic engine: lower case. */
export const MANIFEST_KEYWORDS: readonly string[] = [
  'rbac.authorization',
  'encryptionconfig',
  'kubernetes_role',
  'kubernetes_cluster_role',
  'authorization',
  'cookie',
];

/** In informational runs also this one, of every object that runs containers. */
export const WORKLOAD_KEYWORD = 'containers:';

/**
 * Objects that are read whatever their values are called, by kind or group, when all of their document says that it is
 * worth it: a Secret often has no data, and most roles have nothing to do with Secrets.
 */
const OBJECTS: readonly { readonly name: RegExp; readonly worth: (document: Buffer) => boolean }[] = [
  { name: /^Secret$/, worth: (document) => DATA.some((field) => document.includes(field)) },
  { name: /^EncryptionConfig(uration)?$/, worth: (document) => document.includes('identity') },
  { name: /^rbac\.authorization\.k8s\.io$/, worth: isRiskyRole },
  { name: /^kubernetes_secret/, worth: (document) => document.includes('data') },
  { name: /^kubernetes_(cluster_)?role/, worth: isRiskyRole },
];

/** The fields of a Secret, and not the end of `metadata:`. */
const DATA = ['\ndata:', ' data:', '{data:', '"data"', 'tringData'];

/** May be a role that reads all Secrets, or a binding of the service account that every pod has. */
function isRiskyRole(document: Buffer): boolean {
  if (document.includes('Binding') || document.includes('role_binding'))
    return document.includes('default') && document.includes('ServiceAccount');
  const isOfCluster = document.includes('ClusterRole') || document.includes('cluster_role');
  return document.includes('*') || (isOfCluster && document.includes('secrets'));
}

/** Bytes of context looked at. */
const BEFORE = 24;
const NEWLINE = 0x0a;

const AROUND = 300;

const KIND = /(^|[\s"'{,])(kind|apiVersion)\\?["']?\s*:\s*\\?["']?$|(^|\n)resource[ \t]+"$/;
/** A variable of Terraform, whose default is its value. */
const VARIABLE = /(^|\n)variable[ \t]+"$/;
const NAMES = /(name|key|header|parameter|field)\\?["']?\s*[:=]\s*\\?["']?$/i;
/** A value that is written out, not a template or a variable. */
const VALUE = /(value|default)\\?["']?\s*[:=]\s*\\?["']?(?!\$[({]|\{\{)[^\s"'\\]/i;
const NEXT_ITEM = /^["']?\s*,?\s*(#[^\n]*)?\r?\n\s*(-\s|["'])|^["']?,\s*["']?[^\s\]]/;

/** Headers whose values are credentials, beside those that the names of credentials cover. */
const HEADERS = /^((proxy-)?authorization|(set-)?cookie)$/i;

/** Those of `hits` (offsets of keywords, ascending) that are marks. */
export function marksAmong(bytes: Uint8Array, hits: Iterable<number>): number[] {
  const marks: number[] = [];
  let after = 0;
  for (const hit of hits) {
    if (hit < after) continue;
    const name = nameAround(bytes, hit);
    after = name.end;
    if (isMark(bytes, name)) marks.push(hit);
  }
  return marks;
}

function isMark(bytes: Uint8Array, name: { start: number; end: number }): boolean {
  const text = latin1(bytes, name.start, name.end);
  if (text === 'containers') return true;
  const before = latin1(bytes, Math.max(0, name.start - BEFORE), name.start);
  if (VARIABLE.test(before)) return isCredentialName(text);
  if (KIND.test(before)) return OBJECTS.some((object) => object.name.test(text));
  if (NAMES.test(before)) return isCredentialName(text) && VALUE.test(linesAround(bytes, name));
  return text.startsWith('--') && NEXT_ITEM.test(latin1(bytes, name.end, name.end + AROUND)) && isCredentialName(text);
}

/** Whether a mark holds in its document: what only the whole of it can tell. */
export function isMarked(document: Buffer, { bytes, mark }: { bytes: Uint8Array; mark: number }): boolean {
  const { start, end } = nameAround(bytes, mark);
  const text = latin1(bytes, start, end);
  const object = OBJECTS.find(({ name }) => name.test(text));
  return object === undefined || object.worth(document);
}

export function isCredentialName(name: string): boolean {
  return HEADERS.test(name) || kindOf(name) !== undefined;
}

/** The rest of the name's line and the next one; the line before, too, where the name does not begin an item. */
function linesAround(bytes: Uint8Array, name: { start: number; end: number }): string {
  // Minified files have lines of megabytes.
  const [least, most] = [Math.max(0, name.start - AROUND), name.end + AROUND];
  const lineStart = startOfLine(bytes, name.start, least);
  const isWhole = lineStart === 0 || bytes[lineStart - 1] === NEWLINE;
  const begins = isWhole && /^\s*- /.test(latin1(bytes, lineStart, name.start));
  const start = begins ? name.end : startOfLine(bytes, Math.max(least, lineStart - 1), least);
  const end = endOfLine(bytes, endOfLine(bytes, name.end, most), most);
  return latin1(bytes, Math.max(start, name.start - AROUND), Math.min(end, name.end + AROUND));
}

/**
 * `name = value` in any language or format. Woken by keyword hits; walks bytes from the name to the value and judges it.
 * No regular expression runs over content: only over the few characters of a name or value that were cut out.
 */

import type { Confidence } from '../../model/detector.js';
import type { Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import { operatorAfter } from './assignment.js';
import { judge } from './judge.js';
import { isReader, kindOf, nameAround } from './names.js';
import { isGenerated, syntaxOf } from './syntax.js';
import { valueAfter } from './value.js';

export { GENERIC_KEYWORDS } from './keywords.js';

export interface GenericCandidate {
  /** Offsets of the value itself, without quotes. */
  readonly start: number;
  readonly end: number;
  readonly confidence: Confidence;
  readonly reasons: readonly string[];
}

export interface GenericInput {
  readonly bytes: Uint8Array;
  /** Offsets of keyword hits, ascending; there may be several in one name. */
  readonly hits: Uint32Array;
  /** Tells how values are written, and whether this is a test. */
  readonly path: string;
}

export function findGeneric({ bytes, hits, path }: GenericInput): GenericCandidate[] {
  if (isGenerated(path)) return [];
  const syntax = syntaxOf(path);
  const found: GenericCandidate[] = [];
  let after = 0;
  for (const hit of hits) {
    if (hit < after) continue;
    const name = nameAround(bytes, hit);
    after = name.end;
    const operator = operatorAfter(bytes, name);
    if (operator === undefined || isVariable(bytes, name) || isUserinfo(bytes, name) || isOfImage(bytes, name))
      continue;
    const text = latin1(bytes, name.start, name.end);
    const kind = kindOf(text);
    if (kind === undefined || (operator.kind === 'call' && isReader(text))) continue;
    const value = valueAfter(bytes, { name, operator, syntax });
    const judgement = value === undefined ? undefined : judge(value, { name: text, kind, path });
    if (value !== undefined && judgement !== undefined)
      found.push({ start: value.start, end: value.end, ...judgement });
  }
  return found;
}

/** `${NAME...`: where a value is read from, not where it is given. */
function isVariable(bytes: Uint8Array, { start }: Range): boolean {
  return bytes[start - 1] === 0x7b && bytes[start - 2] === 0x24;
}

/** `badge.svg?token=`: lets anybody who reads the page fetch that image, and nothing else. */
function isOfImage(bytes: Uint8Array, { start }: Range): boolean {
  return start >= 5 && bytes[start - 1] === 0x3f && latin1(bytes, start - 5, start - 1) === '.svg';
}

/** `scheme://token:`: what stands in an address, and what of it is secret, has detectors of its own. */
function isUserinfo(bytes: Uint8Array, { start }: Range): boolean {
  return bytes[start - 1] === 0x2f && bytes[start - 2] === 0x2f && bytes[start - 3] === 0x3a;
}

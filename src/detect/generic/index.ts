/**
 * `name = value` in any language or format. Woken by keyword hits; walks bytes from the name to the value and judges it.
 * No regular expression runs over content: only over the few characters of a name or value that were cut out.
 */

import type { Range } from '../../model/content.js';
import { latin1 } from '../bytes.js';
import { isLetter } from './characters.js';
import { operatorAfter, type Operator } from './assignment.js';
import { secretOf } from './credential.js';
import { judge, judgeQuickly, type Context, type Judgement, type Reported } from './judge.js';
import { mayOpenList, parallelValue, secondString } from './logins.js';
import { isLogin, isReader, kindOf, nameAround, type NameKind } from './names.js';
import { isGenerated, syntaxOf, type Syntax } from './syntax.js';
import { valuesAfter, type Value } from './value.js';

export { GENERIC_KEYWORDS } from './keywords.js';

/** With the offsets of the value itself, without quotes. */
export type GenericCandidate = Reported & Range;

/** A value that was weighed, whether or not it was found to be a credential. */
export type Weighed = Judgement & Range;

export interface GenericInput {
  readonly bytes: Uint8Array;
  /** Offsets of keyword hits, ascending; there may be several in one name. */
  readonly hits: Uint32Array;
  /** Tells how values are written, and whether this is a test. */
  readonly path: string;
}

/** The values that are credentials. */
export function findGeneric(input: GenericInput): GenericCandidate[] {
  return examine(input, judgeQuickly);
}

/** All values that are given to a credential's name, each weighed. */
export function weighGeneric(input: GenericInput): Weighed[] {
  return examine(input, judge);
}

function examine<Verdict extends object>(
  { bytes, hits, path }: GenericInput,
  judgeBy: (value: Value, context: Context) => Verdict | undefined,
): (Verdict & Range)[] {
  if (isGenerated(path)) return [];
  const syntax = syntaxOf(path);
  const judged: (Verdict & Range)[] = [];
  let after = 0;
  for (const hit of hits) {
    if (hit < after) continue;
    const name = nameAround(bytes, hit);
    after = name.end;
    if (isVariable(bytes, name) || isUserinfo(bytes, name) || isOfImage(bytes, name)) continue;
    if (isPublicByWord(bytes, name)) continue;
    const text = latin1(bytes, name.start, name.end);
    for (const { kind, value } of valuesOf(bytes, { name, text, syntax })) {
      const secret = secretOf(value, text, kind);
      const verdict = judgeBy(secret, { name: text, kind, path });
      if (verdict !== undefined) judged.push({ start: secret.start, end: secret.end, ...verdict });
    }
  }
  return judged;
}

interface Named {
  readonly name: Range;
  readonly text: string;
  readonly syntax: Syntax;
}

function valuesOf(bytes: Uint8Array, { name, text, syntax }: Named): { kind: NameKind; value: Value }[] {
  const login = mayOpenList(bytes, name.end) && isLogin(text) ? secondString(bytes, name) : undefined;
  if (login !== undefined) {
    const operator: Operator = { kind: 'words', end: login };
    return valuesAfter(bytes, { name, operator, syntax }).map((value) => ({ kind: 'login', value }));
  }
  const operator = operatorAfter(bytes, name);
  if (operator === undefined) return [];
  const kind = kindOf(text);
  if (kind === undefined || (operator.kind === 'call' && isReader(text))) return [];
  const parallel = operator.kind === 'assign' ? parallelValue(bytes, name, operator.end) : undefined;
  const place = { name, operator: parallel === undefined ? operator : { ...operator, end: parallel }, syntax };
  return valuesAfter(bytes, place).map((value) => ({ kind, value }));
}

/** `${NAME...`: where a value is read from, not where it is given. */
function isVariable(bytes: Uint8Array, { start }: Range): boolean {
  return bytes[start - 1] === 0x7b && bytes[start - 2] === 0x24;
}

/** `badge.svg?token=`: lets anybody who reads the page fetch that image, and nothing else. */
function isOfImage(bytes: Uint8Array, { start }: Range): boolean {
  return start >= 5 && bytes[start - 1] === 0x3f && latin1(bytes, start - 5, start - 1) === '.svg';
}

/** `Public key: ...` in running text, where the name is two words. */
function isPublicByWord(bytes: Uint8Array, { start }: Range): boolean {
  if (bytes[start - 1] !== 0x20 || !isLetter(bytes[start - 2])) return false;
  return /(^|[^a-z])(public|primary|foreign|fingerprint|gpg|pgp)$/i.test(
    latin1(bytes, Math.max(0, start - 16), start - 1),
  );
}

/** `scheme://token:`: what stands in an address, and what of it is secret, has detectors of its own. */
function isUserinfo(bytes: Uint8Array, { start }: Range): boolean {
  return bytes[start - 1] === 0x2f && bytes[start - 2] === 0x2f && bytes[start - 3] === 0x3a;
}

/** Whether a value given to a credential's name is a credential: evidence for and against, from the value's own shape. */

import type { Confidence } from '../../model/detector.js';
import { isPlaceholder, isStandIn } from '../checks/placeholder.js';
import type { NameKind } from './names.js';
import { isOrdinary, isReference } from './ordinary.js';
import { RANDOM, surprise, surpriseSpelt, VERY_RANDOM } from './randomness.js';
import { isCredentialFile, isTestPath } from './syntax.js';
import type { Value } from './value.js';

export interface Judgement {
  readonly confidence: Confidence;
  readonly reasons: readonly string[];
}

export interface Context {
  readonly name: string;
  readonly kind: NameKind;
  readonly path: string;
}

/** Fewer characters are no password that anybody should mind, and too few to tell a key by. */
const SHORTEST = { password: 6, key: 8, 'some key': 16 } as const;
const SHORTEST_KEPT = 4;

/** For letters alone, which may be few: abbreviations stay below. */
const NO_WORD = 5.3;

/** With fewer characters than this, a key must be more random to be believed. */
const FEW = 12;
const FEW_RANDOM = 5.5;

/** In a name: the value is for show, whatever the file. */
const MADE_UP = /fake|dummy|mock|sample|example|invalid|wrong|expired/i;

const JUDGES = { password: judgePassword, key: judgeKey, 'some key': judgeSomeKey };

/** `STEAM_KEY`: the variable of an environment, not a field of a record that has a digest for a key. */
const VARIABLE = /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/;

/** Undefined when the value is something else than a credential. */
export function judge(value: Value, context: Context): Judgement | undefined {
  const judgement = judgeShape(value, context);
  if (judgement === undefined || !isForShow(context)) return judgement;
  // Passwords in tests are made up; what looks like a real key may well be one.
  if (context.kind === 'password' || judgement.confidence === 'low') return undefined;
  return { confidence: 'low', reasons: [...judgement.reasons, 'in a test or example'] };
}

function isForShow({ name, path }: Context): boolean {
  return isTestPath(path) || MADE_UP.test(name);
}

function judgeShape(value: Value, { name, kind, path }: Context): Judgement | undefined {
  const { text } = value;
  const random = surprise(text);
  // What a call is given may be the name by which it finds the secret.
  if (value.wrapped && random < NO_WORD) return undefined;
  const likely = text.length >= SHORTEST[kind] && !isPlaceholder(text) && !isOrdinary(value, { name, kind });
  const judgement = likely ? JUDGES[kind](text, random, name) : undefined;
  return judgement ?? (kind === 'password' && isCredentialFile(path) ? judgeKept(text) : undefined);
}

/** A password in a file for passwords: weak ones count too, references to where it is kept do not. */
function judgeKept(text: string): Judgement | undefined {
  if (text.length < SHORTEST_KEPT || isStandIn(text) || isReference(text) || /\s/.test(text)) return undefined;
  return { confidence: 'medium', reasons: ['a password in a file for credentials'] };
}

function judgeKey(text: string, random: number): Judgement | undefined {
  const reasons = ['assigned to a name for a key or token'];
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    return { confidence: 'low', reasons: [...reasons, 'a UUID'] };
  if (/^[0-9a-f]{24,}$/i.test(text)) return { confidence: 'medium', reasons: [...reasons, 'random hexadecimal'] };
  const few = text.length < FEW;
  if (random < (few ? FEW_RANDOM : RANDOM) || !hasMixture(text, random)) return undefined;
  if (surpriseSpelt(text) < (few ? VERY_RANDOM : RANDOM) || (few && /[-_.]|^[0-9a-f]+$/i.test(text))) return undefined;
  const confidence = few ? 'low' : random >= VERY_RANDOM && text.length >= 20 ? 'high' : 'medium';
  return { confidence, reasons: [...reasons, 'looks random'] };
}

/** Keys of maps and of public kinds are words, numbers, UUIDs and digests. */
function judgeSomeKey(text: string, random: number, name: string): Judgement | undefined {
  const reasons = ['assigned to a name for some key'];
  if (VARIABLE.test(name) && /^([0-9a-f]{32}|[0-9A-F]{32})$/.test(text))
    return { confidence: 'medium', reasons: [...reasons, 'random hexadecimal'] };
  if (random < VERY_RANDOM || !/\d/.test(text) || !/[A-Za-z]/.test(text) || /^[0-9a-f-]+$/i.test(text))
    return undefined;
  return { confidence: 'medium', reasons: [...reasons, 'looks random'] };
}

function judgePassword(text: string, random: number): Judgement | undefined {
  const reasons = ['assigned to a name for a password'];
  const classes = classesOf(text);
  if (random >= VERY_RANDOM && classes >= 2 && text.length >= 8 && surpriseSpelt(text) >= VERY_RANDOM)
    return { confidence: 'high', reasons: [...reasons, 'looks random'] };
  if (classes >= 3 || (classes === 2 && /\d|[^A-Za-z0-9_.-]/.test(text))) {
    return { confidence: 'medium', reasons: [...reasons, 'mixes letters with digits or signs'] };
  }
  return random >= NO_WORD ? { confidence: 'low', reasons: [...reasons, 'is no word'] } : undefined;
}

/** Letters with digits, or both letter cases not in the manner of words, or letters that make no word. */
function hasMixture(text: string, random: number): boolean {
  return /\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)) || text.length >= 24 || random >= NO_WORD;
}

function classesOf(text: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((pattern) => pattern.test(text)).length;
}

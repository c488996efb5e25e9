/** Whether a value given to a credential's name is a credential: evidence for and against, from the value's own shape. */

import type { Confidence } from '../../model/detector.js';
import { isPlaceholder } from '../checks/placeholder.js';
import type { NameKind } from './names.js';
import { surprise } from './randomness.js';
import { isTestPath } from './syntax.js';
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
const SHORTEST = { password: 6, key: 12 } as const;

/** Bits a character above which a value is taken for random; words stay below 4. See `randomness.ts`. */
const RANDOM = 4.7;
const VERY_RANDOM = 5.2;

/** For letters alone, which may be few: abbreviations stay below. */
const NO_WORD = 5.3;

/** Undefined when the value is something else than a credential. */
export function judge(value: Value, context: Context): Judgement | undefined {
  const { text } = value;
  if (text.length < SHORTEST[context.kind] || isPlaceholder(text) || isOrdinary(text, context.name)) return undefined;
  const random = surprise(text);
  const judgement = context.kind === 'key' ? judgeKey(text, random) : judgePassword(text, random);
  if (judgement === undefined) return undefined;
  if (!isTestPath(context.path)) return judgement;
  // Passwords in tests are made up; what looks like a real key may well be one.
  if (context.kind === 'password' || judgement.confidence === 'low') return undefined;
  return { confidence: 'low', reasons: [...judgement.reasons, 'in a test or example'] };
}

function judgeKey(text: string, random: number): Judgement | undefined {
  const reasons = ['assigned to a name for a key or token'];
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    return { confidence: 'low', reasons: [...reasons, 'a UUID'] };
  if (/^[0-9a-f]{24,}$/i.test(text)) {
    return /^(.{1,8})\1+$/.test(text)
      ? undefined
      : { confidence: 'medium', reasons: [...reasons, 'random hexadecimal'] };
  }
  if (random < RANDOM || !hasMixture(text)) return undefined;
  const confidence = random >= VERY_RANDOM && text.length >= 20 ? 'high' : 'medium';
  return { confidence, reasons: [...reasons, 'looks random'] };
}

function judgePassword(text: string, random: number): Judgement | undefined {
  const reasons = ['assigned to a name for a password'];
  const classes = classesOf(text);
  if (random >= VERY_RANDOM && classes >= 2 && text.length >= 8)
    return { confidence: 'high', reasons: [...reasons, 'looks random'] };
  if (classes >= 3 || (classes === 2 && /\d|[^A-Za-z0-9_.-]/.test(text))) {
    return { confidence: 'medium', reasons: [...reasons, 'mixes letters with digits or signs'] };
  }
  return random >= NO_WORD ? { confidence: 'low', reasons: [...reasons, 'is no word'] } : undefined;
}

/** Letters with digits, or both letter cases not in the manner of words. */
function hasMixture(text: string): boolean {
  return /\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)) || text.length >= 24;
}

function classesOf(text: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((pattern) => pattern.test(text)).length;
}

/** Things that stand where a secret could and are none. */
function isOrdinary(text: string, name: string): boolean {
  return (
    /\s/.test(text) ||
    isReference(text) ||
    isExpression(text) ||
    isWords(text) ||
    isPathOrAddress(text) ||
    isPublic(text) ||
    isScalar(text) ||
    repeatsName(text, name)
  );
}

/** A pointer to where the secret is kept. */
function isReference(text: string): boolean {
  return (
    /^(env|vault|secret|secretref|ref\+\w+|op|ssm|arn|aws|gcp|azurekeyvault|keyring|file|keychain|pass|sops|doppler):/i.test(
      text,
    ) || /^(ENC\[|!|@|\$|%)/.test(text)
  );
}

/** Calls, indexing, member access, templates, concatenation. */
function isExpression(text: string): boolean {
  return /[({[]\S*[)}\]]|\(\)|::|=>|->|\$\{|%[sdv]|\{\d*\}|\\[nrtu"']|^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$|^[A-Za-z_][\w.]*[[(]|\+$|^\+|==|&&|\|\|/.test(
    text,
  );
}

/** Words with separators, in one letter case or capitalised: identifiers, headings, constants. */
function isWords(text: string): boolean {
  return /^[A-Za-z]+([-_.:/ ]+[A-Za-z]+)*[.:!?]*$/.test(text) && surprise(text) < VERY_RANDOM;
}

function isPathOrAddress(text: string): boolean {
  return /^(\.{0,2}\/|~\/|[A-Za-z]:\\)|:\/\/|^[\w.+-]+@[\w-]+\.[\w.-]+$|^\/|\.(pem|key|crt|json|ya?ml|txt|js|ts|py|html?|php|xml|properties|conf)$/i.test(
    text,
  );
}

/** Public by nature: certificates, public keys, encrypted values, hashes with their method in front. */
function isPublic(text: string): boolean {
  return /^(ssh-(rsa|ed25519|dss)|ecdsa-|-----BEGIN (CERT|PUBLIC)|sha\d+[-:=]|md5:|pbkdf2|sha1\$|phpass:|\$2[aby]\$|\$argon2|\{(SHA|SSHA|bcrypt|noop)\}|AgA|age1|vault:v\d)/i.test(
    text,
  );
}

/** Numbers, versions, dates, colours. */
function isScalar(text: string): boolean {
  return (
    /^[\d.,:+\-/ ]+$/.test(text) ||
    /^#?[0-9a-f]{6}$/i.test(text) ||
    /^0x[0-9a-f]{1,8}$/i.test(text) ||
    /^v?\d+(\.\d+)+/.test(text)
  );
}

/** `password: "password_field"`, `TOKEN = "token"`. */
function repeatsName(text: string, name: string): boolean {
  const fold = (value: string): string => value.toLowerCase().replace(/[^a-z]/g, '');
  const [value, named] = [fold(text), fold(name)];
  return value.length >= 4 && (named.includes(value) || (value.includes(named) && surprise(text) < RANDOM));
}

/** What stands where a secret could and is none: references, expressions, words, paths, public values, numbers. */

import { isPlaceholder, isStandIn } from '../checks/placeholder.js';
import type { NameKind } from './names.js';
import { RANDOM, surprise, VERY_RANDOM } from './randomness.js';
import type { Value } from './value.js';
import type { Trait } from './weights.js';

/** From here on, blanks are no sign of a sentence in what is this random. */
const LONG = 32;
const SALTED = 5.5;

/** Names of encodings, ciphers and signatures. */
const ALGORITHM =
  /^(utf-?(8|16|32)|us-ascii|latin-?1|iso-8859-\d+|(hmac|aws4|sha|aes|rsa|hs|rs|es|ps|md|gcm|cbc)[-_\d]*\d(-[\w-]+)?)$/i;

type Test = (value: Value, context: { readonly name: string; readonly kind: NameKind }) => boolean;

/** Each with the trait that it is. */
export const ORDINARY: readonly (readonly [Trait, Test])[] = [
  ['sentence', ({ text }) => isSentence(text)],
  ['reference', ({ text }) => isReference(text)],
  ['expression', ({ text, quoted }) => (quoted ? isTemplate(text) && !isSalt(text) : isExpression(text))],
  ['words', ({ text }) => isWords(text)],
  ['path', ({ text }) => isPathOrAddress(text)],
  ['public', ({ text }) => isPublic(text)],
  ['scalar', ({ text }) => isScalar(text)],
  ['label', ({ text }) => isLabel(text)],
  ['algorithm', ({ text }) => ALGORITHM.test(text)],
  ['pattern', ({ text }) => isPattern(text)],
  ['encoded words', ({ text }) => isEncodedWords(text)],
  ['part of name', ({ text }, { name }) => isPartOf(text, name)],
  // `AdminPassword123` is a password that people set; a token with its own name in it is made up.
  [
    'repeats name',
    ({ text }, { name, kind }) => repeatsName(text, name) && !(kind === 'password' && /\d{3}/.test(text)),
  ],
];

/** Blanks, but in something long that is as random as the salts of a generated configuration. */
function isSentence(text: string): boolean {
  return /\s/.test(text) && !isSalt(text);
}

function isSalt(text: string): boolean {
  return text.length >= LONG && surprise(text) >= SALTED;
}

/** A pointer to where the secret is kept. */
export function isReference(text: string): boolean {
  return (
    /^(env|vault|secret|secretref|ref\+\w+|op|ssm|arn|aws|gcp|azurekeyvault|keyring|file|keychain|pass|sops|doppler):/i.test(
      text,
    ) ||
    // What a build is to mount: `--secret id=npm,src=...`.
    /^(id|type|src|source|env|target)=/.test(text) ||
    /^["']?\$[A-Za-z_{(]|^(ENC\[|![A-Za-z][\w./-]*$|@[\w.-]+$|\$[A-Za-z_{(]|%[A-Za-z_]+%?$)/.test(text)
  );
}

/** Calls, indexing, member access, templates, concatenation. */
function isExpression(text: string): boolean {
  const opening = text.search(/[({[]/);
  if (opening >= 0 && Math.max(...[')', '}', ']'].map((bracket) => text.lastIndexOf(bracket))) > opening) return true;
  return /::|=>|->|\$\{|%[sdv]|\{\d*\}|\\[nrtux"']|^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$|^[A-Za-z_][\w.]*[[(]|\+$|^\+|==[^=]|&&|\|\||^\(/.test(
    text,
  );
}

/** What a string may hold of an expression: places to fill in, escapes, a dotted name, a call. */
function isTemplate(text: string): boolean {
  return /^[[{]["'\w]*["':]|^\(+[\w/-]+\)+$|\$\{|#\{|%[sdv]|\{\d*\}|\\[nrtux"']|\(\)|\w\($|^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(
    text,
  );
}

/** Words with separators, in one letter case or capitalised: identifiers, headings, constants. */
function isWords(text: string): boolean {
  return (
    (/^[A-Za-z]+([-_.:/ ]+[A-Za-z]+)*[-_.:/!?]*$/.test(text) && surprise(text) < VERY_RANDOM) ||
    // A list of rules for a form: `required|min:8`.
    /^[a-z_]+(\|[a-z_]+(:[\w,]+)?)+$/.test(text)
  );
}

function isPathOrAddress(text: string): boolean {
  return (
    isLongPath(text) ||
    /^(\.{0,2}\/|~\/|[A-Za-z]:\\)|:\/\/|^[\w.+-]+@[\w-]+\.[\w.-]+$|^\/|\.(pem|key|crt|json|ya?ml|txt|js|ts|py|html?|php|xml|properties|conf)$/i.test(
      text,
    )
  );
}

/** Many short parts between slashes, of which base64 has few. */
function isLongPath(text: string): boolean {
  const slashes = text.split('/').length - 1;
  return slashes >= 4 && text.length < 16 * slashes;
}

/** Public by nature: certificates, public keys, encrypted values, hashes with their method in front, greetings of NTLM, the header of a
 * JSON Web Token without the rest. */
function isPublic(text: string): boolean {
  return /^(ssh-(rsa|ed25519|dss)|ecdsa-|-----BEGIN (CERT|PUBLIC)|sha\d+[-:=]|md5:|pbkdf2|sha1\$|phpass:|\$(2[aby]|[156y]|apr1)\$|\$argon2|\{(SHA|SSHA|CRYPT|bcrypt|noop)\}|AgA|age1|ENC[[(]|\{enc\}|vault:v\d|TlRMTVNTUAA[BC]|eyJ(hbGciOi|0eXAiOi)[\w-]*\.{0,3}$)/i.test(
    text,
  );
}

/** Text of a form in some language, such as `Passwort:`: ends in a colon, or has letters outside ASCII and no digit. */
function isLabel(text: string): boolean {
  return text.endsWith(':') || (/[\x80-\xff]/.test(text) && !/\d/.test(text));
}

/** Base64 of words or of a placeholder, as the Secrets of tutorials have it. */
function isEncodedWords(text: string): boolean {
  const plain = plainOf(text);
  return plain !== undefined && (isPlaceholder(plain) || isWords(plain) || /^\w{1,8}:?$/.test(plain));
}

/** Base64 of what stands in for a value, of something encrypted or of a reference. */
export function encodesNone(text: string): boolean {
  const plain = plainOf(text);
  return plain !== undefined && (isStandIn(plain) || isPublic(plain) || isReference(plain));
}

/** What is readable once base64 is undone. */
function plainOf(text: string): string | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const plain = Buffer.from(text, 'base64').toString('latin1').trimEnd();
  return /^[\x20-\x7e]+$/.test(plain) ? plain : undefined;
}

/** That many characters, so few of them different: no key. */
const MANY = 12;
const FEW_DIFFERENT = 5;

/** `12345678abcdefgh`, `a1b2c3d4`, `abcabcabc`: typed along the keyboard or the alphabet, or one unit over and over. */
function isPattern(text: string): boolean {
  const folded = text.toLowerCase().replace(/=+$/, '');
  if (folded.length >= MANY && new Set(folded).size <= FEW_DIFFERENT) return true;
  let successors = 0;
  for (let at = 1; at < folded.length; at++) {
    const code = folded.charCodeAt(at);
    if (code - folded.charCodeAt(at - 1) === 1 || code - folded.charCodeAt(at - 2) === 1) successors++;
  }
  if (successors >= 0.6 * folded.length) return true;
  for (let unit = 1; unit <= 8 && unit * 2 <= folded.length; unit++) {
    if (folded.slice(unit) === folded.slice(0, -unit)) return true;
  }
  return false;
}

/** Numbers, versions, dates, colours. */
function isScalar(text: string): boolean {
  return (
    (/^[\d.,:+\-/ ]+$/.test(text) && /\D/.test(text)) ||
    /^#[0-9a-f]{6}$/i.test(text) ||
    /^0x[0-9a-f]{1,8}$/i.test(text) ||
    /^v?\d+(\.\d+)+/.test(text)
  );
}

/** `SHA256_PASSWORD = "sha256_password"`. */
function isPartOf(text: string, name: string): boolean {
  const fold = (value: string): string => value.toLowerCase().replace(/[^a-z0-9]/g, '');
  return text.length >= 4 && fold(name).includes(fold(text));
}

/** `password: "password_field"`, `TOKEN = "token"`. */
function repeatsName(text: string, name: string): boolean {
  const fold = (value: string): string => value.toLowerCase().replace(/[^a-z]/g, '');
  const [value, named] = [fold(text), fold(name)];
  return (
    value.length >= 4 &&
    (named.includes(value) || (value.includes(named) && (surprise(text) < RANDOM || /^[A-Z_]+$/.test(text))))
  );
}

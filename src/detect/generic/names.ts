/** Identifiers: the whole name around a keyword, and whether it names a credential or something about one. */

import { latin1 } from '../bytes.js';

/** What kind of value a name announces. A password may be a word with a digit; a key or token is random. */
export type NameKind = 'password' | 'key';

/** Longest identifier looked at. */
const LONGEST_NAME = 120;

/** Last words of a name that make it a password. */
const PASSWORDS = new Set(
  'password passwd passwort passphrase passcode pwd pass userpass dbpass rootpass contrasena motdepasse passe wachtwoord senha pw identified'.split(
    ' ',
  ),
);

/** Last words of a name that make it a key or token. */
const KEYS = new Set(
  'secret token apikey authkey accesskey privatekey secretkey accountkey masterkey signingkey encryptionkey apitoken authtoken accesstoken clientsecret appsecret credential credentials'.split(
    ' ',
  ),
);

/** Before `key`, these make it a credential: a bare `key` is any key. */
const KEY_QUALIFIERS = new Set(
  'api access secret private auth nonce in oauth cipher crypto aes account master signing encryption encrypt crypt shared storage service app application session client consumer webhook hmac jwt security license deploy admin root subscription'.split(
    ' ',
  ),
);

/** Last words that say nothing about what the value is: `password1`, `TOKEN_PROD`, `secretValue`. */
const FILLERS = new Set(
  'value val text string str plain raw base64 b64 encoded prod production dev development test testing staging stage qa live default new old current base env local main primary secondary arg param literal'.split(
    ' ',
  ),
);

export interface Name {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The identifier that holds the byte at `at`: letters, digits, `_`, `-`, `.` and `$`. */
export function nameAround(bytes: Uint8Array, at: number): Name {
  let start = at;
  while (start > 0 && at - start < LONGEST_NAME && isNameByte(bytes[start - 1])) start--;
  let end = at;
  while (end < bytes.length && end - at < LONGEST_NAME && isNameByte(bytes[end])) end++;
  return { start, end, text: latin1(bytes, start, end) };
}

/** What the name announces, or undefined when it names something else: a flag, a length, a URL, a field. */
export function kindOf(name: string): NameKind | undefined {
  const words = wordsOf(name);
  while (words.length > 1 && isFiller(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (PASSWORDS.has(last)) return 'password';
  if (KEYS.has(last)) return 'key';
  if (last === 'key' && (KEY_QUALIFIERS.has(before) || KEYS.has(before))) return 'key';
  if (last === 'id' && before === 'secret') return 'key';
  if (last === 'salt' && KEY_QUALIFIERS.has(before)) return 'key';
  return undefined;
}

/** Words of the last part of a dotted name, lower case, split at separators and at capitals. */
function wordsOf(name: string): string[] {
  const last =
    name
      .replace(/[.\-_$]+$/, '')
      .split('.')
      .at(-1) ?? '';
  return last
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => (/[a-z]/.test(word) ? word.replace(/\d+$/, '') : word))
    .filter(Boolean);
}

function isFiller(word: string): boolean {
  return FILLERS.has(word) || /^\d+$/.test(word);
}

function isNameByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x24
  );
}

/** Identifiers: the whole name around a keyword, and whether it names a credential or something about one. */

import type { Range } from '../../model/content.js';
import { BACKSLASH } from './characters.js';

/**
 * What kind of value a name announces. A password may be a word with a digit; a key or token is random; `some key` is any
 * kind of key, and only a value that can be nothing else makes it a credential; `login` takes a user and a password.
 */
export type NameKind = 'password' | 'key' | 'some key' | 'login';

/** 1 for the bytes of identifiers: ASCII, and letters of other scripts in UTF-8, but not its punctuation (E2, EF). */
const NAME_BYTES = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9_.$\-\x80-\xff]/.test(String.fromCharCode(byte)) && byte !== 0xe2 && byte !== 0xef ? 1 : 0,
);

/** Longest identifier looked at. */
const LONGEST_NAME = 120;

/** Last words of a name that make it a password. */
const PASSWORDS = new Set(
  (
    'password passwd passwort kennwort passphrase passcode pwd psw pass passw userpass dbpass rootpass storepass keypass contrasena clave ' +
    'motdepasse passe wachtwoord senha pw identified parola haslo heslo jelszo losenord salasana sifre kodeord sandi'
  ).split(' '),
);

/** Words for a password in other scripts, at the end of a name: these are written without separators. */
const OTHER_SCRIPTS = /(пароль|密码|密碼|口令|パスワード|비밀번호)$/;

/** Letters that are not an ASCII letter with a mark. */
const SPECIAL: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', ı: 'i', ß: 'ss' };

/** Written without a separator: `PGPASSWORD`, `newpassword`. */
const PASSWORD_ENDING = /(password|passwd|passphrase)$/;

/** Last words of a name that make it a key or token. */
const KEYS = new Set(
  'secret token apikey authkey accesskey privatekey secretkey accountkey masterkey signingkey encryptionkey apitoken authtoken accesstoken clientsecret appsecret nkey credential credentials authorization'.split(
    ' ',
  ),
);

/** Any of these may be a key to something, or the key of an entry. */
const SOME_KEYS = new Set(['key', 'keys', 'auth']);

/** Written without a separator: `noncekey`, `idkey`. */
const KEY_ENDING = /[a-z]{2}key$/;
const OTHER_ENDINGS =
  /(hot|mon|tur|whis|joc|don|hoc|lac|short|dis|repo|pub|public|foreign|primary|cache|host|sort|map)key$/;

/** Calls and fields that take a user and a password: `login("shop", "...")`, `auth=("shop", "...")`. */
const LOGINS =
  /^(log_?in|sign_?in|authenticate|auth|basic_?auth|http_?basic_?auth|set_?basic_?auth|set_?credentials|(username_?password|network|basic|http|user|plain)?_?credentials?|plain_?auth(enticator)?|username_?password_?(credentials?|authentication_?token|authentication))$/;

/** A list, as in `api_tokens: ["..."]`, unless the word before says that they are counted. */
const PLURALS = new Set(['passwords', 'secrets', 'tokens', 'apikeys']);
const COUNTED = new Set(
  'max min num number total count input output prompt completion stop special used cached'.split(' '),
);

/** Words before `token`, `key` or `credential` of what everybody may see, or of what is good for one request. */
const PUBLIC = new Set(
  'public pub amz csrf xsrf authenticity next page previous prev continuation pagination sync cursor asset change starting update lock idempotency cancellation cancel'.split(
    ' ',
  ),
);

/** Anywhere in a name, these say that the value is a digest or cannot be read. */
const DIGESTS = new Set('sha md5 digest hashed bcrypt encrypted crypted fingerprint thumbprint'.split(' '));

/** Before `key`, these make it a credential: a bare `key` is any key. */
const KEY_QUALIFIERS = new Set(
  'api access secret private certificate auth nonce in oauth cipher crypto aes account master signing encryption encrypt crypt shared storage service app application session client consumer webhook hmac jwt security license deploy admin root subscription'.split(
    ' ',
  ),
);

/** Before `key`, these make it one that opens nothing: of a map, a table, a cache, a message, a keyboard. */
const OTHER_KEYS = new Set(
  'primary foreign unique cache sort partition shard group row object map hash index lookup dict json attribute field column record entry item data state routing config setting settings option property metadata translation message label i18n locale resource event shortcut hot arrow enter escape tab modifier press idempotency dedup repo host known site ssh gpg pgp rsa verify verification answer etag integrity checksum digest trust test'.split(
    ' ',
  ),
);

/** Last words that say nothing about what the value is: `password1`, `TOKEN_PROD`, `secretValue`. */
const FILLERS = new Set(
  'confirmation confirm v value val text string str plain raw base64 b64 encoded prod production dev development test testing staging stage qa live default new old current base env local main primary secondary arg param literal'.split(
    ' ',
  ),
);

/** The identifier at a keyword: letters, digits, `_`, `-`, `.` and `$`. */
export function nameAround(bytes: Uint8Array, hit: number): Range {
  // A keyword may begin with a sign: `<pass`.
  const at = isNameByte(bytes[hit]) ? hit : hit + 1;
  let start = at;
  while (start > 0 && at - start < LONGEST_NAME && isNameByte(bytes[start - 1])) start--;
  // The letter of an escape inside a string: `"id: 1\nsecret: ..."`.
  if (start < at && bytes[start - 1] === BACKSLASH && ESCAPES.includes(bytes[start] ?? 0)) start++;
  let end = at;
  while (end < bytes.length && end - at < LONGEST_NAME && isNameByte(bytes[end])) end++;
  return { start, end };
}

/** `n`, `r`, `t`. */
const ESCAPES = [0x6e, 0x72, 0x74];

/** Words at the beginning of a function's name that say that its argument is not the secret. */
const READERS =
  /^(get|is|has|find|read|fetch|load|lookup|generate|create|make|new|random|hash|encode|decode|encrypt|decrypt|validate|verify|check|match|compare|require|assert|expect|test|forgot|reset|delete|remove|revoke|parse|format|contains)([A-Z_]|$)/;

/** `getPassword`, `config.readToken`: a function that finds or makes a credential, or works on one. */
export function isReader(name: string): boolean {
  return READERS.test(name.slice(name.lastIndexOf('.') + 1));
}

/** A call or field that takes a user and a password. */
export function isLogin(name: string): boolean {
  if (!/log|sign|auth|cred/i.test(name)) return false;
  const last = name.split(/\.|->|::/).at(-1) ?? '';
  return LOGINS.test(last.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase());
}

/** What the name announces, or undefined when it names something else: a flag, a length, a URL, a field. */
export function kindOf(name: string): NameKind | undefined {
  if (KNOWN.size > MOST_KNOWN) KNOWN.clear();
  if (!KNOWN.has(name)) KNOWN.set(name, announced(name));
  return KNOWN.get(name);
}

/** Names come again and again. */
const KNOWN = new Map<string, NameKind | undefined>();
const MOST_KNOWN = 10_000;

function announced(name: string): NameKind | undefined {
  const words = wordsOf(name);
  while (words.length > 1 && isFiller(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (PUBLIC.has(before) || words.some((word) => DIGESTS.has(word) || word === 'public')) return undefined;
  if (PASSWORDS.has(last) || PASSWORD_ENDING.test(last) || OTHER_SCRIPTS.test(last)) return 'password';
  if (KEYS.has(last) || (PLURALS.has(last) && !COUNTED.has(before))) return 'key';
  if (last === 'key' && (KEY_QUALIFIERS.has(before) || KEYS.has(before))) return 'key';
  if (SOME_KEYS.has(last) && !OTHER_KEYS.has(before)) return 'some key';
  if (KEY_ENDING.test(last) && !OTHER_ENDINGS.test(last)) return 'some key';
  if (last === 'id' && before === 'secret') return 'key';
  if (last === 'salt' && KEY_QUALIFIERS.has(before)) return 'key';
  return undefined;
}

/** Words of the last part of a dotted name, lower case and without accents, split at separators and at capitals. */
function wordsOf(name: string): string[] {
  const last =
    name
      .replace(/[.\-_$]+$/, '')
      .split('.')
      .at(-1) ?? '';
  return (/[\x80-\xff]/.test(last) ? withoutAccents(last) : last)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9\u00a0-\uffff]+/)
    .map((word) => (/[a-z]/.test(word) ? word.replace(/\d+$/, '') : word))
    .filter(Boolean);
}

/** The name, which holds the bytes of UTF-8, as text with the marks taken off its letters. */
function withoutAccents(name: string): string {
  return Buffer.from(name, 'latin1')
    .toString('utf8')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[łøıß]/g, (letter) => SPECIAL[letter] ?? letter);
}

function isFiller(word: string): boolean {
  return FILLERS.has(word) || /^\d+$/.test(word);
}

function isNameByte(byte: number | undefined): boolean {
  return byte !== undefined && NAME_BYTES[byte] === 1;
}

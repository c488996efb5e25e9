/**
 * OpenSSH private keys that a passphrase protects: the cipher's name is the first field behind the magic.
 * https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 */

import { fromBase64 } from './text.js';

const MAGIC = 'openssh-key-v1\0';
/** Length of the field that says how long the cipher's name is. */
const LENGTH_FIELD = 4;
/** Base64 characters that hold the magic and the longest cipher's name. */
const BEGINNING = 80;

/** True for a block whose cipher is not `none`. Takes the block as it stands in source code. */
export function isEncryptedOpensshKey(secret: string): boolean {
  const begin = secret.indexOf('KEY-----') + 'KEY-----'.length;
  // A plus behind a quote joins strings; any other is base64.
  const base64 = secret.slice(begin).replace(/\\[nrt]|["'`]\s*\+|[^A-Za-z0-9+/]/g, '');
  const text = fromBase64(base64.slice(0, BEGINNING)).toString('latin1');
  if (!text.startsWith(MAGIC)) return false;
  return !text.startsWith('none', MAGIC.length + LENGTH_FIELD);
}

/**
 * Private keys in PEM armour (RFC 7468, RFC 1421, OpenSSH's PROTOCOL.key): whether the body is a key and not an ellipsis.
 * Takes the block as it stands in source code: with `\n` escapes, quotes, indentation and string concatenation.
 */

import { fromBase64 } from './text.js';

/** Characters of base64 that a key has at least: an Ed25519 key in PKCS #8 is 64. */
const LEAST_BODY = 40;
/** The share of lines that are neither a header nor base64: a comment, a line number. */
const MOST_JUNK = 0.2;
const OPENSSH_MAGIC = 'openssh-key-v1\0';
const DER_SEQUENCE = 0x30;

/** A block whose body decodes to what its label promises; encrypted bodies in the old style count. */
export function isPemPrivateKey(secret: string): boolean {
  const body = bodyOf(secret);
  if (body === undefined) return false;
  const { label, base64, encrypted } = body;
  if (base64.length < LEAST_BODY) return false;
  const bytes = fromBase64(base64.slice(0, 64));
  if (label.startsWith('OPENSSH')) return bytes.toString('latin1').startsWith(OPENSSH_MAGIC);
  return encrypted || bytes[0] === DER_SEQUENCE;
}

/** Armour around anything but DER (PGP, SSH2): the body is base64 of some length. */
export function hasArmouredBody(secret: string): boolean {
  return (bodyOf(secret)?.base64.length ?? 0) >= LEAST_BODY;
}

function bodyOf(secret: string): { label: string; base64: string; encrypted: boolean } | undefined {
  const found = /^-{4,5} ?BEGIN ([A-Z0-9 ]+?) ?-{4,5}([\s\S]*?)-{4,5} ?END /.exec(secret);
  if (found === null) return undefined;
  const [, label = '', inside = ''] = found;
  const text = inside.replace(/\\[nrt]/g, '\n').trim();
  // On one line, as in an environment file, blanks stand for the line breaks.
  const lines = text
    .split(text.includes('\n') ? '\n' : /\s/)
    .map(unquoted)
    .filter((line) => line !== '');
  // Beside `Name: value` lines, the checksum of PGP armour.
  const headers = lines.filter((line) => line.includes(':') || line.startsWith('='));
  const base64 = lines.filter((line) => /^[A-Za-z0-9+/]+=*$/.test(line));
  // Programs that read keys hold both markers, with something else between them.
  if (lines.length - headers.length - base64.length > lines.length * MOST_JUNK) return undefined;
  return {
    label,
    base64: base64.join(''),
    encrypted: headers.some((line) => line.includes('ENCRYPTED')),
  };
}

/** Without the quotes and the `+` of a string that is put together over several lines. */
function unquoted(line: string): string {
  const bare = line.replace(/["'`,;\\]/g, '').trim();
  return bare.replace(/^\+(\s+|$)|\s+\+$/g, '').trim();
}

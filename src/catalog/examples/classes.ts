/** The character classes of examples, and for each the nearest characters outside: what a loosened pattern would let in. */

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

export interface CharacterClass {
  readonly alphabet: string;
  /** One character for each way in which the class is commonly widened. */
  readonly outsiders: string;
}

export const CLASSES: Readonly<Record<string, CharacterClass>> = {
  digits: { alphabet: DIGITS, outsiders: 'aA' },
  hex: { alphabet: `${DIGITS}abcdef`, outsiders: 'gA' },
  HEX: { alphabet: `${DIGITS}ABCDEF`, outsiders: 'Ga' },
  lower: { alphabet: LOWER, outsiders: 'A0' },
  upper: { alphabet: UPPER, outsiders: 'a0' },
  'alnum-lower': { alphabet: DIGITS + LOWER, outsiders: 'A_' },
  'alnum-upper': { alphabet: DIGITS + UPPER, outsiders: 'a_' },
  base62: { alphabet: DIGITS + UPPER + LOWER, outsiders: '_-' },
  base62_: { alphabet: `${DIGITS}${UPPER}${LOWER}_`, outsiders: '-' },
  crypt: { alphabet: `${DIGITS}${UPPER}${LOWER}./`, outsiders: '_' },
  base64url: { alphabet: `${DIGITS}${UPPER}${LOWER}_-`, outsiders: '.' },
  unreserved: { alphabet: `${DIGITS}${UPPER}${LOWER}_~.-`, outsiders: '!' },
  base64: { alphabet: `${DIGITS}${UPPER}${LOWER}+/`, outsiders: '_-' },
  base32: { alphabet: `${UPPER}234567`, outsiders: '1a' },
  letters: { alphabet: UPPER + LOWER, outsiders: '0_' },
  hexany: { alphabet: `${DIGITS}abcdefABCDEF`, outsiders: 'gG' },
  bech32: { alphabet: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', outsiders: 'B1q' },
  base58: { alphabet: '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', outsiders: '0_' },
};

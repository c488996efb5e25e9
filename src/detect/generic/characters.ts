/** The few characters that names and values are cut out at, as bytes. */

export const NEWLINE = 0x0a;
export const BACKSLASH = 0x5c;

/** The most blanks that are walked over between the parts of an assignment. */
export const SLACK = 40;

export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** Also true at the end of the content. */
export function isLineEnd(byte: number | undefined): boolean {
  return byte === undefined || byte === NEWLINE || byte === 0x0d;
}

export function isQuote(byte: number | undefined): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x60;
}

export function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

export function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at - from < SLACK && isBlank(bytes[at])) at++;
  return at;
}

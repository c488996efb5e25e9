/** The few characters that names and values are cut out at, as bytes. */

export const NEWLINE = 0x0a;
export const BACKSLASH = 0x5c;

/** The most blanks that are walked over between the parts of an assignment. */
export const SLACK = 40;

/** Quotation marks of more than one byte: in HTML, in text that a word processor made, and in Markdown. */
const MARKS: readonly (readonly [open: string, close: string])[] = [
  ['&quot;', '&quot;'],
  ['&#34;', '&#34;'],
  ['&#39;', '&#39;'],
  ['\xe2\x80\x98', '\xe2\x80\x99'],
  ['\xe2\x80\x9c', '\xe2\x80\x9d'],
  ['``', '``'],
];

/** The mark that opens or closes at `at`, and the one that closes what it opens; Latin-1 of UTF-8. */
export function markAt(bytes: Uint8Array, at: number): { readonly length: number; readonly close: string } | undefined {
  const byte = bytes[at];
  if (byte !== 0x26 && byte !== 0xe2 && byte !== 0x60) return undefined;
  for (const [open, close] of MARKS) {
    if (startsWith(bytes, at, open) || startsWith(bytes, at, close)) return { length: open.length, close };
  }
  return undefined;
}

export function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

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

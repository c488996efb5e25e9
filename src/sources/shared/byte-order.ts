/** The order of texts by their UTF-8 bytes: git's and the file system's, and the same on every machine. */

const FIRST_SURROGATE = 0xd800;

/** Negative, zero or positive. Differs from comparing strings with `<` only beyond U+FFFF. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    // A surrogate is half of a character that comes after all others.
    if (x !== y) return weight(x) - weight(y);
  }
  return a.length - b.length;
}

function weight(unit: number): number {
  return unit >= FIRST_SURROGATE && unit <= 0xdfff ? unit + 0x10000 : unit;
}

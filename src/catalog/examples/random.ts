/** A small seeded generator, so that every run expands an example to the same text. */

/** Whole numbers in [0, bound). */
export type Random = (bound: number) => number;

/** mulberry32 (Tommy Ettinger, public domain), seeded with the FNV-1a hash of a text. */
export function createRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

/** `length` characters of `alphabet`; never twice the same one in a row, which keeps the entropy up. */
export function pick(random: Random, alphabet: string, length: number): string {
  let text = '';
  while (text.length < length) {
    const character = alphabet[random(alphabet.length)] ?? '';
    if (!text.endsWith(character) || alphabet.length === 1) text += character;
  }
  return text;
}

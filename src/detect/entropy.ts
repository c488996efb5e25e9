/** Shannon entropy of a short text. */

/** Bits per character of a Latin-1 string: 0 for one repeated character, log2(n) for n different ones. */
export function shannonEntropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** What the prefilter must find, said in the plainest way: the oracle for its WebAssembly kernel. */

/** All (offset, keyword index) pairs, ordered by offset, then by index. */
export function findKeywords(bytes: Uint8Array, keywords: readonly string[]): [number, number][] {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const found: [number, number][] = [];
  keywords.forEach((keyword, index) => {
    for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) found.push([at, index]);
  });
  return found.toSorted(([a, i], [b, j]) => a - b || i - j);
}

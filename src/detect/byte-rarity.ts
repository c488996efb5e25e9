/**
 * How common a byte is in source code and configuration, letter case folded. Used to choose the part of a keyword that
 * the prefilter looks for. Rough on purpose: only the order matters.
 */

/** From the most to the least common in source code and configuration: counted once, letter case folded. */
const COMMON_FIRST = ' etsranoicdupl."()mf,h;:=/yg{}zxvb_k>w$j`[]0?<1-|24*q6!&3\\59\'@+78%^#~';

const RARITY = new Uint8Array(256).fill(1);
for (let rank = 0; rank < COMMON_FIRST.length; rank++) {
  RARITY[COMMON_FIRST.charCodeAt(rank)] = COMMON_FIRST.length - rank;
}

/** Higher is more common; 1 for a byte outside the list. `byte` in lower case. */
export function byteRarity(byte: number): number {
  return RARITY[byte] ?? 1;
}

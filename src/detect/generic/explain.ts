/** Why a value was or was not taken for a credential: the whole judgement of every assignment in a text, for people. */

import { latin1 } from '../bytes.js';
import { GENERIC_KEYWORDS, weighGeneric, type Weighed } from './index.js';

/** All assignments to names for credentials, each with its evidence, also those that are not reported. */
export function explainAssignments(bytes: Uint8Array, path: string): Weighed[] {
  return weighGeneric({ bytes, hits: hitsIn(bytes), path });
}

/** One file is small enough to look for one keyword after the other. */
function hitsIn(bytes: Uint8Array): Uint32Array {
  const text = latin1(bytes).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const hits = new Set<number>();
  for (const keyword of GENERIC_KEYWORDS) {
    for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) hits.add(at);
  }
  return Uint32Array.from(hits).toSorted();
}

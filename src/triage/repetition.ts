/** The same secret at the same place, reported twice: a path that was named twice, or two encodings of one text. */

import { placeOf } from '../model/provenance.js';
import type { Step } from './step.js';

export function createRepetition(): Step {
  const seen = new Set<string>();
  return ({ fingerprint, provenance, location }) => {
    const place = JSON.stringify([fingerprint, ...placeOf(provenance), location.startLine, location.startColumn]);
    if (seen.has(place)) return { state: 'suppressed', by: 'repetition', reason: 'reported before at the same place' };
    seen.add(place);
    return undefined;
  };
}

/** The same secret at the same place, reported twice: a path that was named twice, or two encodings of one text. */

import { placeOf } from '../model/provenance.js';
import type { Finding, Verdict } from '../model/finding.js';
import type { Step } from './step.js';

export function createRepetition(): Step {
  const seen = new Set<string>();
  function judge({ fingerprint, provenance, location }: Finding): Verdict | undefined {
    const place = JSON.stringify([fingerprint, ...placeOf(provenance), location.startLine, location.startColumn]);
    if (seen.has(place)) return { state: 'suppressed', by: 'repetition', reason: 'reported before at the same place' };
    seen.add(place);
    return undefined;
  }
  return { judge };
}

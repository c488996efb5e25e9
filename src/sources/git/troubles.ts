/** Objects that are missing or broken, in words. */

import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import type { Trouble } from './history.js';
import { AbsentObject } from './objects.js';

/** Ids that are named in one message. */
const MOST_NAMED = 5;

/**
 * Objects that are missing or broken, summed up: a partial clone may lack thousands, and a broken pack breaks all that is
 * in it. `what` names them, such as `blobs`.
 */
export function collectTroubles(what: string): { add: Trouble; problems(): Generator<Problem> } {
  const absent = new Set<string>();
  const corrupt = new Map<string, Set<string>>();
  return {
    add(id, error) {
      if (error instanceof AbsentObject) {
        absent.add(id);
        return;
      }
      const reason = reasonOf(error);
      corrupt.set(reason, (corrupt.get(reason) ?? new Set()).add(id));
    },
    *problems() {
      if (absent.size > 0) yield absentProblem([...absent], what);
      for (const [reason, ids] of corrupt) yield corruptProblem([...ids], reason);
    },
  };
}

export function brokenPack(file: string, error: unknown): Problem {
  const message = `Cannot open the pack '${file}': ${reasonOf(error)}; what is in it was not scanned; run git fsck`;
  return problem('corrupt-object', message, file);
}

function absentProblem(ids: readonly string[], what: string): Problem {
  const message = `${ids.length} ${what} are not in this clone and were not scanned: ${named(ids)}; git fetch --refetch brings them`;
  return problem('absent-object', message);
}

function corruptProblem(ids: readonly string[], reason: string): Problem {
  const objects = ids.length === 1 ? 'object' : `${ids.length} objects`;
  return problem('corrupt-object', `Cannot decode ${objects} ${named(ids)}: ${reason}; run git fsck`, ids[0]);
}

function named(ids: readonly string[]): string {
  return ids.slice(0, MOST_NAMED).join(', ') + (ids.length > MOST_NAMED ? ', ...' : '');
}

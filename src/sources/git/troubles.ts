/** Objects that are missing or broken, in words. */

import { problem, type Problem } from '../../model/problem.js';
import { reasonOf } from '../shared/errors.js';
import type { Trouble } from './history.js';
import { AbsentObject } from './objects.js';

/** Ids that are named in one message. */
const MOST_NAMED = 5;

/** Commits and trees that are missing or broken, summed up: a partial clone may lack thousands. */
export function collectTroubles(): { add: Trouble; problems(): Generator<Problem> } {
  const absent = new Set<string>();
  const corrupt = new Map<string, unknown>();
  return {
    add(id, error) {
      if (error instanceof AbsentObject) absent.add(id);
      else corrupt.set(id, error);
    },
    *problems() {
      if (absent.size > 0) yield absentProblem([...absent], 'commits or trees');
      for (const [id, error] of corrupt) yield corruptProblem(id, error);
    },
  };
}

export function absentProblem(ids: readonly string[], what: string): Problem {
  const named = ids.slice(0, MOST_NAMED).join(', ') + (ids.length > MOST_NAMED ? ', ...' : '');
  const message = `${ids.length} ${what} are not in this clone and were not scanned: ${named}; git fetch --refetch brings them`;
  return problem('absent-object', message);
}

export function corruptProblem(id: string, error: unknown): Problem {
  return problem('corrupt-object', `Cannot decode object ${id}: ${reasonOf(error)}; run git fsck`, id);
}

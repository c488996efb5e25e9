/** The counters that an instrumented bundle increments (see instrument.mjs), and what is new in them. */

/** More than the largest bundle has; the counters must be there before the bundle is loaded. */
const ROOM = 1 << 17;

export const counters = new Uint8Array(ROOM);
Object.assign(globalThis, { __fuzzCounters: counters });

const words = new BigUint64Array(counters.buffer);

/** Once, twice, a few times, often: a loop that turns more often is news only at these steps. */
function bucket(count: number): number {
  if (count <= 3) return 1 << (count - 1);
  return count < 8 ? 8 : count < 32 ? 16 : count < 128 ? 32 : 64;
}

export interface Coverage {
  /** Whether the run since the last call did something that none before did. Sets the counters to zero. */
  isNew(): boolean;
  /** Counters that were ever reached. */
  reached(): number;
}

export function createCoverage(size: number): Coverage {
  const seen = new Uint8Array(ROOM);
  const used = Math.ceil(size / 8);
  let reached = 0;
  return {
    isNew() {
      let news = false;
      for (let word = 0; word < used; word++) {
        if (words[word] === 0n) continue;
        for (let at = word * 8; at < word * 8 + 8; at++) {
          const count = counters[at] ?? 0;
          if (count === 0) continue;
          const bit = bucket(count);
          const before = seen[at] ?? 0;
          if ((before & bit) !== 0) continue;
          if (before === 0) reached++;
          seen[at] = before | bit;
          news = true;
        }
        words[word] = 0n;
      }
      return news;
    },
    reached: () => reached,
  };
}

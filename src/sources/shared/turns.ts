/** Long synchronous work that lets timers and signals have a turn now and then. */

const TURN_MS = 50;

/** Await the result between two steps: it waits only when a turn is due. */
export function createTurns(): () => Promise<void> | undefined {
  let last = Date.now();
  return () => {
    if (Date.now() - last < TURN_MS) return undefined;
    last = Date.now();
    return new Promise((resolve) => setImmediate(resolve));
  };
}

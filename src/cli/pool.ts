/** The worker threads of a scan. */

import type { Runner } from '../scan.js';
import { unpack, type PackedResult, type WorkerSetup } from './wire.js';

/**
 * How long a thread may go on after the scan was ended: it looks up between two contents and gives what it found. One
 * that is busy with a large one is ended and its findings are lost, so that Ctrl-C works within a second.
 */
const GRACE_MS = 500;

/** Most of what a worker allocates are small views of large buffers: collected often, they do not keep many of these alive. */
const YOUNG = { maxYoungGenerationSizeMb: 12 };

/** Scans in `threads` worker threads. */
export async function createPoolRunner(setup: WorkerSetup, threads: number): Promise<Runner> {
  const { Tinypool } = await import('tinypool');
  // Memory that all threads see: a message would wait until a busy one listens.
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const pool = new Tinypool({
    filename: new URL('./worker.js', import.meta.url).href,
    name: 'work',
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
    workerData: { ...setup, stop },
    resourceLimits: YOUNG,
  });
  return {
    width: threads,
    async run(shard, signal) {
      const kill = new AbortController();
      // A scan that was ended still makes findings of what it saw.
      Atomics.store(stop, 0, 0);
      let timer: NodeJS.Timeout | undefined;
      const end = (): void => {
        Atomics.store(stop, 0, 1);
        timer = setTimeout(() => kill.abort(), GRACE_MS);
      };
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      try {
        // The worker's function `work` returns this; the pool itself is untyped.
        const result: PackedResult = await pool.run(shard, { signal: kill.signal });
        return unpack(result);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
      }
    },
    close: () => pool.destroy(),
  };
}

/** Where shards are scanned: in this thread when there is only one, otherwise in a pool of workers. */

import { createEngine, type Engine } from '../detect/engine.js';
import type { Shard, Skipped, Source } from '../model/content.js';
import type { Problem } from '../model/problem.js';
import type { Runner } from '../scan.js';
import { readAndScan } from './readers.js';
import { unpack, type PackedResult, type WorkerSetup } from './wire.js';

/** Scans in this thread. */
function createLocalRunner(setup: WorkerSetup): Runner {
  let engine: Engine | undefined;
  return {
    width: 1,
    run(shard, signal) {
      engine ??= createEngine(setup);
      return readAndScan(shard, engine, signal);
    },
    close: () => Promise.resolve(),
  };
}

/** Scans in `threads` worker threads. */
async function createPoolRunner(setup: WorkerSetup, threads: number): Promise<Runner> {
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename: new URL('./worker.js', import.meta.url).href,
    name: 'work',
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
    workerData: setup,
  });
  return {
    width: threads,
    async run(shard, signal) {
      // The worker's function `work` returns this; the pool itself is untyped.
      const result: PackedResult = await pool.run(shard, { signal });
      return unpack(result);
    },
    close: () => pool.destroy(),
  };
}

/**
 * Chooses by the plan: a single shard (a few files, a pipe) is scanned before a thread would have started. Returns the
 * source with its plan begun.
 */
export async function startRunner(
  source: Source,
  { setup, threads, signal }: { setup: WorkerSetup; threads: number; signal: AbortSignal },
): Promise<{ source: Source; runner: Runner }> {
  const plan = source.plan(signal)[Symbol.asyncIterator]();
  const begun: Planned[] = [];
  while (begun.filter(isShard).length < 2) {
    const next = await plan.next();
    if (next.done === true) break;
    begun.push(next.value);
  }
  const local = source.local === true || begun.filter(isShard).length < 2;
  const runner = local ? createLocalRunner(setup) : await createPoolRunner(setup, threads);
  return { source: { ...source, plan: () => resume(begun, plan) }, runner };
}

type Planned = Shard | Skipped | Problem;

function isShard(planned: Planned): planned is Shard {
  return 'source' in planned;
}

async function* resume(begun: readonly Planned[], rest: AsyncIterator<Planned>): AsyncGenerator<Planned> {
  try {
    yield* begun;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

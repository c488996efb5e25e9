/** Where shards are scanned: in this thread when there is only one, otherwise in a pool of workers. */

import { statSync } from 'node:fs';
import type { Engine } from '../detect/engine.js';
import type { Planned, Shard, Source } from '../model/content.js';
import type { Runner } from '../scan.js';
import { createPoolRunner } from './pool.js';
import { readAndScan } from './readers.js';
import { engineOf, type WorkerSetup } from './wire.js';

/** Scans in this thread. */
function createLocalRunner(setup: WorkerSetup): Runner {
  let engine: Engine | undefined;
  return {
    width: 1,
    run(shard, signal) {
      engine ??= engineOf(setup);
      return readAndScan(shard, engine, signal);
    },
    close: () => Promise.resolve(),
  };
}

/**
 * Chooses by the plan: a single shard (a few files, a pipe) is scanned before a thread would have started, unless its
 * files are so large that this thread would not hear of Ctrl-C. Returns the source with its plan begun.
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
  const shards = begun.filter(isShard);
  const local = source.local === true || (shards.length < 2 && !shards.some(isLarge));
  const runner = local ? createLocalRunner(setup) : createPoolRunner(setup, shards.length < 2 ? 1 : threads);
  return { source: { ...source, plan: () => resume(begun, plan) }, runner };
}

function isShard(planned: Planned): planned is Shard {
  return 'source' in planned;
}

/** Bytes that may take longer to scan than one likes to wait. */
const LARGE = 4 << 20;

function isLarge(shard: Shard): boolean {
  if (shard.source !== 'directory') return false;
  return shard.files.reduce((sum, { open }) => sum + sizeOf(open), 0) > LARGE;
}

/** 0 for what cannot be asked: reading it will tell why. */
function sizeOf(open: string | Uint8Array): number {
  try {
    return statSync(typeof open === 'string' ? open : Buffer.from(open)).size;
  } catch {
    return 0;
  }
}

async function* resume(begun: readonly Planned[], rest: AsyncIterator<Planned>): AsyncGenerator<Planned> {
  try {
    yield* begun;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

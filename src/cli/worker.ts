/** A worker thread: reads and scans the shards it is given, sends findings back. */

import { workerData } from 'node:worker_threads';
import { createEngine, type Engine } from '../detect/engine.js';
import type { Shard } from '../model/content.js';
import { readAndScan } from './readers.js';
import { pack, type PackedResult, type WorkerSetup } from './wire.js';

let engine: Engine | undefined;

/** How often a running scan looks whether it was ended. */
const LOOK_MS = 25;

/** Scans until the shard or the scan ends: in the second case gives what was found until then. */
export async function work(shard: Shard): Promise<PackedResult> {
  const { stop, ...setup } = given();
  engine ??= createEngine(setup);
  const controller = new AbortController();
  const look = (): void => {
    if (Atomics.load(stop, 0) !== 0) controller.abort();
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  try {
    return pack(await readAndScan(shard, engine, controller.signal));
  } finally {
    clearInterval(timer);
  }
}

function given(): WorkerSetup & { readonly stop: Int32Array } {
  // The pool passes [its own data, what `createPoolRunner` gave it].
  const [, data] = workerData as [unknown, WorkerSetup & { stop: Int32Array }];
  return data;
}

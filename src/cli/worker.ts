/** A worker thread: reads and scans the shards it is given, one at a time, sends findings back. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Engine } from '../detect/engine.js';
import type { Shard } from '../model/content.js';
import { readAndScan } from './readers.js';
import { engineOf, pack, type PackedResult, type WorkerAnswer, type WorkerSetup } from './wire.js';

let engine: Engine | undefined;

/** How often a running scan looks whether it was ended. */
const LOOK_MS = 25;

parentPort?.on('message', (shard: Shard) => {
  work(shard).then(
    (result) => answer({ result }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  );
});

function answer(message: WorkerAnswer): void {
  parentPort?.postMessage(message, []);
}

/** Scans until the shard or the scan ends: in the second case gives what was found until then. */
async function work(shard: Shard): Promise<PackedResult> {
  const { stop, ...setup } = workerData as WorkerSetup & { readonly stop: Int32Array };
  engine ??= engineOf(setup);
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

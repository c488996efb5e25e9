/** A worker thread: reads and scans the shards it is given, sends findings back. */

import { workerData } from 'node:worker_threads';
import { createEngine, type Engine } from '../detect/engine.js';
import type { Shard } from '../model/content.js';
import { readAndScan } from './readers.js';
import { pack, type PackedResult, type WorkerSetup } from './wire.js';

let engine: Engine | undefined;

/** The pool ends the whole thread when a scan is aborted, so the shard gets a signal that never fires. */
const never = new AbortController().signal;

export async function work(shard: Shard): Promise<PackedResult> {
  engine ??= createEngine(setup());
  return pack(await readAndScan(shard, engine, never));
}

function setup(): WorkerSetup {
  // The pool passes [its own data, what `createPool` gave it].
  const [, given] = workerData as [unknown, WorkerSetup];
  return given;
}

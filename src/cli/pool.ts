/**
 * The worker threads of a scan. Our own few lines, because what matters here is what happens when a thread dies: whatever
 * it was, the shard that it had is told to be missing, the others go on, and nothing waits for an answer that never comes.
 */

import { Worker } from 'node:worker_threads';
import type { Shard } from '../model/content.js';
import type { Runner } from '../scan.js';
import type { ShardResult } from '../scan-shard.js';
import { unpack, type WorkerAnswer, type WorkerSetup } from './wire.js';

/**
 * How long a thread may go on after the scan was ended: it looks up between two contents and gives what it found. One
 * that is busy with a large one is ended and its findings are lost, so that Ctrl-C works within a second.
 */
const GRACE_MS = 500;

/**
 * Most of what a worker allocates are small views of large buffers: collected often, they do not keep many of these alive.
 * A thread that would need more than the larger number for objects is ended, so that the machine is not.
 */
const MEMORY = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 1024 };

/** Threads that may die before any has ever answered: then they all will. */
const MOST_FAILED_STARTS = 4;

interface Task {
  readonly shard: Shard;
  resolve(result: ShardResult): void;
  reject(error: Error): void;
}

/** Scans in `threads` worker threads. */
export function createPoolRunner(setup: WorkerSetup, threads: number): Runner {
  const pool = createPool(setup, threads);
  return {
    width: threads,
    async run(shard, signal) {
      let timer: NodeJS.Timeout | undefined;
      const end = (): void => {
        pool.stop(true);
        timer = setTimeout(() => pool.endBusy(), GRACE_MS);
      };
      // A scan that was ended still makes findings of what it saw.
      if (signal.aborted) end();
      else pool.stop(false);
      signal.addEventListener('abort', end, { once: true });
      try {
        return await pool.run(shard);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
      }
    },
    close: () => pool.close(),
  };
}

interface Pool {
  /** Rejects when the shard could not be scanned, with the reason. */
  run(shard: Shard): Promise<ShardResult>;
  /** Whether all threads are asked to give what they have. */
  stop(asked: boolean): void;
  /** Ends the threads that are at work and rejects what waits. Others take their place when there is more to do. */
  endBusy(): void;
  /** Ends all. */
  close(): Promise<void>;
}

function createPool(setup: WorkerSetup, most: number): Pool {
  // Memory that all threads see: a message would wait until a busy one listens.
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const waiting: Task[] = [];
  const threads = new Set<Thread>();
  let failedStarts = 0;
  let answered = false;
  let broken: Error | undefined;

  function give(thread: Thread): void {
    const task = waiting.shift();
    if (task !== undefined) thread.begin(task);
  }
  function rejectWaiting(error: Error): void {
    for (const { reject } of waiting.splice(0)) reject(error);
  }
  function start(): Thread {
    const events: ThreadEvents = {
      free() {
        answered = true;
        give(thread);
      },
      ended(error, onPurpose) {
        threads.delete(thread);
        if (!answered && !onPurpose && ++failedStarts >= MOST_FAILED_STARTS) broken ??= error;
        if (broken !== undefined) rejectWaiting(broken);
        else if (waiting.length > 0) give(start());
      },
    };
    const thread = startThread({ ...setup, stop }, events);
    threads.add(thread);
    return thread;
  }
  return {
    run: (shard) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(broken);
        waiting.push({ shard, resolve, reject });
        const idle = [...threads].find((thread) => !thread.busy());
        if (idle !== undefined) give(idle);
        else if (threads.size < most) give(start());
      }),
    stop: (asked) => void Atomics.store(stop, 0, Number(asked)),
    endBusy() {
      rejectWaiting(new Error('the scan was ended'));
      for (const thread of threads) if (thread.busy()) void thread.end();
    },
    async close() {
      broken ??= new Error('the scan was ended');
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

interface Thread {
  busy(): boolean;
  begin(task: Task): void;
  end(): Promise<unknown>;
}

interface ThreadEvents {
  /** It has answered and can take the next task. */
  free(): void;
  /** It is gone, because it was told to or by itself; the task that it had was rejected with the same error. */
  ended(error: Error, onPurpose: boolean): void;
}

function startThread(workerData: object, { free, ended }: ThreadEvents): Thread {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, resourceLimits: MEMORY });
  let task: Task | undefined;
  let failure: Error | undefined;
  let onPurpose = false;
  worker.on('message', (answer: WorkerAnswer) => {
    const done = task;
    task = undefined;
    if ('result' in answer) done?.resolve(unpack(answer.result));
    else done?.reject(new Error(answer.error));
    free();
  });
  worker.on('error', (error: Error) => void (failure = error));
  worker.on('exit', () => {
    const error = failure ?? new Error('its thread ended');
    task?.reject(error);
    task = undefined;
    ended(error, onPurpose);
  });
  return {
    busy: () => task !== undefined,
    begin(next) {
      task = next;
      worker.postMessage(next.shard, []);
    },
    end() {
      onPurpose = true;
      return worker.terminate();
    },
  };
}

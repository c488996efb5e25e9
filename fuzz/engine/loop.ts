/** The worker thread of a run: mutates, runs, keeps what reaches something new. The bundles of the targets end in a call of it. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createCoverage } from './coverage.js';
import { createRandom, mutate, wordsOf } from './mutate.js';
import type { Target } from './target.js';

export interface LoopSetup {
  readonly counters: number;
  readonly constants: readonly (string | number)[];
  readonly seed: number;
  readonly runs: number;
  readonly seconds: number;
  /** Where inputs that reached something new are kept between runs. */
  readonly corpus: string;
  /** [length of the input that runs, runs so far], and that input: what is left when it never ends. */
  readonly state: Int32Array;
  readonly current: Uint8Array;
}

export interface LoopReport {
  readonly runs: number;
  readonly reached: number;
  readonly corpus: number;
  readonly failure?: { readonly input: Uint8Array; readonly message: string };
}

const REPORT_EVERY_MS = 5000;

export async function loop({ seeds, words = [], most, run }: Target): Promise<void> {
  const setup = workerData as LoopSetup;
  const { state, current } = setup;
  const coverage = createCoverage(setup.counters);
  const random = createRandom(setup.seed);
  const corpus: Uint8Array[] = [];
  const material = { random, corpus, words: wordsOf([...words, ...setup.constants]), most };
  let runs = 0;

  const tell = (failure?: LoopReport['failure']): void => {
    const report = { runs, reached: coverage.reached(), corpus: corpus.length };
    // A port of a thread has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    parentPort?.postMessage(failure === undefined ? report : { ...report, failure });
  };
  async function attempt(input: Uint8Array, keep: boolean): Promise<boolean> {
    current.set(input);
    Atomics.store(state, 0, input.length);
    Atomics.store(state, 1, ++runs);
    try {
      const pending = run(Buffer.from(input));
      if (pending !== undefined) await pending;
    } catch (error) {
      tell({ input, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      return false;
    }
    if (!coverage.isNew()) return true;
    corpus.push(Buffer.from(input));
    if (keep) writeFileSync(join(setup.corpus, createHash('sha1').update(input).digest('hex')), input);
    return true;
  }

  const kept = readdirSync(setup.corpus).map((name) => readFileSync(join(setup.corpus, name)));
  for (const input of [...(await seeds()), ...kept]) if (!(await attempt(input.subarray(0, most), false))) return;
  const end = performance.now() + setup.seconds * 1000;
  let told = performance.now();
  while (runs < setup.runs && performance.now() < end) {
    // The newest are tried more often: behind them is what was not yet seen.
    const recent = random(3) === 0 ? Math.max(0, corpus.length - 16) : 0;
    const from = corpus[recent + random(Math.max(1, corpus.length - recent))] ?? new Uint8Array(0);
    if (!(await attempt(mutate(from, material), true))) return;
    if (performance.now() - told > REPORT_EVERY_MS) {
      tell();
      told = performance.now();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  tell();
}

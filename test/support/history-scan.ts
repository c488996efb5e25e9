/** A scan of a history in this process, with and without what earlier ones saw. */

import { openMemory } from '../../src/cache/contents.js';
import { openStore } from '../../src/cache/store.js';
import { createEngine } from '../../src/detect/engine.js';
import type { GitShard } from '../../src/model/content.js';
import type { Memory } from '../../src/model/memory.js';
import { scanShard } from '../../src/scan-shard.js';
import { scan, type Runner } from '../../src/scan.js';
import { openHistory } from '../../src/sources/git/plan.js';
import { createGitReader } from '../../src/sources/git/read.js';
import { deltaKernel, detectors, kernel } from './assets.js';

export interface ScannedHistory {
  /** Findings, problems and totals as JSON. */
  readonly result: string;
  readonly findings: number;
  /** Contents that were read; those that are read again for their findings not counted. */
  readonly read: number;
}

/** One engine a key: making it takes longer than most scans. */
const engines = new Map<string, ReturnType<typeof createEngine>>();

export async function scanHistory(directory: string, key: string, memory?: Memory): Promise<ScannedHistory> {
  const engine = engines.get(key) ?? createEngine({ detectors, kernel, key: Buffer.from(key) });
  engines.set(key, engine);
  const reader = createGitReader(deltaKernel);
  let read = 0;
  const runner: Runner = {
    width: 1,
    async run(shard, signal) {
      const result = await scanShard(shard as GitShard, { reader, engine, signal });
      if (result.sightings.length > 0) read += result.contents;
      return result;
    },
    close: () => Promise.resolve(),
  };
  const source = openHistory({ repository: directory, cwd: '/', selection: { kind: 'all' } });
  source.remember?.(() => memory);
  const extent = { contents: 0, bytes: 0 };
  const events = [];
  for await (const event of scan({ source, runner, signal: new AbortController().signal, extent })) events.push(event);
  const findings = events.filter(({ type }) => type === 'finding').length;
  return { result: JSON.stringify([events, extent], undefined, 1), findings, read };
}

/** What is kept in a directory, opened anew as by another run. */
export function memoryIn(directory: string, catalogue = 'catalogue'): Memory {
  const user = process.getuid?.();
  const store = openStore({ directory, ...(user === undefined ? {} : { user }) });
  return openMemory({ store, catalogue, build: 'build', repository: 'repository' });
}

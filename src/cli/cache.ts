/** The cache of a scan: where it is, what its entries are valid for, and the runner that asks it first. */

import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CacheRefused } from '../cache/directory.js';
import { openMemory } from '../cache/contents.js';
import { createLayerCache, type LayerCache } from '../cache/layers.js';
import { openStore, type CacheStore } from '../cache/store.js';
import { createFingerprinter } from '../detect/fingerprint.js';
import { regexEngine } from '../detect/regex.js';
import type { OpenMemory } from '../model/memory.js';
import { problem, type Problem } from '../model/problem.js';
import type { Runner } from '../scan.js';
import { reasonOf } from '../sources/shared/errors.js';
import { buildId } from './assets.js';
import { sharedCacheKey } from './fingerprint-key.js';
import type { ScanOptions } from './scan-options.js';
import type { WorkerSetup } from './wire.js';

export interface CacheRequest {
  readonly options: Pick<ScanOptions, 'cache' | 'cacheDir'>;
  readonly env: NodeJS.ProcessEnv;
  readonly setup: WorkerSetup;
  /** Whether secrets are wanted in plain. */
  readonly plain: boolean;
  readonly tell: (trouble: Problem) => void;
}

export interface ScanCache {
  /** What is known of a repository. */
  readonly memory: OpenMemory;
  /** The runner, asking the cache first. */
  remember(runner: Runner): Runner;
  /** To be called at the end. */
  close(): void;
}

/** Nothing is opened before something is scanned that is kept. */
export function createScanCache(request: CacheRequest): ScanCache {
  if (!request.options.cache) return NO_CACHE;
  let store: CacheStore | undefined;
  const open = once((): Opened | undefined => {
    store = openOrTell(request);
    return store === undefined ? undefined : { store, catalogue: catalogueId(request.setup) };
  });
  const layers = once(() => openLayers(open(), request));
  return {
    memory(repository) {
      const opened = open();
      return opened === undefined ? undefined : openMemory({ ...opened, build: buildId(), repository });
    },
    remember: (runner) => rememberLayers(runner, layers),
    close: () => store?.trim(),
  };
}

const NO_CACHE: ScanCache = { memory: () => undefined, remember: (runner) => runner, close: () => undefined };

interface Opened {
  readonly store: CacheStore;
  readonly catalogue: string;
}

/** A directory that nobody named and that cannot be made is done without, as in a container that may write nowhere. */
function openOrTell({ options, env, tell }: CacheRequest): CacheStore | undefined {
  const directory = resolve(options.cacheDir ?? defaultDirectory(env));
  const user = process.getuid?.();
  const key = sharedCacheKey(env);
  try {
    return openStore({ directory, ...(user === undefined ? {} : { user }), ...(key === undefined ? {} : { key }) });
  } catch (error) {
    if (options.cacheDir === undefined && !(error instanceof CacheRefused)) return undefined;
    const reason = error instanceof CacheRefused ? error.message : reasonOf(error);
    tell(problem('unusable-cache', `The cache in '${directory}' was not used: ${reason}`, directory));
    return undefined;
  }
}

/** XDG base directory specification: what can be made again. */
function defaultDirectory(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'hullcheck');
}

function openLayers(opened: Opened | undefined, { setup, plain }: CacheRequest): LayerCache | undefined {
  if (opened === undefined) return undefined;
  return createLayerCache({
    ...opened,
    fingerprintKey: createFingerprinter(setup.key)('the key of this cache entry', ''),
    plain,
    async digestOf(blob) {
      const { storedDigest } = await import('../sources/image/stored-digest.js');
      return storedDigest(blob, new AbortController().signal);
    },
  });
}

/** All that decides what is found in a content: detectors, allow lists, the regex engine and the program itself. */
function catalogueId({ detectors, allowLists }: WorkerSetup): string {
  const parts = JSON.stringify([buildId(), regexEngine().name, detectors, allowLists]);
  return createHash('sha256').update(parts).digest('hex');
}

function rememberLayers(runner: Runner, layers: () => LayerCache | undefined): Runner {
  return {
    ...runner,
    async run(shard, signal) {
      const cache = shard.source === 'image' && shard.task.kind === 'layer' ? layers() : undefined;
      if (cache === undefined || shard.source !== 'image' || shard.task.kind !== 'layer')
        return runner.run(shard, signal);
      const { blob } = shard.task;
      const known = await cache.find(blob);
      if (known !== undefined) return known;
      const result = await runner.run(shard, signal);
      if (!signal.aborted) cache.keep(blob, result);
      return result;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Which reader opens which shard: the one list of source adapters. */

import type { Engine } from '../detect/engine.js';
import type { GitShard, Reader, Shard } from '../model/content.js';
import { scanShard, type ShardResult } from '../scan-shard.js';
import { loadDeltaKernel } from './assets.js';

/** Holds the packs that this thread has opened. */
let readGit: Reader<GitShard> | undefined;

/** Loads only the adapter that the shard needs. */
export async function readAndScan(shard: Shard, engine: Engine, signal: AbortSignal): Promise<ShardResult> {
  switch (shard.source) {
    case 'cluster': {
      const { readCluster } = await import('../sources/kubernetes/read.js');
      return scanShard(shard, { reader: readCluster, engine, signal });
    }
    case 'directory': {
      const { readDirectory } = await import('../sources/directory/read.js');
      return scanShard(shard, { reader: readDirectory, engine, signal });
    }
    case 'git': {
      const { createGitReader } = await import('../sources/git/read.js');
      readGit ??= createGitReader(loadDeltaKernel());
      return scanShard(shard, { reader: readGit, engine, signal });
    }
    case 'image': {
      const { readImage } = await import('../sources/image/read.js');
      return scanShard(shard, { reader: readImage, engine, signal });
    }
    case 'stdin': {
      const { createStdinReader } = await import('../sources/stdin/read.js');
      return scanShard(shard, { reader: createStdinReader(process.stdin), engine, signal });
    }
  }
}

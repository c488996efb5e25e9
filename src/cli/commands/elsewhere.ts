/** Options that name images and a cluster, for the commands that tend policy files. */

import type { Argv } from 'yargs';
import type { Elsewhere, OpenElsewhere } from '../policy/elsewhere.js';
import { UsageError } from '../usage-error.js';
import { clusterScan, withClusterOptions, type RawClusterOptions } from './cluster.js';
import { imageTarget } from './image.js';

// The return type is inferred, as in scan-options.ts.
export function withElsewhere<T>(command: Argv<T>) {
  return withClusterOptions(command)
    .option('image', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'This image, as hullcheck image takes it; repeatable',
    })
    .option('cluster', { type: 'boolean', default: false, describe: 'The cluster of the kubeconfig' });
}

export interface RawElsewhere extends RawClusterOptions {
  readonly image: readonly string[] | undefined;
  readonly cluster: boolean;
}

/** Undefined where neither an image nor a cluster is named. */
export function elsewhereOf(raw: RawElsewhere): OpenElsewhere | undefined {
  const { image: images = [], cluster } = raw;
  const asked = raw.images || raw.includeSecrets || raw.context !== undefined || raw.kubeconfig !== undefined;
  if (asked && !cluster)
    throw new UsageError('--context, --kubeconfig, --images and --include-secrets go with --cluster');
  if (images.length === 0 && !cluster) return undefined;
  return async () => {
    const { openImageSource } = await import('../../sources/image/plan.js');
    const scans = images.map((image): Elsewhere => {
      const target = imageTarget({ ...raw, image });
      return {
        command: 'image',
        target: image,
        source: openImageSource({ target, base: undefined, dockerfile: undefined }),
      };
    });
    return cluster ? [...scans, await clusterElsewhere(raw)] : scans;
  };
}

async function clusterElsewhere(raw: RawElsewhere): Promise<Elsewhere> {
  const scan = await clusterScan(raw);
  return { command: 'cluster', ...scan, ...(raw.images ? { images: () => scan.source.images() } : {}) };
}

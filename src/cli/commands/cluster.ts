/** `hullcheck cluster`: the objects of a live Kubernetes cluster. */

import type { Argv } from 'yargs';
import type { ClusterConnection, Source } from '../../model/content.js';
import type { ClusterSource } from '../../sources/kubernetes/plan.js';
import type { RawImageOptions } from './image.js';
import { checkScanOptions, withScanOptions } from '../scan-options.js';
import { UsageError } from '../usage-error.js';

export function addClusterCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'cluster',
    'Scan a live Kubernetes cluster: workloads, ConfigMaps, annotations, events, custom resources',
    (command) => withClusterOptions(withScanOptions(command)),
    async (raw) => {
      const options = checkScanOptions(raw);
      const scanned = await clusterScan(raw);
      const { runScan } = await import('../run-scan.js');
      done(await runScan({ command: 'cluster', options, ...scanned }));
    },
  );
}

// The return type is inferred, as in scan-options.ts.
export function withClusterOptions<T>(command: Argv<T>) {
  return command
    .option('kubeconfig', { type: 'string', requiresArg: true, describe: 'Default: as kubectl finds it' })
    .option('context', { type: 'string', requiresArg: true, describe: 'Default: the current one' })
    .option('namespace', {
      alias: 'n',
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Only this namespace; repeatable (default: all, and what is in none)',
    })
    .option('resource', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Only this kind, such as configmaps or deployments.apps; repeatable',
    })
    .option('include-secrets', {
      type: 'boolean',
      default: false,
      describe: 'Also ask for Secrets, which are never requested otherwise, and Helm releases in them',
    })
    .option('images', {
      type: 'boolean',
      default: false,
      describe: 'Also pull and scan every image in use, from its registry',
    })
    .option('platform', {
      type: 'string',
      requiresArg: true,
      describe: 'Of the images, such as linux/arm64 (default: this machine)',
    })
    .option('plain-http', { type: 'boolean', default: false, describe: 'Speak to registries without TLS' });
}

export interface RawClusterOptions extends RawConnection, Omit<RawImageOptions, 'image'> {
  readonly namespace: readonly string[] | undefined;
  readonly resource: readonly string[] | undefined;
  readonly includeSecrets: boolean;
  readonly images: boolean;
}

export interface ClusterScan {
  /** The cluster's name. */
  readonly target: string;
  readonly source: ClusterSource;
  /** The images in use, where they are asked for. */
  readonly further?: () => AsyncIterable<Source>;
}

/** Throws a UsageError for what cannot be asked. */
export async function clusterScan(raw: RawClusterOptions): Promise<ClusterScan> {
  const { includeSecrets, namespace: namespaces = [], resource: resources = [] } = raw;
  const { namesSecrets } = await import('../../sources/kubernetes/resources.js');
  if (!includeSecrets && resources.some(namesSecrets)) {
    throw new UsageError('Secrets are only asked for with --include-secrets');
  }
  const connection = connectionOf(raw);
  const target = await nameOf(connection);
  const { openCluster } = await import('../../sources/kubernetes/plan.js');
  const source = openCluster({ connection, namespaces, resources, includeSecrets });
  return { target, source, ...(raw.images ? { further: () => imageSources(source, raw) } : {}) };
}

/** The images in use, one after the other: each is a scan of its own, as `hullcheck image` does it. */
async function* imageSources(cluster: ClusterSource, raw: Omit<RawImageOptions, 'image'>): AsyncGenerator<Source> {
  const { openImageSource } = await import('../../sources/image/plan.js');
  const { imageTarget } = await import('./image.js');
  for (const name of await cluster.images()) {
    // A cluster pulls from registries: what this machine has by the same name may be something else.
    const target = imageTarget({ ...raw, image: `registry:${name}` });
    yield openImageSource({ target, base: undefined, dockerfile: undefined });
  }
}

interface RawConnection {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

function connectionOf({ kubeconfig, context }: RawConnection): ClusterConnection {
  return { ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) };
}

/** The cluster's name. A kubeconfig that cannot be used is told before anything is scanned. */
async function nameOf(connection: ClusterConnection): Promise<string> {
  const { openApi } = await import('../../sources/kubernetes/cluster.js');
  try {
    return (await openApi(connection)).name;
  } catch (error) {
    const { ConnectionError } = await import('../../sources/kubernetes/connection.js');
    if (error instanceof ConnectionError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

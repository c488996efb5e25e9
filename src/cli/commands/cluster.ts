/** `hullcheck cluster`: the objects of a live Kubernetes cluster. */

import type { Argv } from 'yargs';
import type { ClusterConnection } from '../../model/content.js';
import { checkScanOptions, withScanOptions } from '../scan-options.js';
import { UsageError } from '../usage-error.js';

export function addClusterCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'cluster',
    'Scan a live Kubernetes cluster: workloads, ConfigMaps, annotations, events, custom resources',
    (command) =>
      withScanOptions(command)
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
        }),
    async (raw) => {
      const options = checkScanOptions(raw);
      const { includeSecrets, namespace: namespaces = [], resource: resources = [] } = raw;
      const { namesSecrets } = await import('../../sources/kubernetes/resources.js');
      if (!includeSecrets && resources.some(namesSecrets)) {
        throw new UsageError('Secrets are only asked for with --include-secrets');
      }
      const connection = connectionOf(raw);
      const target = await nameOf(connection);
      const { openCluster } = await import('../../sources/kubernetes/plan.js');
      const { runScan } = await import('../run-scan.js');
      const source = openCluster({ connection, namespaces, resources, includeSecrets });
      done(await runScan({ command: 'cluster', target, source, options }));
    },
  );
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

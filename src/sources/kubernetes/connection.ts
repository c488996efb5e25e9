/** How the API is reached: kubeconfig, context and credentials, through the official client. */

import type http from 'node:http';
import https from 'node:https';
import type { ClusterConnection } from '../../model/content.js';
import { reasonOf } from '../shared/errors.js';

/** The kubeconfig cannot be used; the message is a sentence for the user. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

export interface Connection {
  /** The context, or the server's address where there is none. */
  readonly cluster: string;
  /** Address that all paths are below, without a slash at its end. */
  readonly server: string;
  /** What a request has to carry. Runs exec plugins and renews tokens where they ask for it. */
  authorize(): Promise<https.RequestOptions>;
}

/** What the client uses where it finds no configuration at all; nothing of ours listens there. */
const NO_CONFIGURATION = 'http://localhost:8080';

/** Questions at the same time; an API server gives one client's share to all of them together. */
const MOST_SOCKETS = 8;

/** Throws a ConnectionError. The client is loaded here: it takes a good part of a second. */
export async function openConnection({ kubeconfig, context }: ClusterConnection): Promise<Connection> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const which = kubeconfig === undefined ? 'the kubeconfig' : `the kubeconfig '${kubeconfig}'`;
    // The parser quotes the file behind its first line, credentials and all.
    const [reason] = reasonOf(error).split('\n');
    throw new ConnectionError(`Cannot read ${which}: ${reason}`);
  }
  if (context !== undefined) config.setCurrentContext(context);
  checkContext(config, context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new ConnectionError('The kubeconfig has no current context; give --context or set one with kubectl');
  }
  if (
    cluster.server === NO_CONFIGURATION &&
    kubeconfig === undefined &&
    config.getCurrentContext() === 'loaded-context'
  ) {
    throw new ConnectionError('No kubeconfig and no service account; set KUBECONFIG or give --kubeconfig');
  }
  const server = cluster.server.replace(/\/+$/, '');
  const agents = createAgents();
  return {
    cluster: isMadeUp(config.getCurrentContext()) ? server : config.getCurrentContext(),
    server,
    async authorize() {
      const options: https.RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      return agents.keepAlive(options);
    },
  };
}

interface Contexts {
  getContexts(): { readonly name: string }[];
  getCurrentContext(): string;
}

function checkContext(config: Contexts, context: string | undefined): void {
  const names = config.getContexts().map(({ name }) => name);
  if (context === undefined || names.includes(context)) return;
  throw new ConnectionError(`No context '${context}' in the kubeconfig; it has ${names.join(', ') || 'none'}`);
}

/** Names that the client gives where no kubeconfig named the context. */
function isMadeUp(context: string): boolean {
  return context === 'loaded-context' || context === 'inClusterContext';
}

/** The client makes an agent a request, and with it a TLS handshake; equal ones are kept here instead. */
function createAgents(): { keepAlive(options: https.RequestOptions): https.RequestOptions } {
  let kept: { readonly key: string; readonly agent: http.Agent } | undefined;
  return {
    keepAlive(options) {
      const { agent } = options;
      // Those for a proxy are classes of their own and stay as they are.
      if (!(agent instanceof https.Agent) || agent.constructor !== https.Agent) return options;
      const key = JSON.stringify(agent.options);
      if (kept?.key !== key)
        kept = { key, agent: new https.Agent({ ...agent.options, keepAlive: true, maxSockets: MOST_SOCKETS }) };
      return { ...options, agent: kept.agent };
    },
  };
}

/** Stands between a client and a real API server and gets in the way: refuses, delays, breaks the connection. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './tree.js';

/** What to do with a request instead of passing it on at once. */
export interface Fault {
  readonly delay?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Closes the connection: before the answer, or in its middle. */
  readonly drop?: 'before' | 'middle';
}

export interface FaultyProxy {
  /** A kubeconfig with the same credentials that leads through the proxy. */
  readonly kubeconfig: string;
  /** What was asked, in order. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** `fault` sees the path with its query, and how often that very path was asked before. */
export async function startFaultyProxy(
  { server, kubeconfig }: { readonly server: string; readonly kubeconfig: string },
  fault: (path: string, before: number) => Fault | undefined | Promise<undefined>,
): Promise<FaultyProxy> {
  const asked: string[] = [];
  const proxy = createServer((incoming, response) => {
    const path = incoming.url ?? '';
    const before = asked.filter((one) => one === path).length;
    asked.push(path);
    void Promise.resolve(fault(path, before)).then((chosen = {}) => answer(chosen, { server, incoming, response }));
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    kubeconfig: through(kubeconfig, `http://127.0.0.1:${port}`),
    asked,
    async stop() {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, 'close').catch(() => undefined);
    },
  };
}

interface Exchange {
  readonly server: string;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(fault: Fault, { server, incoming, response }: Exchange): Promise<void> {
  if (fault.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delay));
  if (fault.drop === 'before') return void incoming.socket.destroy();
  if (fault.status !== undefined) {
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
    response.end(JSON.stringify(fault.body ?? {}));
    return;
  }
  const { host: _, ...headers } = incoming.headers;
  const forwarded = request(`${server}${incoming.url}`, { headers, rejectUnauthorized: false }, (real) => {
    response.writeHead(real.statusCode ?? 500, real.headers);
    if (fault.drop === 'middle')
      real.once('data', (chunk: Buffer) => {
        response.write(chunk.subarray(0, chunk.length / 2), () => incoming.socket.destroy());
      });
    else real.pipe(response);
  });
  forwarded.on('error', () => incoming.socket.destroy());
  forwarded.end();
}

function through(kubeconfig: string, server: string): string {
  const config = JSON.parse(readFileSync(kubeconfig, 'utf8')) as { clusters: { cluster: object }[] };
  for (const entry of config.clusters) entry.cluster = { server, 'insecure-skip-tls-verify': true };
  const file = join(temporaryDirectory(), 'kubeconfig');
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

/** A real git server over http on loopback: `git http-backend` behind node's own server. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GitServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the repositories below `root`. With `stall` it never finishes an answer, as a dying network does. */
export async function gitServer(root: string, { stall = false } = {}): Promise<GitServer> {
  const server = createServer((request, response) => answer(root, { request, response, stall }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Listening on TCP, so it is no string.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** CGI: https://git-scm.com/docs/git-http-backend */
function answer(
  root: string,
  { request, response, stall }: { request: IncomingMessage; response: ServerResponse; stall: boolean },
): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  request.pipe(child.stdin);
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.on('close', () => {
    const whole = Buffer.concat(parts);
    const end = whole.indexOf('\r\n\r\n');
    const headers = whole.toString('latin1', 0, end).split('\r\n');
    const status = headers.find((line) => line.startsWith('Status: '))?.slice(8, 11) ?? '200';
    response.statusCode = Number(status);
    for (const line of headers) {
      const [name = '', value = ''] = line.split(/: (.*)/);
      if (name !== 'Status' && name !== '') response.setHeader(name, value);
    }
    const body = whole.subarray(end + 4);
    if (stall && request.method === 'POST') response.write(body.subarray(0, 100));
    else response.end(body);
  });
}

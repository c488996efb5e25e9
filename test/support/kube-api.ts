/**
 * A real Kubernetes API for tests: etcd and kube-apiserver on free loopback ports, with RBAC, an audit log and a
 * kubeconfig for each user. There are no controllers and no nodes: what is created stays as it is, and no pod starts.
 * `.ci/kube-apiserver` builds the server; where it is absent, tests are skipped and say so.
 */

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const SERVER = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'hullcheck-ci/kube-apiserver-1.20.2/kube-apiserver',
);

/** Why no server can be started here; undefined where one can. For `describe.skipIf`, and its title. */
export const NO_KUBE_API: string | undefined = missing();

function missing(): string | undefined {
  if (!existsSync(SERVER)) return 'no kube-apiserver: run .ci/kube-apiserver --packages and .ci/kube-apiserver';
  const onPath = (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'etcd')));
  return onPath ? undefined : 'no etcd: run .ci/kube-apiserver --packages and .ci/kube-apiserver';
}

/** A title that tells why a group of tests is skipped. */
export function withKubeApi(title: string): string {
  return NO_KUBE_API === undefined ? title : `${title} (${NO_KUBE_API})`;
}

export interface KubeApi {
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** The path of a kubeconfig of this user, made on the first call. `admin` may do anything, others nothing yet. */
  kubeconfig(user: KubeUser): string;
  /** Asks as this user. `body` is sent as JSON, or as it is when it is a text. Throws for no answer only. */
  call(method: string, path: string, options?: CallOptions): Promise<KubeAnswer>;
  /** What was asked so far, as the audit log has it. */
  audit(): AuditEvent[];
  /** Ends the server at once, as a crash does; `stop` is still to be called. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export type KubeUser = 'admin' | 'scanner' | 'restricted';

export interface CallOptions {
  readonly user?: KubeUser;
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly type?: string;
}

export interface KubeAnswer {
  readonly status: number;
  readonly text: string;
}

/** An entry of the audit log, as far as tests look at it. */
export interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly requestURI: string;
  readonly objectRef?: { readonly resource?: string; readonly namespace?: string; readonly name?: string };
  readonly responseStatus?: { readonly code?: number };
}

const USERS: readonly KubeUser[] = ['admin', 'scanner', 'restricted'];

/** How long the server may take; it needs four seconds on an idle core. */
const START_MS = 60_000;

export interface KubeApiOptions {
  /** How soon the server forgets old states of its objects, such as `1s`; lists that are older end in 410. */
  readonly compaction?: string;
}

/** Starts a server; call `stop` when done. Throws with the end of its log when it does not come up. */
export async function startKubeApi(settings: KubeApiOptions = {}): Promise<KubeApi> {
  const directory = mkdtempSync(join(tmpdir(), 'hullcheck-kube-'));
  const tokens = new Map(USERS.map((user) => [user, randomBytes(16).toString('hex')]));
  const [clientPort = 0, peerPort = 0, port = 0] = await freePorts(3);
  const etcd = startEtcd(directory, clientPort, peerPort);
  const api = startServer(directory, { etcd: `http://127.0.0.1:${clientPort}`, port, tokens, ...settings });
  const server = `https://127.0.0.1:${port}`;

  async function call(method: string, path: string, options: CallOptions = {}): Promise<KubeAnswer> {
    const token = tokens.get(options.user ?? 'admin') ?? '';
    return ask(`${server}${path}`, { method, token, ...options });
  }
  async function stop(): Promise<void> {
    await end(api);
    await end(etcd);
    rmSync(directory, { recursive: true, force: true });
  }
  try {
    await untilReady(call, api, join(directory, 'apiserver.log'));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    server,
    call,
    stop,
    kubeconfig: (user) => writeKubeconfig(directory, { server, user, token: tokens.get(user) ?? '' }),
    audit: () => lines(join(directory, 'audit.log')).map((line) => JSON.parse(line) as AuditEvent),
    kill: () => end(api, 'SIGKILL'),
  };
}

function startEtcd(directory: string, client: number, peer: number): ChildProcess {
  const url = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  return start('etcd', join(directory, 'etcd.log'), [
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
  ]);
}

interface ServerOptions extends KubeApiOptions {
  readonly etcd: string;
  readonly port: number;
  readonly tokens: ReadonlyMap<KubeUser, string>;
}

function startServer(directory: string, { etcd, port, tokens, compaction = '5m' }: ServerOptions): ChildProcess {
  const file = (name: string): string => join(directory, name);
  execFileSync('openssl', ['genrsa', '-out', file('sa.key'), '2048'], { stdio: 'ignore' });
  execFileSync('openssl', ['rsa', '-in', file('sa.key'), '-pubout', '-out', file('sa.pub')], { stdio: 'ignore' });
  const rows = USERS.map((user, at) => `${tokens.get(user)},${user},${at}${user === 'admin' ? ',system:masters' : ''}`);
  writeFileSync(file('users.csv'), `${rows.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(file('audit.yaml'), AUDIT_POLICY);
  mkdirSync(file('certs'));
  return start(SERVER, file('apiserver.log'), [
    `--etcd-servers=${etcd}`,
    `--etcd-compaction-interval=${compaction}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=192.0.2.1',
    `--secure-port=${port}`,
    '--insecure-port=0',
    `--cert-dir=${file('certs')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${file('sa.pub')}`,
    `--service-account-signing-key-file=${file('sa.key')}`,
    `--token-auth-file=${file('users.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
    '--allow-privileged=true',
    `--audit-policy-file=${file('audit.yaml')}`,
    `--audit-log-path=${file('audit.log')}`,
    '--audit-log-mode=blocking-strict',
  ]);
}

/** Who asked for what; the server's own requests would drown it. */
const AUDIT_POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    users: [system:apiserver]
  - level: Metadata
`;

function start(command: string, log: string, args: readonly string[]): ChildProcess {
  const out = openSync(log, 'a');
  const child = spawn(command, args, { stdio: ['ignore', out, out] });
  child.on('error', () => undefined);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(timer);
}

async function untilReady(call: KubeApi['call'], api: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && api.exitCode === null) {
    const ready = await call('GET', '/readyz').catch(() => undefined);
    if (ready?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`kube-apiserver did not start:\n${lines(log).slice(-15).join('\n')}`);
}

function ask(url: string, { method, token, body, type }: CallOptions & { method: string; token: string }) {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { authorization: `Bearer ${token}`, 'content-type': type ?? 'application/json' };
  return new Promise<KubeAnswer>((resolve, reject) => {
    // Loopback, and a certificate that the server made for itself a moment ago.
    const sent = request(url, { method, headers, rejectUnauthorized: false }, (answer) => {
      let received = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (received += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: received }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

function writeKubeconfig(
  directory: string,
  { server, user, token }: { server: string; user: string; token: string },
): string {
  const file = join(directory, `${user}.kubeconfig`);
  if (existsSync(file)) return file;
  const cluster = { server, 'certificate-authority': join(directory, 'certs/apiserver.crt') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: `${user}@test`, context: { cluster: 'test', user } }],
    'current-context': `${user}@test`,
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

/** Ports that nobody listened on a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

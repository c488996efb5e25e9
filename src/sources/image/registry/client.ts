/**
 * Reading from a registry (OCI distribution-spec, "Pull"), with the two ways to log in that there are: HTTP basic, and tokens
 * from the server that the registry names (distribution's spec/auth/token.md and oauth.md).
 */

import type { RegistryAccess } from '../../../model/image.js';
import type { Chunks } from '../../shared/compression/index.js';
import { parseObject, textOf } from '../json.js';
import { MANIFEST_TYPES } from '../manifest.js';
import { MOST_DOCUMENT } from '../store.js';

export interface Registry {
  /** By tag or digest; undefined where there is none. Throws an Error in words. */
  manifest(reference: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** A small blob, whole. */
  document(digest: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** A blob as a stream. Throws an Error in words where there is none. */
  blob(digest: string, signal: AbortSignal): Promise<Chunks>;
}

/** How often a request is made that the registry was too busy for. */
const ATTEMPTS = 4;
const LONGEST_WAIT_MS = 60_000;

export function openRegistry(access: RegistryAccess): Registry {
  const request = createRequests(access);
  const base = `${access.origin}/v2/${access.repository}`;

  async function whole(response: Response | undefined): Promise<Uint8Array | undefined> {
    return response === undefined ? undefined : collect(bodyOf(response), MOST_DOCUMENT);
  }
  return {
    async manifest(reference, signal) {
      const headers = { accept: MANIFEST_TYPES.join(', ') };
      return whole(await request(`${base}/manifests/${reference}`, { headers, signal }));
    },
    document: async (digest, signal) => whole(await request(`${base}/blobs/${digest}`, { headers: {}, signal })),
    async blob(digest, signal) {
      const response = await request(`${base}/blobs/${digest}`, { headers: {}, signal });
      if (response === undefined) throw new Error(`${access.origin} does not have it`);
      return bodyOf(response);
    },
  };
}

interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Gives the response when it is a good one, undefined for 404. Logs in when it is told to. */
function createRequests(access: RegistryAccess): (url: string, asked: Asked) => Promise<Response | undefined> {
  let authorization: string | undefined;

  async function attempt(url: string, { headers, signal }: Asked): Promise<Response> {
    const login = authorization === undefined ? {} : { authorization };
    // fetch drops the authorization when it is led to another host, as the stores behind registries need it.
    return fetch(url, { headers: { ...headers, ...login }, signal, redirect: 'follow' });
  }

  return async function request(url, asked) {
    for (let tries = 1; ; tries++) {
      const response = await reached(() => attempt(url, asked), access.origin);
      if (response.ok) return response;
      await response.body?.cancel();
      if (response.status === 404) return undefined;
      if (response.status === 401 && tries === 1) {
        authorization = await logIn(response.headers.get('www-authenticate') ?? '', access, asked.signal);
      } else if ((response.status === 429 || response.status >= 500) && tries < ATTEMPTS) {
        await wait(retryAfter(response, tries), asked.signal);
      } else throw new Error(refusal(response.status, access));
    }
  };
}

function refusal(status: number, { origin, login }: RegistryAccess): string {
  if (status !== 401 && status !== 403) return `${origin} answered ${status}`;
  const what = login === undefined ? 'no login for it was found' : 'the login that is kept for it was refused';
  return `${origin} answered ${status}: ${what}; use docker login`;
}

/** Network trouble in words: fetch says "fetch failed" and keeps the cause to itself. */
async function reached(action: () => Promise<Response>, origin: string): Promise<Response> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const text = cause instanceof Error && cause.message !== '' ? cause.message : code;
    throw new Error(`${origin} cannot be reached (${text})`, { cause: error });
  }
}

/** Answers a challenge (RFC 9110, 11.6.1) with the value of the Authorization header. */
async function logIn(challenge: string, access: RegistryAccess, signal: AbortSignal): Promise<string> {
  const { login } = access;
  if (/^basic\b/i.test(challenge)) {
    if (login === undefined || !('user' in login)) throw new Error(refusal(401, access));
    return basic(login);
  }
  if (!/^bearer\b/i.test(challenge)) throw new Error(`${access.origin} asks for a login of an unknown kind`);
  const fields = Object.fromEntries(
    Array.from(challenge.matchAll(/(\w+)="([^"]*)"/g), ([, key = '', value = '']) => [key.toLowerCase(), value]),
  );
  return `Bearer ${await askToken({ realm: fields['realm'] ?? '', service: fields['service'] ?? '' }, access, signal)}`;
}

function basic({ user, password }: { user: string; password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

async function askToken(
  { realm, service }: { realm: string; service: string },
  access: RegistryAccess,
  signal: AbortSignal,
): Promise<string> {
  const url = new URL(realm);
  // A registry over plain http is only spoken to when it was asked for; one over https must not lead a password there.
  if (url.protocol !== 'https:' && access.origin.startsWith('https:'))
    throw new Error(`${access.origin} sends logins to ${url.origin}, which is not safe`);
  const scope = `repository:${access.repository}:pull`;
  const { login } = access;
  let response: Response;
  if (login !== undefined && 'identityToken' in login) {
    const body = new URLSearchParams({ grant_type: 'refresh_token', service, client_id: 'hullcheck', scope });
    body.set('refresh_token', login.identityToken);
    response = await reached(() => fetch(url, { method: 'POST', body, signal }), url.origin);
  } else {
    url.searchParams.set('service', service);
    url.searchParams.set('scope', scope);
    const headers = login === undefined ? {} : { authorization: basic(login) };
    response = await reached(() => fetch(url, { headers, signal }), url.origin);
  }
  if (!response.ok) throw new Error(refusal(response.status, access));
  const answer = parseObject(await collect(bodyOf(response), MOST_DOCUMENT));
  const token = textOf(answer['token']) || textOf(answer['access_token']);
  if (token === '') throw new Error(`${url.origin} gave no token`);
  return token;
}

function retryAfter(response: Response, tries: number): number {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Math.min(LONGEST_WAIT_MS, Number.isFinite(seconds) ? seconds * 1000 : 500 * 2 ** tries);
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), reject(new Error('stopped'))), { once: true });
  });
}

async function* bodyOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body !== null) yield* response.body;
}

async function collect(chunks: Chunks, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > most) throw new Error(`it is larger than ${most >> 20} MiB`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** One GET of JSON from the API, with bounds on time and size. Says what happened; when to ask again is `retry.ts`. */

import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Connection } from './connection.js';
import { isRecord, recordAt, stringAt } from './json.js';

/** What the server says beside no. */
export interface Refusal {
  readonly status: number;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter?: number;
  /** With 410: a token to go on with although the old one has expired. */
  readonly continueToken?: string;
}

/** An answer that is not 2xx. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly refusal: Refusal;

  constructor(message: string, refusal: Refusal) {
    super(message);
    this.refusal = refusal;
  }
}

/** The answer is larger than `MOST_BYTES`. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

/** Parsed JSON and how long its text was. */
export interface Answer {
  readonly body: unknown;
  readonly bytes: number;
}

/** A page is sized to stay far below this. */
const MOST_BYTES = 128 << 20;

/** Silence that is taken for a dead connection. */
const SILENCE_MS = 30_000;

/** Throws an ApiError, an AnswerTooLarge or the system's error of a connection. */
export async function getJson(connection: Connection, path: string, signal: AbortSignal): Promise<Answer> {
  const url = new URL(connection.server + path);
  const authorized = await connection.authorize();
  const options = {
    ...authorized,
    headers: {
      ...authorized.headers,
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': 'hullcheck',
    },
    timeout: SILENCE_MS,
    signal,
  };
  const response = await send(url, options);
  const body = await text(bounded(decoded(response)));
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) throw refused(status, response.headers, body);
  return { body: JSON.parse(body), bytes: body.length };
}

function send(url: URL, options: https.RequestOptions): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? http : https).get(url, options, resolve);
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
    request.on('error', reject);
  });
}

function decoded(response: http.IncomingMessage): Readable {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  const gunzip = createGunzip();
  // Node's `pipe` does not pass errors on: a connection that dies would leave the reader waiting.
  response.on('error', (error) => gunzip.destroy(error));
  return response.pipe(gunzip);
}

function bounded(stream: Readable): Readable {
  let length = 0;
  const limit = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      length += chunk.length;
      if (length > MOST_BYTES) done(new AnswerTooLarge(`the answer is larger than ${MOST_BYTES >> 20} MB`));
      else done(null, chunk);
    },
  });
  stream.on('error', (error) => limit.destroy(error));
  limit.on('close', () => stream.destroy());
  return stream.pipe(limit);
}

function refused(status: number, headers: http.IncomingHttpHeaders, body: string): ApiError {
  const { message, continueToken } = statusOf(body);
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return new ApiError(message ?? `the server answered with status ${status}`, {
    status,
    ...(Number.isFinite(seconds) ? { retryAfter: seconds * 1000 } : {}),
    ...(continueToken === undefined ? {} : { continueToken }),
  });
}

/** The `Status` object of an error, where the answer is one. */
function statusOf(body: string): { readonly message?: string; readonly continueToken?: string } {
  try {
    const status: unknown = JSON.parse(body);
    if (!isRecord(status)) return {};
    const [message, continueToken] = [stringAt(status, 'message'), stringAt(recordAt(status, 'metadata'), 'continue')];
    return { ...(message === undefined ? {} : { message }), ...(continueToken === undefined ? {} : { continueToken }) };
  } catch {
    return {};
  }
}

/** Asks again where that can help: a server that is busy, restarting or slow, a connection that broke. Bounded. */

import { setTimeout as sleep } from 'node:timers/promises';
import { AnswerTooLarge, ApiError, getJson, type Answer } from './request.js';
import type { Connection } from './connection.js';

export interface Api {
  readonly cluster: string;
  /** Throws as `getJson` does, once nothing more can be hoped for. */
  get(path: string, signal: AbortSignal): Promise<Answer>;
}

export interface RetryPolicy {
  readonly attempts: number;
  /** Of the first pause, in milliseconds; each next one is twice as long. */
  readonly pause: number;
  /** The longest pause, also when the server asks for more. */
  readonly longest: number;
}

/** Some 15 seconds in all, or two minutes where the server asks for patience. */
const POLICY: RetryPolicy = { attempts: 6, pause: 500, longest: 30_000 };

/** Statuses that pass: too many requests, and what a proxy or a starting server says. */
const PASSING = new Set([429, 500, 502, 503, 504]);

export function createApi(connection: Connection, policy: RetryPolicy = POLICY): Api {
  // Before the first answer, and after a whole round in vain, the server is taken for dead: one try each, not a minute.
  let dead = true;

  async function get(path: string, signal: AbortSignal): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await getJson(connection, path, signal);
        dead = false;
        return answer;
      } catch (error) {
        if (signal.aborted || !isPassing(error)) throw error;
        if (error instanceof ApiError) dead = false;
        if (dead || attempt >= policy.attempts) {
          if (!(error instanceof ApiError)) dead = true;
          throw error;
        }
        await sleep(pauseOf(error, attempt, policy), undefined, { signal });
      }
    }
  }
  return { cluster: connection.cluster, get };
}

function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return PASSING.has(error.refusal.status);
  if (error instanceof AnswerTooLarge || !(error instanceof Error)) return false;
  // An answer that ends in its middle is no JSON; codes of sockets are in capitals, those of TLS name certificates.
  if (error instanceof SyntaxError) return true;
  return 'code' in error && BROKEN.has(String(error.code));
}

const BROKEN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'Z_BUF_ERROR',
]);

function pauseOf(error: unknown, attempt: number, { pause, longest }: RetryPolicy): number {
  const asked = error instanceof ApiError ? error.refusal.retryAfter : undefined;
  // Not all clients of a server that restarts should come back at the same moment.
  const own = pause * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
  return Math.min(asked ?? own, longest);
}

/** Trouble with the API in words. */

import { reasonOf } from '../shared/errors.js';
import { ApiError } from './request.js';

const WORDS: Readonly<Record<number, string>> = {
  401: 'the credentials are not accepted; log in again',
  403: 'forbidden',
  404: 'the server does not serve it any more',
  429: 'the server is too busy',
};

/** One line, also where the server sent more. */
export function reasonFrom(error: unknown): string {
  if (error instanceof ApiError) return WORDS[error.refusal.status] ?? firstLine(error.message);
  if (error instanceof Error && 'code' in error && String(error.code) in CODES) return CODES[String(error.code)] ?? '';
  return firstLine(reasonOf(error));
}

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection broke',
  ETIMEDOUT: 'no answer in time',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the host name could not be looked up',
};

/** Characters of a server's message that are shown. */
const MOST = 300;

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, MOST);
}

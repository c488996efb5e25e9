/**
 * All objects of one address, a page at a time, so that memory does not grow with their number. A list that takes longer
 * than the server keeps its state ends in 410 (Gone), with a token to go on from the same name with newer state; where it
 * has none the list begins anew. https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */

import { isList, isRecord, recordAt, stringAt, type JsonRecord } from './json.js';
import { AnswerTooLarge, ApiError } from './request.js';
import type { Api } from './retry.js';

/** A page is asked for so many objects that it is about this long. */
const PAGE_BYTES = 4 << 20;
const FIRST_PAGE = 50;
const MOST_OBJECTS = 500;

/** How often a list may begin anew: what was read is read again, and findings at the same place are told once. */
const MOST_RESTARTS = 3;

/** Throws as `Api.get` does; what was yielded before that stands. */
export async function* listObjects(api: Api, path: string, signal: AbortSignal): AsyncGenerator<JsonRecord> {
  let limit = FIRST_PAGE;
  let token: string | undefined;
  let restarts = 0;
  let renewed = false;
  do {
    const page = await pageAt(api, { path, limit, token }, signal);
    if (page.items !== undefined) {
      yield* page.items;
      limit = page.limit;
      token = page.next;
      renewed = false;
    } else if (page.next !== undefined && !renewed) {
      token = page.next;
      renewed = true;
    } else {
      if (++restarts > MOST_RESTARTS) throw new Error('its pages expire faster than they can be read');
      token = undefined;
    }
    if (page.items !== undefined && page.next === undefined) return;
  } while (!signal.aborted);
}

interface PageAt {
  readonly path: string;
  readonly limit: number;
  readonly token: string | undefined;
}

interface Page {
  /** Absent: the token has expired. */
  readonly items?: readonly JsonRecord[];
  /** How many to ask for next. */
  readonly limit: number;
  /** The token to go on with; none at the end, and none where the list has to begin anew. */
  readonly next: string | undefined;
}

async function pageAt(api: Api, { path, limit, token }: PageAt, signal: AbortSignal): Promise<Page> {
  const query = new URLSearchParams({ limit: String(limit), ...(token === undefined ? {} : { continue: token }) });
  try {
    const { body, bytes } = await api.get(`${path}?${query.toString()}`, signal);
    const list = isRecord(body) ? body : {};
    const items = isList(list['items']) ? list['items'].filter(isRecord) : [];
    const next = stringAt(recordAt(list, 'metadata'), 'continue');
    const fitting = items.length === 0 ? limit : Math.floor((PAGE_BYTES * items.length) / bytes);
    return { items: items.map((item) => typed(item, list)), limit: Math.max(1, Math.min(MOST_OBJECTS, fitting)), next };
  } catch (error) {
    if (error instanceof AnswerTooLarge && limit > 1) {
      return pageAt(api, { path, limit: Math.ceil(limit / 10), token }, signal);
    }
    if (!(error instanceof ApiError) || error.refusal.status !== 410) throw error;
    return { limit, next: error.refusal.continueToken };
  }
}

/** Objects in a list lack their own type: `PodList` tells it. */
function typed(item: JsonRecord, list: JsonRecord): JsonRecord {
  const kind = stringAt(list, 'kind')?.replace(/List$/, '');
  return { apiVersion: list['apiVersion'], ...(kind === undefined ? {} : { kind }), ...item };
}

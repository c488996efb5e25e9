/** What the page shows: the JSON that the report writes into it. */

import type { Severity } from '../../model/detector.js';
import type { Item, PageData } from '../page-data.js';

export type { Item, PageData };

export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export function readData(): PageData {
  // Written by the same build of the tool; there is no other source.
  return JSON.parse(document.getElementById('data')?.textContent ?? '{}') as PageData;
}

export function nameOf(data: PageData, item: Item): string {
  return data.types[item.detector]?.name ?? item.detector;
}

/** The day on which the secret came in; empty where it is not known. */
export function dayOf({ provenance }: Item): string {
  return provenance.kind === 'git' ? (provenance.commit?.date.slice(0, 10) ?? '') : '';
}

/** The day on which it was taken away from its place; empty where it was not, or where that is not known. */
export function removalOf({ provenance }: Item): string {
  return provenance.kind === 'git' ? (provenance.life?.removed?.date.slice(0, 10) ?? '') : '';
}

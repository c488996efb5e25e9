/** Which findings are shown, in which order, in which groups. */

import type { Severity } from '../../model/detector.js';
import { groupBy } from './dom.js';
import { dayOf, nameOf, removalOf, SEVERITIES, type Item, type PageData } from './data.js';

export const GROUPS = { type: 'Type', path: 'File', secret: 'Secret', severity: 'Severity', author: 'Author' } as const;
export type GroupBy = keyof typeof GROUPS | 'none';

export const SORTS = { severity: 'Severity', path: 'File', newest: 'Newest first', oldest: 'Oldest first' } as const;
export type SortBy = keyof typeof SORTS;

export interface View {
  query: string;
  /** Empty: all. */
  readonly severities: Set<Severity>;
  group: GroupBy;
  sort: SortBy;
  /** What somebody accepted instead of what is open. */
  accepted: boolean;
  /** `2024-03`: only what came in then. */
  month: string | undefined;
  /** Only what this layer of the image holds. */
  layer: number | undefined;
}

export interface Group {
  readonly key: string;
  readonly title: string;
  readonly items: readonly Item[];
}

export function initialView(data: PageData): View {
  return {
    query: '',
    severities: new Set(),
    group: data.findings.length > 12 ? 'type' : 'none',
    sort: 'severity',
    accepted: false,
    month: undefined,
    layer: undefined,
  };
}

export function select(data: PageData, view: View): Group[] {
  const matches = matcher(data, view);
  const shown = data.findings.filter(matches).toSorted((a, b) => ORDER[view.sort](a, b));
  if (view.group === 'none') return shown.length === 0 ? [] : [{ key: '', title: '', items: shown }];
  const title = TITLES[view.group];
  const groups = groupBy(shown, (item) => title(item, data));
  return [...groups].map(([name, items]) => ({ key: `${view.group} ${name}`, title: name, items }));
}

const ORDER: Readonly<Record<SortBy, (a: Item, b: Item) => number>> = {
  severity: (a, b) => rank(a) - rank(b) || byPath(a, b),
  path: byPath,
  newest: (a, b) => dayOf(b).localeCompare(dayOf(a)) || rank(a) - rank(b),
  oldest: (a, b) => (dayOf(a) || '9').localeCompare(dayOf(b) || '9') || rank(a) - rank(b),
};

const TITLES: Readonly<Record<keyof typeof GROUPS, (item: Item, data: PageData) => string>> = {
  type: (item, data) => nameOf(data, item),
  path: ({ location }) => location.path,
  secret: ({ secret, fingerprint }) => `${secret || 'no secret'} · ${fingerprint.slice(0, 12)}`,
  severity: ({ severity }) => severity,
  author: ({ provenance }) => (provenance.kind === 'git' ? (provenance.commit?.author ?? 'Unknown') : 'Unknown'),
};

function matcher(data: PageData, view: View): (item: Item) => boolean {
  const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
  return (item) => {
    if ((item.verdict.state !== 'open') !== view.accepted) return false;
    if (view.severities.size > 0 && !view.severities.has(item.severity)) return false;
    if (view.month !== undefined && !isOf(item, view.month)) return false;
    if (view.layer !== undefined && layerOf(item) !== view.layer) return false;
    return words.every((word) => haystack(data, item).includes(word));
  };
}

const haystacks = new WeakMap<Item, string>();

/** Everything about a finding that may be searched for, once put together. */
function haystack(data: PageData, item: Item): string {
  const known = haystacks.get(item);
  if (known !== undefined) return known;
  const { detector, severity, secret, fingerprint, location, excerpt } = item;
  const rest = JSON.stringify([item.provenance, item.resource, item.verdict]);
  const parts = [nameOf(data, item), detector, severity, secret, fingerprint, location.path, excerpt, rest];
  const text = parts.join(' ').toLowerCase();
  haystacks.set(item, text);
  return text;
}

export function layerOf({ provenance }: Item): number | undefined {
  return provenance.kind === 'image' ? provenance.layer?.index : undefined;
}

function rank({ severity }: Item): number {
  return SEVERITIES.indexOf(severity);
}

function byPath(a: Item, b: Item): number {
  return a.location.path.localeCompare(b.location.path) || a.location.startLine - b.location.startLine;
}

/** Whether it came in or was removed in that month or year. */
function isOf(item: Item, month: string): boolean {
  return dayOf(item).startsWith(month) || removalOf(item).startsWith(month);
}

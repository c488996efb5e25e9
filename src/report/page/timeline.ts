/**
 * When the secrets came in and were removed: for each month a bar up, in the colours of the severities, and a bar down. What
 * was removed is still in history; the bars down say that somebody has seen it.
 */

import { dayOf, removalOf, SEVERITIES, type Item, type PageData } from './data.js';
import { h, plural, s } from './dom.js';
import type { View } from './view.js';

const HEIGHT = 72;
/** Of the bars down, where there are any. */
const DEPTH = 28;
/** More months than this are joined to years. */
const MOST_MONTHS = 48;

/** Nothing where fewer than two months are known. */
export function timeline(data: PageData, view: View, changed: () => void): HTMLElement | undefined {
  const dated = data.findings.filter((item) => dayOf(item) !== '' && item.verdict.state === 'open');
  const periods = periodsOf(dated);
  if (periods.length < 2) return undefined;
  const scale = {
    most: Math.max(1, ...periods.map(({ items }) => items.length)),
    mostRemoved: Math.max(0, ...periods.map(({ removed }) => removed)),
  };
  const bars = periods.map((period) => bar(period, { scale, view, changed }));
  const title = scale.mostRemoved > 0 ? 'When they came in, and were removed' : 'When they came in';
  const first = periods[0]?.name ?? '';
  const last = periods.at(-1)?.name ?? '';
  return h('section', { class: 'panel timeline', 'aria-label': title }, [
    h('h2', {}, [title]),
    h('div', { class: scale.mostRemoved > 0 ? 'bars both' : 'bars' }, bars),
    h('div', { class: 'axis' }, [h('span', {}, [first]), h('span', {}, [last])]),
  ]);
}

interface Period {
  readonly name: string;
  /** That came in. */
  readonly items: readonly Item[];
  /** How many were removed. */
  readonly removed: number;
}

interface Scale {
  readonly most: number;
  readonly mostRemoved: number;
}

/** Every period from the first to the last, also those in which nothing came in. */
function periodsOf(dated: readonly Item[]): Period[] {
  const removals = dated.map(removalOf).filter((day) => day !== '');
  const days = [...dated.map(dayOf), ...removals].toSorted();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const months = monthsBetween(first.slice(0, 7), last.slice(0, 7));
  const names = months.length <= MOST_MONTHS ? months : [...new Set(months.map((month) => month.slice(0, 4)))];
  return names.map((name) => ({
    name,
    items: dated.filter((item) => dayOf(item).startsWith(name)),
    removed: removals.filter((day) => day.startsWith(name)).length,
  }));
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  let [year = 0, month = 0] = first.split('-').map(Number);
  // Dates are what somebody's clock said: bounded, so that a wrong one does not fill the memory.
  for (let name = first; name <= last && months.length < 1200;) {
    months.push(name);
    month++;
    if (month > 12) {
      month = 1;
      year++;
    }
    name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
  }
  return months;
}

function bar(
  { name, items, removed }: Period,
  { scale: { most, mostRemoved }, view, changed }: { scale: Scale; view: View; changed: () => void },
): HTMLElement {
  let top = HEIGHT;
  const parts = SEVERITIES.toReversed().flatMap((severity) => {
    const count = items.filter((item) => item.severity === severity).length;
    if (count === 0) return [];
    const height = (count / most) * HEIGHT;
    top -= height;
    return [s('rect', { class: `fill-${severity}`, x: 0, y: top, width: 10, height })];
  });
  if (mostRemoved > 0) parts.push(s('rect', { class: 'fill-base', x: 0, y: HEIGHT, width: 10, height: 1 }));
  if (removed > 0) {
    const height = (removed / mostRemoved) * DEPTH;
    parts.push(s('rect', { class: 'fill-removed', x: 0, y: HEIGHT + 1, width: 10, height: height - 1 }));
  }
  const total = mostRemoved > 0 ? HEIGHT + DEPTH : HEIGHT;
  const picture = s('svg', { viewBox: `0 0 10 ${total}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, parts);
  const label = `${name}: ${plural(items.length, 'finding')}${removed > 0 ? `, ${removed} removed` : ''}`;
  const click = (): void => {
    view.month = view.month === name ? undefined : name;
    changed();
  };
  const disabled = items.length + removed === 0;
  return h(
    'button',
    { title: label, 'aria-label': label, 'aria-pressed': String(view.month === name), click, disabled },
    [picture],
  );
}

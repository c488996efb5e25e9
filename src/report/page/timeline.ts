/** When the secrets came in: a bar for each month, in the colours of the severities. */

import { dayOf, SEVERITIES, type Item, type PageData } from './data.js';
import { h, plural, s } from './dom.js';
import type { View } from './view.js';

const HEIGHT = 72;
/** More months than this are joined to years. */
const MOST_MONTHS = 48;

/** Nothing where fewer than two months are known. */
export function timeline(data: PageData, view: View, changed: () => void): HTMLElement | undefined {
  const dated = data.findings.filter((item) => dayOf(item) !== '' && item.verdict.state === 'open');
  const periods = periodsOf(dated);
  if (periods.length < 2) return undefined;
  const most = Math.max(...periods.map(({ items }) => items.length));
  const bars = periods.map((period) => bar(period, { most, view, changed }));
  const first = periods[0]?.name ?? '';
  const last = periods.at(-1)?.name ?? '';
  return h('section', { class: 'panel timeline', 'aria-label': 'When they came in' }, [
    h('h2', {}, ['When they came in']),
    h('div', { class: 'bars' }, bars),
    h('div', { class: 'axis' }, [h('span', {}, [first]), h('span', {}, [last])]),
  ]);
}

interface Period {
  readonly name: string;
  readonly items: readonly Item[];
}

/** Every period from the first to the last, also those in which nothing came in. */
function periodsOf(dated: readonly Item[]): Period[] {
  const days = dated.map(dayOf).toSorted();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const months = monthsBetween(first.slice(0, 7), last.slice(0, 7));
  const names = months.length <= MOST_MONTHS ? months : [...new Set(months.map((month) => month.slice(0, 4)))];
  return names.map((name) => ({ name, items: dated.filter((item) => dayOf(item).startsWith(name)) }));
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
  { name, items }: Period,
  { most, view, changed }: { most: number; view: View; changed: () => void },
): HTMLElement {
  let top = HEIGHT;
  const parts = SEVERITIES.toReversed().flatMap((severity) => {
    const count = items.filter((item) => item.severity === severity).length;
    if (count === 0) return [];
    const height = (count / most) * HEIGHT;
    top -= height;
    return [s('rect', { class: `fill-${severity}`, x: 0, y: top, width: 10, height })];
  });
  const picture = s('svg', { viewBox: `0 0 10 ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, parts);
  const label = `${name}: ${plural(items.length, 'finding')}`;
  const click = (): void => {
    view.month = view.month === name ? undefined : name;
    changed();
  };
  const disabled = items.length === 0;
  return h(
    'button',
    { title: label, 'aria-label': label, 'aria-pressed': String(view.month === name), click, disabled },
    [picture],
  );
}

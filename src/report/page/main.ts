/** The page of the `html` report: draws itself from the data that stands in it. */

import { controls } from './controls.js';
import { readData, SEVERITIES, type PageData } from './data.js';
import { h, plural, type Child } from './dom.js';
import { findingRow } from './finding.js';
import { handleKeys } from './keys.js';
import { layers } from './layers.js';
import { timeline } from './timeline.js';
import { initialView, select, type Group, type View } from './view.js';

/** Rows that are drawn at once; more as one scrolls. */
const CHUNK = 100;

function start(): void {
  const data = readData();
  const view = initialView(data);
  const list = h('div', { class: 'list' });
  const count = h('p', { class: 'count', role: 'status' });
  const panels = h('div', { class: 'panels' });
  const bar = controls(data, view, changed);

  function changed(): void {
    const groups = select(data, view);
    const shown = groups.reduce((sum, { items }) => sum + items.length, 0);
    count.textContent = countText(shown, data, view);
    const drawn = [timeline(data, view, changed), layers(data, view, changed)].filter((panel) => panel !== undefined);
    redraw(panels, drawn);
    bar.update();
    list.dataset['group'] = view.group;
    drawList(list, groups, data);
  }

  document.title = `hullcheck: ${data.run.target}`;
  document
    .getElementById('page')
    ?.replaceChildren(
      header(data),
      panels,
      ...(data.findings.length === 0 ? [] : [bar.element, count, list]),
      ...problems(data),
      footer(data),
    );
  changed();
  handleKeys(bar.search);
}

/** The button that was pressed keeps the focus, though it is a new one. */
function redraw(panels: HTMLElement, drawn: readonly HTMLElement[]): void {
  const index = [...panels.querySelectorAll('button')].findIndex((button) => button === document.activeElement);
  panels.replaceChildren(...drawn);
  panels.querySelectorAll('button')[index]?.focus();
}

function header(data: PageData): HTMLElement {
  const { run, summary } = data;
  const open = data.findings.filter(({ verdict }) => verdict.state === 'open');
  return h('header', {}, [
    h('p', { class: 'run' }, [h('b', {}, ['hullcheck']), ` ${run.command} `, h('code', {}, [run.target])]),
    h('h1', {}, [headline(open, summary.complete)]),
    severityBar(open),
    h('p', { class: 'dim' }, [secretsText(open), summary.scanned]),
    summary.complete ? undefined : incompleteNote(),
    run.inClear ? clearNote() : undefined,
  ]);
}

function headline(open: PageData['findings'], complete: boolean): string {
  if (open.length === 0) return complete ? 'No leaks found' : 'No leaks found in what could be read';
  const critical = open.filter(({ severity }) => severity === 'critical').length;
  const worst = critical === 0 ? '' : `, ${critical.toLocaleString('en')} critical`;
  return `${plural(open.length, 'open finding')}${worst}`;
}

/** The same secret may stand at many places, and is revoked once. */
function secretsText(open: PageData['findings']): string {
  const secrets = new Set(open.map(({ fingerprint }) => fingerprint)).size;
  return secrets === 0 || secrets === open.length ? '' : `${plural(secrets, 'different secret')} to revoke. `;
}

function incompleteNote(): HTMLElement {
  return h('p', { class: 'incomplete', role: 'alert' }, [
    h('b', {}, ['Incomplete. ']),
    'Some of it could not be read, so do not take it for clean. ',
    h('a', { href: '#problems' }, ['What was not read']),
  ]);
}

function clearNote(): HTMLElement {
  return h('p', { class: 'incomplete', role: 'alert' }, [
    h('b', {}, ['Secrets in clear. ']),
    'Whoever has this file can use them. Do not send it on.',
  ]);
}

/** One bar, as long as the page is wide, parted by severity. */
function severityBar(open: PageData['findings']): Child {
  if (open.length === 0) return undefined;
  const parts = SEVERITIES.flatMap((severity) => {
    const count = open.filter((item) => item.severity === severity).length;
    if (count === 0) return [];
    const part = h('span', { class: `fill-${severity}`, title: `${count} ${severity}` });
    part.style.flexGrow = String(count);
    return [part];
  });
  return h('div', { class: 'severity-bar', 'aria-hidden': 'true' }, parts);
}

function countText(shown: number, { findings }: PageData, view: View): string {
  const all = findings.filter(({ verdict }) => (verdict.state !== 'open') === view.accepted).length;
  const filters = [
    ...(view.month === undefined ? [] : [`of ${view.month}`]),
    ...(view.layer === undefined ? [] : [`in layer ${view.layer}`]),
  ];
  const where = filters.length === 0 ? '' : `, ${filters.join(', ')}`;
  return shown === all ? '' : `${shown.toLocaleString('en')} of ${all.toLocaleString('en')} shown${where}`;
}

function drawList(list: HTMLElement, groups: readonly Group[], data: PageData): void {
  const rows = rowsOf(groups, data);
  const end = h('div', { class: 'end' });
  list.replaceChildren(end);
  const more = (): void => {
    for (let drawn = 0; drawn < CHUNK; drawn++) {
      const next = rows.next();
      if (next.done === true) {
        observer.disconnect();
        if (list.childElementCount === 1) end.textContent = 'Nothing matches. Clear a filter, or search for less.';
        return;
      }
      end.before(next.value);
    }
    // An observer only tells changes: ask again, as the end may still be in sight.
    observer.unobserve(end);
    observer.observe(end);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) more();
    },
    { rootMargin: '600px' },
  );
  more();
}

function* rowsOf(groups: readonly Group[], data: PageData): Generator<HTMLElement> {
  for (const { title, items } of groups) {
    if (title !== '') yield h('h2', { class: 'group' }, [title, h('span', { class: 'dim' }, [String(items.length)])]);
    for (const item of items) yield findingRow(data, item);
  }
}

function problems({ problems: all }: PageData): HTMLElement[] {
  if (all.length === 0) return [];
  const lines = all.map(({ code, message, incomplete }) =>
    h('li', {}, [
      h('span', { class: incomplete ? 'severity critical' : 'severity low' }, [incomplete ? 'not scanned' : 'note']),
      h('span', {}, [message, ' ', h('code', { class: 'dim' }, [code])]),
    ]),
  );
  return [h('section', { class: 'problems', id: 'problems' }, [h('h2', {}, ['Problems']), h('ul', {}, lines)])];
}

function footer({ run }: PageData): HTMLElement {
  const keys = [
    ['/', 'search'],
    ['j k', 'move'],
    ['Enter', 'open'],
    ['Esc', 'close'],
  ].flatMap(([key = '', what = '']) => [h('kbd', {}, [key]), ` ${what} `]);
  return h('footer', {}, [
    h('p', {}, [
      `hullcheck ${run.version}, ${run.date}. ${run.inClear ? 'Secrets are in clear.' : 'Secrets are masked.'}`,
    ]),
    h('p', { class: 'keys' }, keys),
  ]);
}

start();

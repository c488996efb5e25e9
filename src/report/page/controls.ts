/** The controls above the list: search, severities, grouping, order. */

import { SEVERITIES, type PageData } from './data.js';
import { h } from './dom.js';
import { GROUPS, SORTS, type GroupBy, type SortBy, type View } from './view.js';

export interface Controls {
  readonly element: HTMLElement;
  readonly search: HTMLInputElement;
  /** Shows what the view says after it was changed elsewhere. */
  update(): void;
}

export function controls(data: PageData, view: View, changed: () => void): Controls {
  const search = h('input', {
    type: 'search',
    placeholder: 'Search: path, type, author, fingerprint',
    'aria-label': 'Search',
    input: () => {
      view.query = search.value;
      changed();
    },
  });
  const severities = severityButtons(data, view, changed);
  const clear = h('button', { class: 'clear', click: () => reset(view, search, changed) }, ['Clear filters']);
  const element = h('div', { class: 'controls' }, [
    search,
    h('div', { class: 'severities', role: 'group', 'aria-label': 'Severity' }, [...severities.values()]),
    picker('Group by', { none: 'Nothing', ...groupsFor(data) }, view.group, (value) => {
      view.group = value as GroupBy;
      changed();
    }),
    picker('Sort by', sortsFor(data), view.sort, (value) => {
      view.sort = value as SortBy;
      changed();
    }),
    ...acceptedSwitch(data, view, changed),
    clear,
  ]);
  return {
    element,
    search,
    update() {
      for (const [severity, button] of severities) {
        button.setAttribute('aria-pressed', String(view.severities.has(severity)));
      }
      clear.hidden = !isFiltered(view);
    },
  };
}

function isFiltered({ query, severities, month, layer }: View): boolean {
  return query !== '' || severities.size > 0 || month !== undefined || layer !== undefined;
}

function reset(view: View, search: HTMLInputElement, changed: () => void): void {
  Object.assign(view, { query: '', month: undefined, layer: undefined });
  view.severities.clear();
  search.value = '';
  changed();
}

function severityButtons(data: PageData, view: View, changed: () => void) {
  const open = data.findings.filter(({ verdict }) => verdict.state === 'open');
  return new Map(
    SEVERITIES.flatMap((severity) => {
      const count = open.filter((item) => item.severity === severity).length;
      if (count === 0) return [];
      const click = (): void => {
        if (!view.severities.delete(severity)) view.severities.add(severity);
        changed();
      };
      const button = h('button', { class: `toggle ${severity}`, 'aria-pressed': 'false', click }, [
        h('span', { class: `dot fill-${severity}`, 'aria-hidden': 'true' }),
        `${severity} `,
        h('b', {}, [count.toLocaleString('en')]),
      ]);
      return [[severity, button] as const];
    }),
  );
}

function picker(
  label: string,
  options: Readonly<Record<string, string>>,
  ...[chosen, choose]: [string, (value: string) => void]
): HTMLElement {
  const list = Object.entries(options).map(([value, text]) =>
    h('option', { value, selected: value === chosen }, [text]),
  );
  const element = h('select', { change: () => choose(element.value) }, list);
  return h('label', {}, [h('span', { class: 'dim' }, [label]), element]);
}

function hasCommits({ findings }: PageData): boolean {
  return findings.some(({ provenance }) => provenance.kind === 'git');
}

function groupsFor(data: PageData): Partial<typeof GROUPS> {
  const { author, ...others } = GROUPS;
  return hasCommits(data) ? { ...others, author } : others;
}

function sortsFor(data: PageData): Record<string, string> {
  const { severity, path, ...byDate } = SORTS;
  return hasCommits(data) ? { severity, path, ...byDate } : { severity, path };
}

function acceptedSwitch(data: PageData, view: View, changed: () => void): HTMLElement[] {
  const count = data.findings.filter(({ verdict }) => verdict.state !== 'open').length;
  if (count === 0) return [];
  const box = h('input', {
    type: 'checkbox',
    change: () => {
      view.accepted = box.checked;
      changed();
    },
  });
  return [h('label', { class: 'check' }, [box, `Accepted (${count.toLocaleString('en')})`])];
}

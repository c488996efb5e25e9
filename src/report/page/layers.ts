/** The layers of an image, drawn as they lie on one another, with what each holds. */

import { SEVERITIES, type Item, type PageData } from './data.js';
import { groupBy, h, plural } from './dom.js';
import { layerOf, type View } from './view.js';

/** Nothing for other sources than an image. */
export function layers(data: PageData, view: View, changed: () => void): HTMLElement | undefined {
  const inLayers = data.findings.filter((item) => layerOf(item) !== undefined && item.verdict.state === 'open');
  const settings = data.findings.filter((item) => item.provenance.kind === 'image' && layerOf(item) === undefined);
  if (inLayers.length === 0) return undefined;
  const byLayer = groupBy(inLayers, (item) => layerOf(item) ?? 0);
  const rows = [...byLayer]
    .toSorted(([a], [b]) => b - a)
    .map(([index, items]) => layerRow(index, items, { view, changed }));
  const note =
    settings.length === 0 ? [] : [h('p', { class: 'dim' }, [`${plural(settings.length, 'finding')} in settings`])];
  return h('section', { class: 'panel layers', 'aria-label': 'Layers of the image' }, [
    h('h2', {}, ['Layers that hold secrets']),
    h('ol', {}, rows),
    ...note,
  ]);
}

function layerRow(
  index: number,
  items: readonly Item[],
  { view, changed }: { view: View; changed: () => void },
): HTMLElement {
  const [first] = items;
  const provenance = first?.provenance;
  const image = provenance?.kind === 'image' ? provenance : undefined;
  const gone = items.filter((item) => isGone(item)).length;
  const notes = [
    plural(items.length, 'finding'),
    ...(gone === 0 ? [] : [`${gone} no longer in the final image, still in the download`]),
    ...(image?.owner?.image === 'base' ? ['from the base image'] : []),
  ];
  const click = (): void => {
    view.layer = view.layer === index ? undefined : index;
    changed();
  };
  const worst = SEVERITIES.find((severity) => items.some((item) => item.severity === severity)) ?? 'low';
  return h('li', {}, [
    h('button', { class: `layer edge-${worst}`, 'aria-pressed': String(view.layer === index), click }, [
      h('span', { class: 'number' }, [String(index)]),
      h('span', { class: 'what' }, [
        h('code', {}, [image?.instruction?.text ?? image?.layer?.diffId.slice(0, 19) ?? 'layer']),
        h('span', { class: 'dim' }, [notes.join(' · ')]),
      ]),
    ]),
  ]);
}

function isGone({ provenance }: Item): boolean {
  return provenance.kind === 'image' && provenance.verdict !== undefined && provenance.verdict.state !== 'present';
}

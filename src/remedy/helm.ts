/**
 * Literals in the values of a Helm chart. The chart learns to take them from a Secret that exists, as charts commonly
 * do: `existingSecret` beside the value, and an `if` around the variable that reads it. Where the value is still given,
 * the chart works as before, so other values files stay good.
 */

import { isMap, isScalar } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';
import { yamlPaths, type Draft, type Outcome, type Spot } from './draft.js';
import { beginsLine, columnOf, lineStart, nextLine, type Edit } from './edit.js';
import { keyOf, locate, pairOf, textOf, type Place, type Step } from './manifest.js';
import { secretKeyFor } from './names.js';
import { chartOf, homeOf, objectAround, type Chart } from './owner.js';
import type { SecretRef } from './secret-book.js';
import { mentions, usesOf, type ValueUse } from './template.js';
import { hideValue, innerPart, partOf, workloadShape } from './workload.js';
import { appendPairs, replacePair, type Piece } from './yaml-text.js';

/** `values.yaml`, `values-prod.yaml`, `prod.values.yaml`, `ci/x-values.yaml`. */
export function isValuesPath(path: string): boolean {
  return /(^|[/._-])values([._-][^/]*)?\.ya?ml$/i.test(path);
}

export function fixValues(spot: Spot, draft: Draft): Outcome {
  const { place } = spot;
  const chart = chartOf(draft, place.manifest.path);
  // A file that is one text and nothing else has no steps to its value.
  const { pair, parent } = place.steps.at(-1) ?? {};
  const keys = place.steps.map(({ key }) => key);
  if (isVariable(place)) return fixVariable(place, draft, chart);
  if (chart === undefined)
    return {
      unfixed: 'values of a chart that is not here: create the Secret and set the existingSecret that the chart offers',
    };
  if (keys.some((key) => typeof key !== 'string') || pair === undefined || !isMap(parent))
    return { unfixed: 'a value in a list: let the template read it from a Secret by hand' };
  const path = keys.join('.');
  const templates = templatesOf(draft, chart);
  const uses = templates.flatMap((template) =>
    usesOf(draft.tree.text(template) ?? '', path).map((use) => ({ template, use })),
  );
  const trouble = troubleWith(path, { draft, templates, uses: uses.length });
  if (trouble !== undefined) return { unfixed: trouble };
  const edits = uses.map(({ template, use }) => ({ template, edits: useEdits(draft, { template, use, path }) }));
  const stuck = edits.find((one) => typeof one.edits === 'string');
  if (stuck !== undefined) return { unfixed: `${stuck.template} uses .Values.${path} ${String(stuck.edits)}` };
  const ref = claimFor(place, draft, { chart, key: path });
  for (const { template, edits: made } of edits) if (typeof made !== 'string') addOnce(draft, template, made);
  editValues(place, draft, ref);
  if (templates.length > 0 && draft.tree.text(`${chart.directory}/values.schema.json`) !== undefined)
    draft.notes.add(`${chart.directory}/values.schema.json may have to allow ${siblings(keyOf(pair)).join(' and ')}`);
  return { fixed: `existingSecret ${ref.name}, key ${ref.key}, read by the template` };
}

/** Names of the two values beside the old one. */
function siblings(key: string): [string, string] {
  return ['existingSecret', `existingSecret${key.charAt(0).toUpperCase()}${key.slice(1)}Key`];
}

function templatesOf({ tree }: Draft, { directory }: Chart): string[] {
  const inside = directory === '' ? 'templates/' : `${directory}/templates/`;
  return yamlPaths(tree).filter((path) => path.startsWith(inside));
}

/** Why the chart cannot be edited for this value as a whole. */
function troubleWith(
  path: string,
  { draft, templates, uses }: { draft: Draft; templates: readonly string[]; uses: number },
): string | undefined {
  const text = (template: string): string => draft.tree.text(template) ?? '';
  const parents = path.split('.').slice(0, -1);
  const whole = parents.map((_, at) => parents.slice(0, at + 1).join('.'));
  const passing = templates.find((template) => whole.some((parent) => usesOf(text(template), parent).length > 0));
  if (passing !== undefined)
    return `'${passing}' uses .Values.${parents.join('.')} as a whole: let it read the Secret by hand`;
  const [secret] = siblings('');
  const known = [...parents, secret].join('.');
  if (templates.some((template) => usesOf(text(template), known).length > 0))
    return `the chart has .Values.${known} already: create that Secret, name it there and empty this value`;
  return uses === 0
    ? `no template here uses .Values.${path}: it may belong to a subchart; set the existingSecret that it offers`
    : undefined;
}

/** The `if` around one `value:`, or how the template uses the value otherwise. */
function useEdits(
  draft: Draft,
  { template, use, path }: { template: string; use: ValueUse; path: string },
): Edit[] | string {
  const manifest = draft.manifest(template);
  const place = manifest === undefined ? undefined : locate(manifest, use.start);
  if (manifest === undefined || place === undefined || workloadShape(place) !== 'env')
    return reasonElsewhere(place, path);
  const inner = innerPart(place);
  if (manifest.text.slice(inner.start, inner.end).trim() !== manifest.text.slice(use.start, use.end))
    return 'inside a longer value: edit it by hand';
  const { pair } = place.steps.at(-1) as Step;
  const start = isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
  const { text, eol, step } = manifest;
  if (!beginsLine(text, start)) return 'in a list item that begins with the value: edit it by hand';
  const column = columnOf(text, start);
  const root = use.expression.includes('$.Values') ? '$' : '';
  const parent = path.split('.').slice(0, -1);
  const [secret, key] = siblings(path.split('.').at(-1) ?? '').map(
    (name) => `${root}.Values.${[...parent, name].join('.')}`,
  ) as [string, string];
  const line = (depth: number, words: string): string => `${' '.repeat(column + depth * step)}${words}${eol}`;
  const before = [
    line(0, `{{- if ${secret} }}`),
    line(0, 'valueFrom:'),
    line(1, 'secretKeyRef:'),
    line(2, `name: {{ ${secret} | quote }}`),
    line(2, `key: {{ ${key} | quote }}`),
    line(0, '{{- else }}'),
  ];
  const [first, behind] = [lineStart(text, start), nextLine(text, partOf(place.node).end)];
  const end = `${text.endsWith('\n') || behind < text.length ? '' : eol}${line(0, '{{- end }}')}`;
  return [
    { start: first, end: first, text: before.join('') },
    { start: behind, end: behind, text: end },
  ];
}

function reasonElsewhere(place: Place | undefined, path: string): string {
  const kind = place === undefined ? undefined : objectAround(place)?.kind;
  if (kind !== 'Secret') return 'elsewhere than in a variable of a container: edit it by hand';
  return `for a Secret that the chart makes: empty it here, and give it when installing, with --set-file ${path}=FILE or an encrypted values file`;
}

/** Two values files may set the same value: the template is edited for both at once. */
function addOnce(draft: Draft, path: string, edits: readonly Edit[]): void {
  const there = draft.edits.get(path) ?? [];
  const isNew = edits.every(
    (edit) => !there.some(({ start, text }) => start === edit.start && text === edit.text && text !== ''),
  );
  if (isNew) draft.edit(path, edits);
}

function claimFor({ manifest, node }: Place, draft: Draft, { chart, key }: { chart: Chart; key: string }): SecretRef {
  const stem = manifest.path.slice(manifest.path.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
  const environment = stem.replace(/[._-]?values[._-]?/i, '');
  return draft.secrets.claim({
    owner: environment === '' ? chart.name : `${chart.name}-${environment}`,
    namespace: undefined,
    directory: homeOf(draft, manifest.path),
    key: secretKeyFor(key.replaceAll('.', '-')),
    value: textOf(node, manifest) ?? '',
    own: true,
  });
}

function editValues(place: Place, draft: Draft, ref: SecretRef): void {
  const { manifest, steps, node } = place;
  const { parent, pair } = steps.at(-1) as Required<Step>;
  const map = parent as YAMLMap;
  const [secret, key] = siblings(keyOf(pair));
  hideValue(place, draft);
  draft.edit(manifest.path, [{ ...partOf(node), text: '""' }]);
  const added: [string, Piece][] = [[key, ref.key]];
  const there = pairOf(map, secret);
  if (there !== undefined) draft.edit(manifest.path, [replacePair(manifest, { map, pair: there }, [secret, ref.name])]);
  else if (!draft.named.has(map)) added.unshift([secret, ref.name]);
  draft.named.add(map);
  draft.edit(manifest.path, [appendPairs(manifest, { map, after: pair }, added)]);
}

/** An item of a list of variables, which charts hand on as it is. */
function isVariable({ steps }: Place): boolean {
  const [list, item, field] = steps.slice(-3);
  return (
    field?.key === 'value' &&
    typeof item?.key === 'number' &&
    /env/i.test(String(list?.key)) &&
    pairOf(field.parent, 'name') !== undefined
  );
}

const PASSED_ON = new Set(['extraEnv', 'extraEnvs', 'extraEnvVars']);

function fixVariable(place: Place, draft: Draft, chart: Chart | undefined): Outcome {
  const keys = place.steps.slice(0, -2).map(({ key }) => key);
  const path = keys.join('.');
  const passed = (text: string): boolean => usesOf(text, path).some(({ expression }) => mentions(expression, 'toYaml'));
  const sure =
    chart === undefined
      ? PASSED_ON.has(String(keys.at(-1)))
      : templatesOf(draft, chart).some((template) => passed(draft.tree.text(template) ?? ''));
  if (!sure)
    return {
      unfixed: `no template here hands .Values.${path} on with toYaml: put valueFrom there where the chart takes it`,
    };
  const { parent, pair } = place.steps.at(-1) as Required<Step>;
  const name = textOf(pairOf(parent, 'name')?.value, place.manifest) ?? 'value';
  const { manifest } = place;
  const ref = draft.secrets.claim({
    owner: chart?.name ?? manifest.path.slice(manifest.path.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, ''),
    namespace: undefined,
    directory: homeOf(draft, manifest.path),
    key: name,
    value: textOf(place.node, manifest) ?? '',
  });
  const from: Piece = { secretKeyRef: { name: ref.name, key: ref.key } };
  draft.edit(manifest.path, [
    replacePair(manifest, { map: parent as YAMLMap, pair: pair as Pair }, ['valueFrom', from]),
  ]);
  hideValue(place, draft);
  return { fixed: `valueFrom.secretKeyRef: Secret ${ref.name}, key ${ref.key}` };
}

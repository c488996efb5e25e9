/** Literals in containers: an `env` value becomes a `secretKeyRef`, a flag reads a variable that comes from one. */

import { isAlias, isScalar, isSeq, parseDocument } from 'yaml';
import type { Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { type ContainerDraft, type Draft, type Outcome, type Spot } from './draft.js';
import type { Edit } from './edit.js';
import { aliasesOf, fieldOf, pairOf, textOf, type Part, type Place, type Step } from './manifest.js';
import { firstFree, nameBefore, variableFor } from './names.js';
import { containerAround, homeOf, namespaceOf, objectAround, ownerName } from './owner.js';
import type { SecretRef } from './secret-book.js';
import { expandDollars, refersToVariables } from './variables.js';
import { appendItems, insertItem, insertPairs, replacePair, type Piece } from './yaml-text.js';

export type WorkloadShape = 'env' | 'argument';

/** What kind of place in a container this is; undefined for others, such as a probe. */
export function workloadShape({ steps }: Place): WorkloadShape | undefined {
  const container = containerAround(steps);
  if (container === undefined) return undefined;
  const [first, second, third, ...more] = steps.slice(container.depth).map(({ key }) => key);
  if (first === 'env' && typeof second === 'number' && third === 'value' && more.length === 0) return 'env';
  if ((first === 'args' || first === 'command') && typeof second === 'number' && third === undefined) return 'argument';
  return undefined;
}

export function fixEnv(spot: Spot, draft: Draft): Outcome {
  const { place } = spot;
  const value = textOf(place.node, place.manifest);
  if (value === undefined) return { unfixed: 'the value comes out of a template' };
  if (refersToVariables(value)) return fixInsideEnv(spot, draft);
  const places = [place, ...aliasesOf(place)];
  if (places.some((other) => workloadShape(other) !== 'env'))
    return { unfixed: 'its YAML anchor is also used in places that cannot read a Secret' };
  const names = places.map(({ steps, manifest, document }) =>
    fieldOf(steps.at(-1)?.parent, 'name', { manifest, document }),
  );
  const [name] = names;
  if (name === undefined) return { unfixed: 'the variable has no name' };
  const ref = claim(place, draft, { key: name, value: expandDollars(value) });
  for (const { manifest, steps } of places) {
    const { parent, pair } = steps.at(-1) as Step;
    const container = containerAround(steps)?.map;
    const variable = fieldOf(parent, 'name', { manifest, document: place.document });
    if (container !== undefined && variable !== undefined)
      containerDraft(draft, container, place).known.set(variable, ref);
    const from: Piece = { secretKeyRef: { name: ref.name, key: ref.key } };
    draft.edit(manifest.path, [
      replacePair(manifest, { map: parent as YAMLMap, pair: pair as Pair }, ['valueFrom', from]),
    ]);
  }
  hideValue(place, draft);
  return { fixed: `valueFrom.secretKeyRef: Secret ${ref.name}, key ${ref.key}` };
}

/** `postgres://app:literal@$(HOST)/db`: Kubernetes expands it only while it stands in the manifest. */
function fixInsideEnv({ place, parts }: Spot, draft: Draft): Outcome {
  const list = place.steps.at(-2) as Step;
  const variable = fieldOf(place.steps.at(-1)?.parent, 'name', place) ?? 'VALUE';
  if (aliasesOf(place).length > 0)
    return { unfixed: 'its YAML anchor is used elsewhere, and it refers to other variables' };
  const map = containerAround(place.steps)?.map;
  if (map === undefined) return { unfixed: 'it is in no container' };
  const container = containerDraft(draft, map, place);
  const done: string[] = [];
  for (const part of parts) {
    const plain = plainPart(place, part);
    if (plain === undefined) return { unfixed: 'it is folded over lines or escaped, and it refers to other variables' };
    const name = freeVariable(container, variableFor(`${variable}_SECRET`));
    const by = claim(place, draft, { key: name, value: expandDollars(plain) });
    const item = { name, valueFrom: { secretKeyRef: { name: by.name, key: by.key } } };
    draft.edit(place.manifest.path, [
      insertItem(place.manifest, { seq: list.parent as YAMLSeq, index: Number(list.key) }, item),
      { ...part, text: `$(${name})` },
    ]);
    done.push(`$(${name}) from Secret ${by.name}, key ${by.key}`);
  }
  return { fixed: done.join('; ') };
}

export function fixArgument(spot: Spot, draft: Draft): Outcome {
  const { place } = spot;
  const { manifest } = place;
  const container = containerAround(place.steps);
  if (container === undefined || textOf(place.node, manifest) === undefined)
    return { unfixed: 'the argument comes out of a template' };
  if (aliasesOf(place).length > 0) return { unfixed: 'its YAML anchor is used elsewhere' };
  const env = pairOf(container.map, 'env');
  if (isAlias(env?.value))
    return { unfixed: "the container's env is shared by a YAML anchor: add the variable by hand" };
  const literals = literalsIn(spot);
  if (literals === undefined) return { unfixed: 'the argument is folded over lines or escaped' };
  const added = containerDraft(draft, container.map, place);
  const done: string[] = [];
  for (const { part, plain, called } of literals) {
    const known = knownVariable(draft, added, expandDollars(plain));
    const name = known?.name ?? freeVariable(added, variableFor(called ?? 'secret'));
    const by = known?.ref ?? claim(place, draft, { key: name, value: expandDollars(plain) });
    if (known === undefined) added.variables.set(name, by);
    draft.edit(manifest.path, [{ ...part, text: `$(${name})` }]);
    draft.hide(manifest.path, part);
    done.push(`$(${name}) from Secret ${by.name}, key ${by.key}`);
  }
  return { fixed: done.join('; ') };
}

interface Literal {
  readonly part: Part;
  readonly plain: string;
  readonly called: string | undefined;
}

/** The whole value of `--flag=value`, or the whole argument behind a flag; in a shell line just what was found. */
function literalsIn({ place, parts }: Spot): Literal[] | undefined {
  const { text } = place.manifest;
  const inner = innerPart(place);
  const source = text.slice(inner.start, inner.end);
  const assigned = /^(--?[A-Za-z][\w.-]*)=(?=\S+$)/.exec(source) ?? /^([A-Za-z_]\w*)=(?=\S+$)/.exec(source);
  const before = flagBefore(place);
  // Behind `-c` stands a whole command line.
  const flag = /\s/.test(source) && !before?.startsWith('--') ? undefined : before;
  const whole =
    assigned !== null
      ? { start: inner.start + assigned[0].length, end: inner.end }
      : flag === undefined
        ? undefined
        : inner;
  if (whole !== undefined && parts.every(({ start, end }) => start >= whole.start && end <= whole.end)) {
    const plain = plainPart(place, whole);
    return plain === undefined ? undefined : [{ part: whole, plain, called: assigned?.[1] ?? flag }];
  }
  const literals: Literal[] = [];
  for (const { start, end } of parts) {
    const plain = plainPart(place, { start, end });
    if (plain === undefined) return undefined;
    literals.push({ part: { start, end }, plain, called: nameBefore(text.slice(inner.start, start)) });
  }
  return literals;
}

/** The argument before this one, when it is a flag that takes a value. */
export function flagBefore({ steps, manifest }: Place): string | undefined {
  const { parent, key } = steps.at(-1) as Step;
  const before =
    isSeq(parent) && typeof key === 'number' && key > 0 ? textOf(parent.items[key - 1], manifest) : undefined;
  return before !== undefined && /^--?[A-Za-z][\w.-]*$/.test(before) ? before : undefined;
}

/** The text of a part of a scalar; undefined where its source cannot be cut there. */
export function plainPart({ node, manifest }: Place, { start, end }: Part): string | undefined {
  const source = manifest.text.slice(start, end);
  if (!isScalar(node) || source === '' || source.includes('\n')) return undefined;
  if (node.type === 'PLAIN' || node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return source;
  const quote = node.type === 'QUOTE_SINGLE' ? "'" : '"';
  const parsed = parseDocument(`${quote}${source}${quote}`, { logLevel: 'silent', prettyErrors: false });
  return parsed.errors.length === 0 && isScalar(parsed.contents) ? String(parsed.contents.value) : undefined;
}

/** Without quotes. */
export function innerPart({ node }: Pick<Place, 'node'>): Part {
  const { start, end } = partOf(node);
  const quoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
  return quoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** All of a value, but of an address or of a file with several lines only the literals that were found. */
export function hideValue({ manifest, node }: Place, draft: Draft): void {
  const part = partOf(node);
  const source = manifest.text.slice(part.start, part.end).trim();
  if (!source.includes('\n') && !source.includes('://')) draft.hide(manifest.path, part);
}

export function partOf(node: Node): Part {
  const [start = 0, end = 0] = (node as Scalar).range ?? [];
  return { start, end };
}

function claim(place: Place, draft: Draft, { key, value }: { key: string; value: string }): SecretRef {
  const object = objectAround(place);
  const container = containerAround(place.steps);
  const qualifier = fieldOf(container?.map, 'name', place);
  return draft.secrets.claim({
    owner: ownerName(draft, place, object),
    namespace: namespaceOf(draft, place, object),
    directory: homeOf(draft, place.manifest.path),
    key,
    value,
    ...(qualifier === undefined ? {} : { qualifier }),
  });
}

/** A variable of the container that has the value since this fix. */
function knownVariable(
  draft: Draft,
  { known, variables }: ContainerDraft,
  value: string,
): { name: string; ref: SecretRef } | undefined {
  for (const [name, ref] of [...known, ...variables]) {
    if (draft.secrets.holds(ref, value)) return { name, ref };
  }
  return undefined;
}

function freeVariable({ names }: ContainerDraft, wanted: string): string {
  const name = firstFree(wanted, (taken) => names.has(taken), '_');
  names.add(name);
  return name;
}

function containerDraft(draft: Draft, map: YAMLMap, place: Place): ContainerDraft {
  const known = draft.containers.get(map);
  if (known !== undefined) return known;
  const env = pairOf(map, 'env')?.value;
  const names = isSeq(env) ? env.items.map((item) => fieldOf(item, 'name', place) ?? '') : [];
  const { manifest, document } = place;
  const fresh = { place: { manifest, document }, names: new Set(names), known: new Map(), variables: new Map() };
  draft.containers.set(map, fresh);
  return fresh;
}

/** Adds the variables that arguments read, once all are known. */
export function addVariables(draft: Draft): void {
  for (const [container, added] of draft.containers) {
    if (added.variables.size > 0) draft.edit(added.place.manifest.path, [editFor(container, added)]);
  }
}

function editFor(container: YAMLMap, { place, variables }: ContainerDraft): Edit {
  const items: Piece[] = [...variables].map(([name, { name: secret, key }]) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  }));
  const env = pairOf(container, 'env');
  if (isSeq(env?.value) && env.value.items.length > 0) return appendItems(place.manifest, env.value, items);
  if (env !== undefined) return replacePair(place.manifest, { map: container, pair: env }, ['env', items]);
  const before = container.items.find(({ key }) => isScalar(key) && (key.value === 'args' || key.value === 'command'));
  return insertPairs(place.manifest, { map: container, before: before as Pair }, [['env', items]]);
}

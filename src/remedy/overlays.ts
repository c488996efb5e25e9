/**
 * Base and overlay that set the same variable: a `value` of the one merged with a `valueFrom` of the other is an object
 * that Kubernetes refuses, so it is told.
 */

import type { YAMLMap } from 'yaml';
import { yamlPaths, type Draft, type Spot } from './draft.js';
import { fieldOf, pairOf, walk, type Place } from './manifest.js';
import { containerAround, objectAround } from './owner.js';
import { mentions } from './template.js';
import { partOf, workloadShape } from './workload.js';

interface Variable {
  readonly kind: string;
  readonly object: string;
  readonly container: string;
  readonly name: string;
  /** A container without an image is that of a patch. */
  readonly partial: boolean;
}

/** Once all edits are known: what else gives a fixed variable a value. */
export function noteOverlays(spots: readonly Spot[], draft: Draft): void {
  for (const { place } of spots) {
    const variable = variableAt(place);
    if (variable === undefined || !isEdited(place, draft)) continue;
    for (const twin of twinsOf(place, { variable, draft })) {
      draft.notes.add(
        `${twin.manifest.path} gives ${variable.name} of ${variable.object} a value too, and Kubernetes refuses value together with valueFrom: write valueFrom there as well, or "value: null" where it is a patch`,
      );
    }
  }
}

function variableAt(place: Place): Variable | undefined {
  if (workloadShape(place) !== 'env') return undefined;
  const object = objectAround(place);
  const container = containerAround(place.steps)?.map as YAMLMap;
  const name = fieldOf(place.steps.at(-1)?.parent, 'name', place);
  if (object?.name === undefined || name === undefined) return undefined;
  const called = fieldOf(container, 'name', place) ?? '';
  const partial = pairOf(container, 'image') === undefined;
  return { kind: object.kind, object: object.name, container: called, name, partial };
}

function* twinsOf(place: Place, { variable, draft }: { variable: Variable; draft: Draft }): Generator<Place> {
  for (const path of yamlPaths(draft.tree)) {
    const text = draft.tree.text(path) ?? '';
    if (path === place.manifest.path || !mentions(text, variable.object) || !mentions(text, variable.name)) continue;
    const manifest = draft.manifest(path);
    for (const document of manifest?.documents ?? []) {
      if (manifest !== undefined)
        yield* [...walk({ manifest, document })].filter((other) => isTwin(other, { variable, draft }));
    }
  }
}

function isTwin(place: Place, { variable, draft }: { variable: Variable; draft: Draft }): boolean {
  const other = variableAt(place);
  if (other === undefined || isEdited(place, draft) || (!other.partial && !variable.partial)) return false;
  const { kind, object, container, name } = variable;
  return other.kind === kind && other.object === object && other.container === container && other.name === name;
}

function isEdited({ manifest, node }: Place, draft: Draft): boolean {
  const { start, end } = partOf(node);
  return (draft.edits.get(manifest.path) ?? []).some((edit) => edit.start <= start && edit.end >= end);
}

/**
 * From literals that were found to a plan: edits of the files that hold them, the Secrets that take the values, and what
 * could not be done, with the reason. Pure: texts and offsets in, values out.
 */

import { isScalar } from 'yaml';
import { applyEdits, type Edit } from './edit.js';
import { configMapAround, fixConfigMap } from './config-map.js';
import { createDraft, isManifestPath, type Draft, type Leak, type Outcome, type Spot, type Tree } from './draft.js';
import { locate, openManifest, type Manifest, type Part, type Place } from './manifest.js';
import type { PlannedSecret } from './secret-book.js';
import { addVariables, fixArgument, fixEnv, workloadShape } from './workload.js';

export type { Leak, Tree } from './draft.js';
export type { PlannedSecret } from './secret-book.js';

export interface FileChange {
  readonly path: string;
  /** Undefined for a new file. */
  readonly before: string | undefined;
  readonly after: string;
  readonly edits: readonly Edit[];
}

export interface Fixed {
  readonly leak: Leak;
  /** What the value became, such as `valueFrom.secretKeyRef`. */
  readonly how: string;
  /** `name/key` of the Secret that takes the value. */
  readonly secret: string | undefined;
}

export interface Unfixed {
  readonly leak: Leak;
  readonly reason: string;
}

export interface Plan {
  readonly changes: readonly FileChange[];
  readonly secrets: readonly PlannedSecret[];
  readonly fixed: readonly Fixed[];
  readonly unfixed: readonly Unfixed[];
  /** Ranges of the old texts to mask where they are shown, beyond the leaks. */
  readonly hidden: ReadonlyMap<string, readonly Part[]>;
  readonly notes: readonly string[];
}

/** Plans again without a file whose patched text would not parse: better no edit than a broken manifest. */
export function planFixes(leaks: readonly Leak[], tree: Tree): Plan {
  const broken = new Set<string>();
  for (;;) {
    const plan = planOnce(leaks, tree, broken);
    const next = plan.changes.find(({ path, after }) => breaks(path, after));
    if (next === undefined || broken.has(next.path)) return plan;
    broken.add(next.path);
  }
}

function breaks(path: string, after: string): boolean {
  return openManifest(path, after)?.documents.some(({ errors }) => errors.length > 0) ?? false;
}

function planOnce(leaks: readonly Leak[], tree: Tree, broken: ReadonlySet<string>): Plan {
  const draft = createDraft(tree);
  const outcomes = new Map<Leak, Outcome>();
  const spots = new Map<unknown, { place: Place; leaks: Leak[] }>();
  for (const leak of leaks) {
    const found = broken.has(leak.path) ? 'the edited file would not parse; please report this' : placeOf(leak, draft);
    if (typeof found === 'string') outcomes.set(leak, { unfixed: found });
    else spots.set(found.node, { place: found, leaks: [...(spots.get(found.node)?.leaks ?? []), leak] });
  }
  for (const [spot, outcome] of fixAll([...spots.values()], draft)) {
    for (const leak of spot.leaks) outcomes.set(leak, outcome);
  }
  addVariables(draft);
  return planOf(draft, leaks, outcomes);
}

/** Where the leak is, or why that is no place to fix. */
function placeOf(leak: Leak, draft: Draft): Place | string {
  if (!isManifestPath(leak.path))
    return 'not a manifest: take it out of the code by hand and read it from the environment';
  const manifest = draft.manifest(leak.path);
  if (manifest === undefined) return 'the file is not UTF-8 text, or too large to edit';
  const trouble = manifest.documents.flatMap(({ errors }) => errors)[0];
  if (trouble !== undefined) return `the file does not parse as YAML: ${trouble.message.split('\n')[0]}`;
  const place = locate(manifest, leak.start);
  if (place === undefined) return reasonOutside(manifest, leak);
  return isScalar(place.node) ? place : 'a YAML alias stands there';
}

function reasonOutside({ text }: Manifest, { start }: Leak): string {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /(^|\s)#/.test(line) ? 'it is in a comment: delete it' : 'it is not a value of the manifest';
}

function* fixAll(spots: readonly Spot[], draft: Draft): Generator<[Spot, Outcome]> {
  const configMaps = new Map<unknown, Spot[]>();
  for (const spot of spots) {
    const map = configMapAround(spot.place)?.map;
    if (map !== undefined) configMaps.set(map, [...(configMaps.get(map) ?? []), spot]);
  }
  for (const group of configMaps.values()) {
    const outcome = fixConfigMap(group, draft);
    for (const spot of group) yield [spot, outcome];
  }
  const moved = new Set([...configMaps.values()].flat());
  // Variables come first, so that an argument with the same value reads the one that is there.
  const rest = spots.filter((spot) => !moved.has(spot));
  const isArgument = (spot: Spot): boolean => workloadShape(spot.place) === 'argument';
  for (const spot of [...rest.filter((one) => !isArgument(one)), ...rest.filter(isArgument)])
    yield [spot, fixOne(spot, draft)];
}

function fixOne(spot: Spot, draft: Draft): Outcome {
  switch (workloadShape(spot.place)) {
    case 'env':
      return fixEnv(spot, draft);
    case 'argument':
      return fixArgument(spot, draft);
    case undefined:
      return { unfixed: 'nothing that can read a Secret in this place' };
  }
}

function planOf(draft: Draft, leaks: readonly Leak[], outcomes: ReadonlyMap<Leak, Outcome>): Plan {
  const changed = [...draft.edits].map(([path, edits]) => {
    const before = draft.tree.text(path) ?? '';
    return { path, before, after: applyEdits(before, edits), edits };
  });
  const created = [...draft.created].map(([path, after]) => ({ path, before: undefined, after, edits: [] }));
  const of = (leak: Leak): Outcome => outcomes.get(leak) ?? { unfixed: 'not understood' };
  return {
    changes: [...changed, ...created].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    secrets: draft.secrets.planned,
    fixed: leaks.flatMap((leak) => {
      const outcome = of(leak);
      if (!('fixed' in outcome)) return [];
      return [{ leak, how: outcome.fixed, secret: outcome.by && `${outcome.by.name}/${outcome.by.key}` }];
    }),
    unfixed: leaks.flatMap((leak) => {
      const outcome = of(leak);
      return 'unfixed' in outcome ? [{ leak, reason: outcome.unfixed }] : [];
    }),
    hidden: draft.hidden,
    notes: [...draft.notes],
  };
}

/**
 * From literals that were found to a plan: edits of the files that hold them, the Secrets that take the values, and what
 * could not be done, with the reason. Pure: texts and offsets in, values out.
 */

import { isScalar } from 'yaml';
import { applyEdits, OverlapError, type Edit } from './edit.js';
import { fixCompose, isCompose } from './compose.js';
import { configMapAround, fixConfigMap } from './config-map.js';
import { createDraft, isLikelyManifest, type Draft, type Leak, type Outcome, type Spot, type Tree } from './draft.js';
import { addForms, addResources } from './forms.js';
import { fixValues, isValuesPath } from './helm.js';
import { addGenerators, fixGenerator, generatorAround } from './kustomize.js';
import type { FixOptions } from './options.js';
import { noteOverlays } from './overlays.js';
import { containerAround, isKustomization, objectAround } from './owner.js';
import { fixSecret, secretAround } from './secret-manifest.js';
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
  /** What the value became: `valueFrom.secretKeyRef: Secret web-credentials, key TOKEN`. */
  readonly how: string;
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
export function planFixes(leaks: readonly Leak[], tree: Tree, options: FixOptions): Plan {
  const broken = new Set<string>();
  for (;;) {
    const plan = planOnce(leaks, { tree, options, broken });
    const next = plan.changes.find(({ path, after }) => after === undefined || breaks(path, after));
    if (next === undefined)
      return { ...plan, changes: plan.changes.map((change) => ({ ...change, after: change.after ?? '' })) };
    // A file with no leak of its own is edited along with others: then none of those is fixed.
    if (broken.has(next.path)) for (const { path } of leaks) broken.add(path);
    broken.add(next.path);
  }
}

type Draught = Omit<Plan, 'changes'> & {
  readonly changes: readonly (Omit<FileChange, 'after'> & { readonly after: string | undefined })[];
};

/** Undefined where the edits contradict each other. */
function patched(text: string, edits: readonly Edit[]): string | undefined {
  try {
    return applyEdits(text, edits);
  } catch (error) {
    if (error instanceof OverlapError) return undefined;
    throw error;
  }
}

function breaks(path: string, after: string): boolean {
  return openManifest(path, after)?.documents.some(({ errors }) => errors.length > 0) ?? false;
}

interface Planning {
  readonly tree: Tree;
  readonly options: FixOptions;
  /** Files to leave alone. */
  readonly broken: ReadonlySet<string>;
}

function planOnce(leaks: readonly Leak[], { tree, options, broken }: Planning): Draught {
  const draft = createDraft(tree, options);
  const outcomes = new Map<Leak, Outcome>();
  const spots = new Map<unknown, { place: Place; leaks: Leak[] }>();
  for (const leak of leaks) {
    const found = broken.has(leak.path) ? 'the edited file would not parse; please report this' : placeOf(leak, draft);
    if (typeof found === 'string') outcomes.set(leak, { unfixed: found });
    else spots.set(found.node, { place: found, leaks: [...(spots.get(found.node)?.leaks ?? []), leak] });
  }
  const all = [...spots.values()].map(({ place, leaks: inside }) => ({ place, leaks: inside, parts: partsOf(inside) }));
  for (const [spot, outcome] of fixAll(all, draft)) for (const leak of spot.leaks) outcomes.set(leak, outcome);
  noteOverlays(all, draft);
  addVariables(draft);
  addForms(draft);
  addGenerators(draft);
  addResources(draft);
  return planOf(draft, leaks, outcomes);
}

/** Where the leak is, or why that is no place to fix. */
function placeOf(leak: Leak, draft: Draft): Place | string {
  if (!isLikelyManifest(leak.path)) return reasonForFile(leak.path);
  const manifest = draft.manifest(leak.path);
  if (manifest === undefined) return 'the file is not UTF-8 text, or too large to edit';
  const trouble = manifest.documents.flatMap(({ errors }) => errors)[0];
  // Its message may quote the text, and with it a secret.
  if (trouble !== undefined)
    return `the file does not parse as YAML: ${trouble.code.toLowerCase().replaceAll('_', ' ')} in line ${lineAt(manifest.text, trouble.pos[0])}`;
  const place = locate(manifest, leak.start);
  if (place === undefined) return reasonOutside(manifest, leak);
  if (!isScalar(place.node)) return 'a YAML alias stands there';
  return isPatch(place) ? (draft.inner(place, leak.start) ?? 'the patch does not parse as YAML') : place;
}

/** A manifest in a block of a kustomization. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/ */
function isPatch({ manifest, node, steps }: Place): boolean {
  const block = isScalar(node) && node.type === 'BLOCK_LITERAL';
  return block && isKustomization(manifest.path) && String(steps[0]?.key).startsWith('patches');
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The literals inside one value, those that overlap as one. */
function partsOf(leaks: readonly Leak[]): Part[] {
  const parts: { start: number; end: number }[] = [];
  for (const { start, end } of leaks.toSorted((a, b) => a.start - b.start)) {
    const last = parts.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else parts.push({ start, end });
  }
  return parts;
}

function reasonForFile(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/(^|\.)env(\.|$)/.test(name)) return 'an env file: keep it out of git, and its values in a Secret';
  if (/^(Dockerfile|Containerfile)|\.(Dockerfile|Containerfile)$/i.test(name))
    return 'an instruction of an image build: give the value at run time, or with RUN --mount=type=secret';
  if (/\.(tf|tofu|tfvars)$/.test(name))
    return 'Terraform: make it a sensitive variable or read it from a store; its state keeps the value, so encrypt that too';
  return 'not a manifest: read it from the environment or a file, and take it out by hand';
}

function reasonOutside({ text }: Manifest, { start }: Leak): string {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /(^|\s)#/.test(line) ? 'it is in a comment: delete it' : 'it is not a value of the manifest';
}

type Group = (spots: readonly Spot[], draft: Draft) => Outcome;

/** Places whose literals are fixed together, by what holds them. */
function groupOf({ place }: Spot): { holder: unknown; fix: Group } | undefined {
  const configMap = configMapAround(place);
  if (configMap !== undefined) return { holder: configMap.map, fix: fixConfigMap };
  const secret = secretAround(place);
  if (secret !== undefined) return { holder: secret.map, fix: fixSecret };
  const generator = isKustomization(place.manifest.path) ? generatorAround(place) : undefined;
  return generator && { holder: generator.map, fix: fixGenerator };
}

/** Variables come before arguments, so that an argument with the same value reads the one that is there. */
function fixAll(spots: readonly Spot[], draft: Draft): [Spot, Outcome][] {
  const groups = new Map<unknown, { fix: Group; spots: Spot[] }>();
  const composed = new Map<Manifest, Spot[]>();
  const single: Spot[] = [];
  const late: Spot[] = [];
  for (const spot of spots) {
    const { manifest } = spot.place;
    const group = groupOf(spot);
    if (group !== undefined) {
      const known = groups.get(group.holder)?.spots ?? [];
      groups.set(group.holder, { fix: group.fix, spots: [...known, spot] });
    } else if (isCompose(manifest)) composed.set(manifest, [...(composed.get(manifest) ?? []), spot]);
    else (workloadShape(spot.place) === 'argument' ? late : single).push(spot);
  }
  return [
    ...[...groups.values()].flatMap(({ fix, spots: held }) => {
      const outcome = fix(held, draft);
      return held.map((spot): [Spot, Outcome] => [spot, outcome]);
    }),
    ...[...composed.values()].flatMap((held) => fixCompose(held, draft)),
    ...[...single, ...late].map((spot): [Spot, Outcome] => [spot, fixOne(spot, draft)]),
  ];
}

function fixOne(spot: Spot, draft: Draft): Outcome {
  const { place } = spot;
  const shape = workloadShape(place);
  if (shape === 'env') return fixEnv(spot, draft);
  if (shape === 'argument') return fixArgument(spot, draft);
  if (objectAround(place) === undefined && isValuesPath(place.manifest.path)) return fixValues(spot, draft);
  return { unfixed: reasonFor(place) };
}

/** What Kubernetes, or whoever reads the file, cannot do at this place. */
function reasonFor(place: Place): string {
  const keys = place.steps.map(({ key }) => String(key));
  if (keys.includes('annotations') || keys.includes('labels'))
    return 'annotations and labels cannot read a Secret: take it out, or let the program read it from a variable';
  if (keys.includes('httpHeaders'))
    return 'a probe cannot read a Secret: let it ask without credentials, or run a command';
  if (containerAround(place.steps) !== undefined) return 'only env, args and command of a container can read a Secret';
  const kind = objectAround(place)?.kind;
  if (kind !== undefined)
    return `hullcheck knows no way for a ${kind} to read ${keys.at(-1)} from a Secret: see its documentation`;
  return 'not a manifest that can read a Secret: take it out by hand';
}

function planOf(draft: Draft, leaks: readonly Leak[], outcomes: ReadonlyMap<Leak, Outcome>): Draught {
  const changed = [...draft.edits].map(([path, edits]) => {
    const before = draft.tree.text(path) ?? '';
    return { path, before, after: patched(before, edits), edits };
  });
  const created = [...draft.created].map(([path, after]) => ({ path, before: undefined, after, edits: [] }));
  const of = (leak: Leak): Outcome => outcomes.get(leak) ?? { unfixed: 'not understood' };
  return {
    changes: [...changed, ...created].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    secrets: draft.secrets.planned,
    fixed: leaks.flatMap((leak) => {
      const outcome = of(leak);
      if (!('fixed' in outcome)) return [];
      return [{ leak, how: outcome.fixed }];
    }),
    unfixed: leaks.flatMap((leak) => {
      const outcome = of(leak);
      return 'unfixed' in outcome ? [{ leak, reason: outcome.unfixed }] : [];
    }),
    hidden: draft.hidden,
    notes: [...draft.notes],
  };
}

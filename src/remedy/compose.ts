/**
 * Literals in a Docker Compose file. A variable of a service moves into an env file of the service; any other value is
 * interpolated from the `.env` of the project. https://docs.docker.com/reference/compose-file/
 */

import { isMap, isScalar, isSeq } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';
import { directoryOf, type Draft, type Outcome, type Spot } from './draft.js';
import type { Edit } from './edit.js';
import { aliasesOf, fieldOf, pairOf, textOf, valueOf, type Manifest, type Place, type Step } from './manifest.js';
import { firstFree, nameBefore, variableFor } from './names.js';
import { flagBefore, hideValue, innerPart, plainPart } from './workload.js';
import { appendItems, appendPairs, memberRanges, removeMembers, replacePair, type Piece } from './yaml-text.js';

/** By its name, or by services that have an image or a build. */
export function isCompose(manifest: Manifest): boolean {
  if (/(^|\/)(docker-|podman-)?compose([._-][^/]*)?\.ya?ml$/i.test(manifest.path)) return true;
  const [document] = manifest.documents;
  if (document === undefined || fieldOf(document.contents, 'apiVersion', { manifest, document }) !== undefined)
    return false;
  const services = valueOf(document.contents, 'services', document);
  return isMap(services) && services.items.some(({ value }) => pairOf(value, 'image') ?? pairOf(value, 'build'));
}

interface Variable {
  readonly spot: Spot;
  readonly name: string;
  readonly value: string;
}

/** All literals of a file: the variables of one service leave it together. */
export function fixCompose(spots: readonly Spot[], draft: Draft): [Spot, Outcome][] {
  const services = new Map<Pair, Variable[]>();
  const outcomes: [Spot, Outcome][] = [];
  for (const spot of spots) {
    const variable = variableOf(spot);
    const service = spot.place.steps[1]?.pair;
    if (variable === undefined || service === undefined) outcomes.push([spot, interpolate(spot, draft)]);
    else services.set(service, [...(services.get(service) ?? []), variable]);
  }
  for (const [service, variables] of services) {
    const outcome = moveVariables(service, variables, draft);
    for (const { spot } of variables) outcomes.push([spot, outcome]);
  }
  return outcomes;
}

/** A whole variable under `environment`; undefined for other places, and for what Compose puts together itself. */
function variableOf(spot: Spot): Variable | undefined {
  const { place } = spot;
  const [services, , environment, entry, ...more] = place.steps;
  if (services?.key !== 'services' || environment?.key !== 'environment' || entry === undefined || more.length > 0)
    return undefined;
  const text = textOf(place.node, place.manifest);
  if (text === undefined || aliasesOf(place).length > 0) return undefined;
  const [, name = String(entry.key), value = text] =
    typeof entry.key === 'number' ? (/^([^=]+)=([^]*)$/.exec(text) ?? []) : [];
  if (typeof entry.key === 'number' && !text.includes('=')) return undefined;
  return interpolates(value) ? undefined : { spot, name, value: value.replaceAll('$$', '$') };
}

function interpolates(value: string): boolean {
  return /(^|[^$])(\$\$)*\$[{A-Za-z_]/.test(value);
}

function moveVariables(service: Pair, variables: readonly Variable[], draft: Draft): Outcome {
  const [{ spot }] = variables as [Variable];
  const { manifest } = spot.place;
  const name = isScalar(service.key) ? String(service.key.value) : 'service';
  const map = service.value as YAMLMap;
  const file = `${firstFree(name, (free) => draft.isTaken(`${free}.secret.env`), '-')}.secret.env`;
  const envFile = pairOf(map, 'env_file');
  if (envFile !== undefined && !isSeq(envFile.value) && !isScalar(envFile.value))
    return { unfixed: "the service's env_file is shared by a YAML anchor: move the variable by hand" };
  const environment = pairOf(map, 'environment') as Pair;
  const entries = environment.value as YAMLMap;
  for (const variable of variables) {
    claim(draft, manifest, { file, key: variable.name, value: variable.value });
    hideValue(variable.spot.place, draft);
  }
  const gone = new Set(variables.map((variable) => indexOf(variable.spot.place)));
  const all = entries.items.length === gone.size;
  const edits: Edit[] = all
    ? []
    : removeMembers(manifest, { members: memberRanges(manifest, entries), gone, flow: entries.flow === true });
  const named: [string, Piece] = ['env_file', [file]];
  if (isSeq(envFile?.value)) edits.push(appendItems(manifest, envFile.value, [file]));
  else if (envFile !== undefined)
    edits.push(
      replacePair(manifest, { map, pair: envFile }, ['env_file', [textOf(envFile.value, manifest) ?? '', file]]),
    );
  if (all)
    edits.push(replacePair(manifest, { map, pair: environment }, envFile === undefined ? named : ['environment', {}]));
  else if (envFile === undefined) edits.push(appendPairs(manifest, { map, after: environment }, [named]));
  draft.edit(manifest.path, edits);
  draft.notes.add(`Keep ${file} out of git: add it to the .gitignore beside ${manifest.path}`);
  return { fixed: `moved to env_file ${file}` };
}

function indexOf({ steps }: Place): number {
  const { parent, key, pair } = steps.at(-1) as Step;
  return isMap(parent) ? parent.items.indexOf(pair as Pair) : Number(key);
}

/** `${NAME:?}`: Compose takes it from the environment or from `.env`, and says so where it is missing. */
function interpolate(spot: Spot, draft: Draft): Outcome {
  const { place } = spot;
  const { manifest } = place;
  const inner = innerPart(place);
  const edits: Edit[] = [];
  const names: string[] = [];
  for (const { start, end } of spot.parts) {
    const plain = plainPart(place, { start, end });
    if (plain === undefined) return { unfixed: 'it is folded over lines or escaped: move it into .env by hand' };
    const service = String(place.steps[1]?.key ?? '');
    const called =
      variableAround(place) ??
      flagBefore(place) ??
      nameBefore(manifest.text.slice(inner.start, start)) ??
      keyNameOf(place);
    const name = claim(draft, manifest, {
      file: '.env',
      key: variableFor(`${service}_${called ?? 'secret'}`),
      value: plain.replaceAll('$$', '$'),
    });
    edits.push({ start, end, text: `\${${name}:?}` });
    names.push(name);
  }
  if (isBuildArgument(place)) draft.notes.add(BUILD_ARGUMENT);
  draft.edit(manifest.path, edits);
  draft.notes.add(
    `Keep .env out of git: add it to the .gitignore beside ${manifest.path}; if there is one, add the line to it`,
  );
  return { fixed: `${names.map((name) => `\${${name}:?}`).join(', ')} from .env` };
}

const BUILD_ARGUMENT =
  'A build argument stays in the history of the image: give it as build.secrets, and read it in the Dockerfile with RUN --mount=type=secret';

function isBuildArgument({ steps }: Place): boolean {
  return steps[2]?.key === 'build' && steps[3]?.key === 'args';
}

/** The variable whose value this is a part of. */
function variableAround({ node, steps, manifest }: Place): string | undefined {
  const [, , environment, entry] = steps;
  if (environment?.key !== 'environment' || entry === undefined) return undefined;
  return typeof entry.key === 'string' ? entry.key : textOf(node, manifest)?.split('=')[0];
}

/** The nearest key above that is a name. */
function keyNameOf({ steps }: Place): string | undefined {
  return steps.map(({ key }) => key).findLast((key): key is string => typeof key === 'string');
}

function claim(
  draft: Draft,
  manifest: Manifest,
  { file, key, value }: { file: string; key: string; value: string },
): string {
  const directory = directoryOf(manifest.path);
  return draft.secrets.claim({
    form: 'env-quoted',
    owner: file,
    exactName: file,
    namespace: undefined,
    directory,
    key,
    value,
  }).key;
}

/** Findings to their places in images: the layer, what became of the file, the instruction, whose it is. */

import type { Finding } from '../../model/finding.js';
import type { HistoryEntry, Image, LayerNote } from '../../model/image.js';
import type { ImageOwner, ImageProvenance, ImageVerdict } from '../../model/provenance.js';
import { compareBytes } from '../shared/byte-order.js';
import { createMask } from '../shared/mask.js';
import { baseSize, type BaseSize, type KnownBase } from './base.js';
import { attributeHistory, lineOf } from './dockerfile/attribute.js';
import { plainText, type Dockerfile } from './dockerfile/parse.js';
import { instructionText, stepOfSetting, stepsOfLayers } from './history.js';
import { changeOf, includesFile } from './layer-paths.js';

/** What is known when all is read. */
export interface Known {
  readonly images: readonly Image[];
  readonly layers: readonly LayerNote[];
  readonly bases: readonly KnownBase[];
  /** Of the build. */
  readonly dockerfile: Dockerfile | undefined;
  /** Whether findings in what belongs to no image are reported: where the images are not known in full. */
  readonly keepUnplaced: boolean;
}

/** Every place of every finding, ordered by image, then layers, configuration and documents, then place in the file. */
export function attributeFindings(findings: readonly Finding[], known: Known): readonly Finding[] {
  const placed = known.images.flatMap((image) => placeIn(image, findings, known));
  const reported = new Set(placed.map(({ origin }) => origin));
  const unplaced = known.keepUnplaced ? findings.filter((finding) => !reported.has(finding)) : [];
  const mask = createMask(findings);
  return [...placed.map(({ finding }) => finding), ...unplaced].map((finding) => masked(finding, mask));
}

interface Placed {
  /** As it came from the reader. */
  readonly origin: Finding;
  readonly finding: Finding;
}

function placeIn(image: Image, findings: readonly Finding[], known: Known): Placed[] {
  const view = createView(image, known);
  const places = findings.flatMap((origin) =>
    view.places(origin.provenance).map((provenance) => ({ origin, finding: { ...origin, provenance } })),
  );
  return withoutEchoes(places).toSorted(inImage);
}

interface View {
  /** Where in this image it is; more than once for hard links and for a layer that is there twice. */
  places(provenance: Finding['provenance']): ImageProvenance[];
}

function createView(image: Image, { layers: notes, bases, dockerfile }: Known): View {
  const { name, platform, id, layers, history, documents } = image;
  const byKey = new Map(notes.map((note) => [note.key, note]));
  const steps = stepsOfLayers(history, layers.length);
  const instructions = createInstructions(history, dockerfile);
  const base = baseSize(image, bases);
  const common = { image: name, ...(platform === undefined ? {} : { platform }) };

  function verdictOf(path: string, layer: number): ImageVerdict {
    for (let above = layer + 1; above < layers.length; above++) {
      const note = byKey.get(layers[above]?.key ?? '');
      const change = note === undefined ? 'kept' : changeOf(path, note.paths);
      if (change !== 'kept') return { state: change, layer: above + 1 };
    }
    return { state: 'present' };
  }

  function inLayer(provenance: ImageProvenance, index: number): ImageProvenance {
    const { key, diffId, digest } = layers[index] ?? { key: '', diffId: '' };
    const measured = byKey.get(key)?.diffId ?? diffId;
    const place = { index: index + 1, diffId: measured, ...(digest === undefined ? {} : { digest }) };
    const verdict = verdictOf(fileOf(provenance.path, byKey.get(key)), index);
    const owner = base === undefined ? {} : { owner: ownerOf(base, index < base.layers) };
    const made = { ...provenance, ...common, blob: digest ?? measured, layer: place, verdict };
    return { ...made, ...instructions(steps[index], provenance.path), ...owner };
  }

  /** The file itself and its hard links, in this layer and in those above. */
  function filesAt(provenance: ImageProvenance, index: number): ImageProvenance[] {
    const path = fileOf(provenance.path, byKey.get(layers[index]?.key ?? ''));
    const inner = provenance.path.slice(path.length);
    const found = [inLayer(provenance, index)];
    for (let above = index; above < layers.length && found.length < MOST_PLACES; above++) {
      const note = byKey.get(layers[above]?.key ?? '');
      if (note === undefined) continue;
      if (above > index && includesFile(path, note.paths)) break;
      for (const [link, target] of note.links) {
        if (target === path && link !== path) found.push(inLayer({ ...provenance, path: link + inner }, above));
      }
    }
    return found;
  }

  function inConfig(provenance: ImageProvenance): ImageProvenance {
    const step = stepOfSetting(history, provenance.path);
    const owner = base === undefined || step === undefined ? {} : { owner: ownerOf(base, step < base.steps) };
    return {
      ...provenance,
      ...common,
      verdict: { state: 'present' },
      ...instructions(step, provenance.path),
      ...owner,
    };
  }

  return {
    places(provenance) {
      if (provenance.kind !== 'image') return [];
      const isBeside = documents.includes(provenance.blob);
      if (provenance.part === 'config') return isBeside || provenance.blob === id ? [inConfig(provenance)] : [];
      if (provenance.part === 'attestation') return isBeside ? [{ ...provenance, ...common }] : [];
      return layers.flatMap(({ key }, index) => (key === provenance.blob ? filesAt(provenance, index) : []));
    },
  };
}

/** By the index of a step, for what is named `path`. */
type Instructions = (step: number | undefined, path: string) => Pick<ImageProvenance, 'instruction'>;

function createInstructions(history: readonly HistoryEntry[], dockerfile: Dockerfile | undefined): Instructions {
  const made = dockerfile === undefined ? [] : attributeHistory(history, dockerfile);
  return (step, path) => {
    const text = step === undefined ? '' : instructionText(history[step]?.createdBy ?? '');
    if (step === undefined || text === '') return {};
    const instruction = made[step];
    if (dockerfile === undefined || instruction === undefined) return { instruction: { text } };
    const place = { path: dockerfile.path, line: lineOf(instruction, path, dockerfile), text: plainText(instruction) };
    return { instruction: { text, dockerfile: place } };
  };
}

/** Hard links of one file that are reported. */
const MOST_PLACES = 100;

/** The file of the layer that holds `path`: what is inside an archive (`a.zip!b`) has the same fate. */
function fileOf(path: string, note: LayerNote | undefined): string {
  if (note === undefined) return path;
  let file = path;
  while (!includesFile(file, note.paths) && file.includes('!')) file = file.slice(0, file.lastIndexOf('!'));
  return file;
}

function ownerOf({ by }: BaseSize, isBase: boolean): ImageOwner {
  return { image: isBase ? 'base' : 'own', by };
}

/**
 * One place for what the history repeats. A setting stands there too, and the setting names it better; a build argument
 * stands at every step that could see it, of which the first is kept and names the others.
 */
function withoutEchoes(places: readonly Placed[]): Placed[] {
  const settings = new Set(places.filter(({ finding }) => isSetting(finding)).map(({ finding }) => echoKey(finding)));
  const steps = new Map<string, Placed[]>();
  const kept = places.filter((place) => {
    const { finding } = place;
    if (!isStep(finding)) return true;
    if (settings.has(echoKey(finding))) return false;
    const same = steps.get(finding.fingerprint);
    if (same === undefined) steps.set(finding.fingerprint, [place]);
    else same.push(place);
    return same === undefined;
  });
  return kept.map((place) => {
    const [, ...others] = isStep(place.finding) ? (steps.get(place.finding.fingerprint) ?? []) : [];
    return others.length === 0 ? place : { ...place, finding: withReason(place.finding, others) };
  });
}

function withReason(finding: Finding, others: readonly Placed[]): Finding {
  const named = others.map((other) => other.finding.provenance.path);
  const paths = [...new Set(named)].filter((path) => path !== finding.provenance.path);
  if (paths.length === 0) return finding;
  return { ...finding, reasons: [...finding.reasons, `also in ${paths.join(', ')}`] };
}

function isStep(finding: Finding): boolean {
  return isConfig(finding) && finding.provenance.path.startsWith(HISTORY);
}

const HISTORY = 'history ';

function isConfig({ provenance }: Finding): boolean {
  return provenance.kind === 'image' && provenance.part === 'config';
}

function isSetting(finding: Finding): boolean {
  return isConfig(finding) && !isStep(finding);
}

function echoKey({ fingerprint, provenance }: Finding): string {
  return `${fingerprint} ${provenance.kind === 'image' ? (provenance.instruction?.text ?? '') : ''}`;
}

const PARTS: readonly ImageProvenance['part'][] = ['layer', 'config', 'attestation'];

function inImage({ finding: a }: Placed, { finding: b }: Placed): number {
  const [x, y] = [a.provenance, b.provenance];
  if (x.kind !== 'image' || y.kind !== 'image') return 0;
  return (
    PARTS.indexOf(x.part) - PARTS.indexOf(y.part) ||
    (x.layer?.index ?? 0) - (y.layer?.index ?? 0) ||
    (x.part === 'config' ? 0 : compareBytes(x.path, y.path)) ||
    (x.path === y.path
      ? a.location.startLine - b.location.startLine || a.location.startColumn - b.location.startColumn
      : 0)
  );
}

function masked(finding: Finding, mask: (text: string) => string): Finding {
  const { provenance } = finding;
  if (provenance.kind !== 'image' || provenance.instruction === undefined) return finding;
  const { text, dockerfile } = provenance.instruction;
  const place = dockerfile === undefined ? {} : { dockerfile: { ...dockerfile, text: mask(dockerfile.text) } };
  return { ...finding, provenance: { ...provenance, instruction: { text: mask(text), ...place } } };
}

/** Where in an image a finding is, in words: the layer and its verdict, whose it is, and the instruction that made it. */

import type { ImageOwner, ImageProvenance, ImageVerdict } from '../model/provenance.js';
import type { FindingRecord } from './records.js';
import { neutral, shortened, type Paint } from './terminal.js';

/** Characters of an instruction that are shown. */
const INSTRUCTION = 100;

/** Lines for a finding in an image; none for others. */
export function imageLines({ provenance }: FindingRecord, { paint }: { readonly paint: Paint }): string[] {
  if (provenance.kind !== 'image') return [];
  const where = [...placeText(provenance), ...verdictText(provenance.verdict, paint), ...ownerText(provenance)];
  const lines = where.length === 0 ? [] : [`    ${where.join(', ')}`];
  const { instruction } = provenance;
  if (instruction === undefined) return lines;
  const text = neutral(shortened(instruction.text, INSTRUCTION));
  const { dockerfile } = instruction;
  const at = dockerfile === undefined ? '' : `${neutral(dockerfile.path)}:${dockerfile.line} `;
  return [...lines, `    made by ${at}${paint('yellow', text)}`];
}

function placeText({ layer, platform }: ImageProvenance): string[] {
  const place = layer === undefined ? [] : [`layer ${layer.index} ${shortDigest(layer.digest ?? layer.diffId)}`];
  return platform === undefined ? place : [...place, neutral(platform)];
}

/** Twelve digits, as other tools show an id. */
function shortDigest(digest: string): string {
  return neutral(digest.replace(/^sha256:/, '').slice(0, 12));
}

function verdictText(verdict: ImageVerdict | undefined, paint: Paint): string[] {
  if (verdict === undefined) return [];
  return [verdict.state === 'present' ? 'in the final image' : paint('red', goneText(verdict))];
}

function goneText(verdict: Exclude<ImageVerdict, { state: 'present' }>): string {
  return `${verdict.state} in layer ${verdict.layer} but still in the download`;
}

const HOW: Readonly<Record<ImageOwner['by'], string>> = {
  given: '',
  label: '',
  history: ' by its history',
};

function ownerText({ owner, part }: ImageProvenance): string[] {
  if (owner === undefined) return [];
  const own = part === 'layer' ? 'own layer' : 'own setting';
  return [`${owner.image === 'base' ? 'from the base image' : own}${HOW[owner.by]}`];
}

/** The path, behind the name of the image where it is in one: a scan of a cluster goes through many. */
export function pathInImage({ provenance, location }: FindingRecord): string {
  const image = provenance.kind === 'image' ? provenance.image : undefined;
  return image === undefined ? location.path : `${image} ${location.path}`;
}

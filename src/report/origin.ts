/** Where a finding came from beside its path, in words that several formats share. */

import type { Commit, GitLife } from '../model/provenance.js';
import type { Resource } from '../model/resource.js';
import { imageLines } from './image-text.js';
import type { FindingRecord } from './records.js';

/** The commit that introduced it, where there is one. */
export function commitOf({ provenance }: FindingRecord): Commit | undefined {
  return provenance.kind === 'git' ? provenance.commit : undefined;
}

/** What became of it, where the whole history was read. */
export function lifeOf({ provenance }: FindingRecord): GitLife | undefined {
  return provenance.kind === 'git' ? provenance.life : undefined;
}

/** `in HEAD, and in the history of main, v1.0 and 12 more`. */
export function lifeText({ inHead, refs: { names, count } }: GitLife): string {
  if (count === 0) return 'unreachable: no branch or tag leads to it, but whoever has a copy can still read it';
  const short = names.map((name) => name.replace(/^refs\/(heads|tags|remotes)\//, '')).slice(0, NAMED);
  const more = count > short.length ? ` and ${count - short.length} more` : '';
  const history = `in the history of ${short.join(', ')}${more}`;
  return inHead ? `in HEAD, and ${history}` : `not in HEAD, but ${history}`;
}

/** Refs that are named in one line. */
const NAMED = 3;

/** `Deployment shop/web, container api: spec.template.spec.containers[0].env[2].value`. */
export function resourceText({ kind, namespace, name, container, keyPath }: Resource): string {
  const full = namespace === undefined ? name : `${namespace}/${name ?? ''}`;
  const object = [kind, ...(full === undefined ? [] : [full])].join(' ');
  const where = [object, ...(container === undefined ? [] : [`container ${container}`])].join(', ');
  return keyPath === '' ? where : `${where}: ${keyPath}`;
}

/** The layer and instruction of an image, each a phrase that a sentence may end after; none for other sources. */
export function imageText(finding: FindingRecord): string[] {
  return imageLines(finding, { paint: (_, text) => text }).map((line) => {
    const text = line.trim();
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  });
}

/** `encoded as base64, then hex`; empty where it stands as it is. */
export function encodingText({ decoded }: FindingRecord): string {
  return decoded.length === 0 ? '' : `encoded as ${decoded.join(', then ')}`;
}

/**
 * The text of a baseline: a finding a line, sorted, so that a change of it reads well in a review.
 *
 *     key salt 5d0f... 12
 *     9f86d081884c7d659a2feaa0c55ad015  generic-password  scan  "config/app.yml"
 *
 * Not YAML because it has thousands of lines and is read at the start of every scan.
 */

import type { Baseline, BaselineEntry, FoundBy, KeyNote } from '../model/policy.js';
import { formatKeyNote, parseKeyNote } from './key-note.js';

const HEAD = `# hullcheck baseline: findings that were there when it was made. They do not fail a scan.
# Made by 'hullcheck baseline'. A line holds no secret and counts wherever the secret stands; the path is for people.
`;

const ENTRY = /^([0-9a-f]{32})\s+([a-z0-9][a-z0-9._-]*)\s+(scan|git|image|cluster)\s+("(?:[^"\\]|\\.)*")$/i;

/** The line that is wrong and why. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

/** Throws a BaselineError that names file and line. */
export function parseBaseline(file: string, text: string): Baseline {
  let key: KeyNote | undefined;
  const entries: BaselineEntry[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const wrong = (what: string): BaselineError => new BaselineError(`${file}:${index + 1}: ${what}`);
    if (key === undefined) {
      key = line.startsWith('key ') ? parseKeyNote(line.slice(4)) : undefined;
      if (key === undefined) throw wrong("not a hullcheck baseline: it begins with a line 'key ...'");
      continue;
    }
    const entry = parseEntry(line);
    if (entry === undefined)
      throw wrong('not \'FINGERPRINT DETECTOR scan|git|image|cluster "PATH"\'; resolve conflicts or make it anew');
    entries.push(entry);
  }
  if (key === undefined) throw new BaselineError(`${file}: empty; make it with hullcheck baseline create`);
  return { file, key, entries };
}

function parseEntry(line: string): BaselineEntry | undefined {
  const [, fingerprint, detector, foundBy, quoted] = ENTRY.exec(line) ?? [];
  if (fingerprint === undefined || detector === undefined || quoted === undefined) return undefined;
  try {
    // The expression above admits a JSON string only, and the words of `FoundBy`.
    return { fingerprint, detector, foundBy: foundBy as FoundBy, path: JSON.parse(quoted) as string };
  } catch {
    return undefined;
  }
}

export function formatBaseline(key: KeyNote, entries: readonly BaselineEntry[]): string {
  const sorted = entries.toSorted(
    (a, b) => compare(a.path, b.path) || compare(a.detector, b.detector) || compare(a.fingerprint, b.fingerprint),
  );
  const lines = sorted.map(({ fingerprint, detector, foundBy, path }) => {
    return `${fingerprint}  ${detector}  ${foundBy}  ${quote(path)}\n`;
  });
  return `${HEAD}key ${formatKeyNote(key)}\n${lines.join('')}`;
}

/** JSON, without what an editor or a terminal would obey. */
function quote(path: string): string {
  return JSON.stringify(path).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Exceptions that a change brings for itself: they do not count, and are told so that a reviewer sees them. */

import { join } from 'node:path';
import type { IgnoreEntry } from '../../model/policy.js';
import { problem, type Problem } from '../../model/problem.js';
import { parseBaseline } from '../../triage/baseline-file.js';
import { parseKeyNote } from '../../triage/key-note.js';
import type { Change, PolicyFiles } from './files.js';
import { GITLEAKS_CONFIGS, GITLEAKS_IGNORES } from './gitleaks.js';

const FOREIGN = [...GITLEAKS_CONFIGS, ...GITLEAKS_IGNORES];

export interface PolicyPaths {
  /** Absolute. */
  readonly config: string;
  readonly baseline: string;
  readonly ignoreFile: string;
}

export async function exceptionsOfChange(paths: PolicyPaths, files: PolicyFiles): Promise<Problem[]> {
  const { change } = files;
  if (change === undefined) return [];
  const compared = (path: string): Compared | undefined => {
    const [before, after] = [files.read(path), change.read(path)];
    return before === after ? undefined : { file: files.show(path), before, after, change };
  };
  const [baseline, ignoreFile] = [paths.baseline, paths.ignoreFile].map(compared);
  const others = [paths.config, ...FOREIGN.map((name) => join(files.root, name))].map(compared);
  return [
    ...others.flatMap((other) => (other === undefined ? [] : [changedFile(other)])),
    ...(baseline === undefined ? [] : changedBaseline(baseline)),
    ...(ignoreFile === undefined ? [] : await changedIgnoreFile(ignoreFile)),
  ];
}

interface Compared {
  /** As people know it. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly change: Change;
}

function changedFile({ file, before, after, change }: Compared): Problem {
  const what = before === undefined ? 'comes with' : after === undefined ? 'is removed by' : 'is changed by';
  const counts = before === undefined ? 'it does not count before that is merged' : `that of '${change.base}' counts`;
  return problem('allow-in-change', `'${file}' ${what} the change that is scanned: ${counts}`, file);
}

function changedBaseline(compared: Compared): Problem[] {
  const { file, before, after } = compared;
  const fresh = added(
    compared,
    (text) => parseBaseline(file, text).entries,
    ({ fingerprint }) => fingerprint,
  );
  if (fresh === undefined || before === undefined || after === undefined) return [changedFile(compared)];
  if (fresh.length === 0) return [];
  const some = fresh.length === 1 ? 'an entry' : `${fresh.length} entries`;
  const message = `The change that is scanned adds ${some} to '${file}': they do not count before it is merged`;
  return [problem('allow-in-change', message, file)];
}

async function changedIgnoreFile(compared: Compared): Promise<Problem[]> {
  const { file, after } = compared;
  const { parseIgnoreFile } = await import('../../catalog/ignore-file.js');
  const fresh = added(compared, (text) => parseIgnoreFile(file, text, parseKeyNote).entries, identity);
  if (fresh === undefined || after === undefined) return [changedFile(compared)];
  return fresh.map(({ fingerprint, reason, line }) => {
    const what = `'${file}:${line}' (${fingerprint.slice(0, 12)}, "${reason}") comes with the change that is scanned`;
    return problem('allow-in-change', `${what} and does not count before that is merged`, file);
  });
}

/** An entry that is renewed or widened is a new one. */
function identity({ fingerprint, paths, expires }: IgnoreEntry): string {
  return JSON.stringify([fingerprint, paths, expires]);
}

/** What of the text after was not in the one before, compared by `keyOf`; undefined where one cannot be read. */
function added<T>(
  { before, after }: Compared,
  entriesOf: (text: string) => readonly T[],
  keyOf: (entry: T) => string,
): T[] | undefined {
  try {
    const known = new Set((before === undefined ? [] : entriesOf(before)).map(keyOf));
    return (after === undefined ? [] : entriesOf(after)).filter((entry) => !known.has(keyOf(entry)));
  } catch {
    return undefined;
  }
}

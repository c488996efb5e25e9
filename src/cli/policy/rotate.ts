/**
 * `hullcheck baseline rotate`: the same entries under another key. A fingerprint cannot be turned back into its secret,
 * so the worktree is scanned with both keys and the findings are matched by their places.
 */

import { readFileSync } from 'node:fs';
import type { KeyNote } from '../../model/policy.js';
import { formatBaseline } from '../../triage/baseline-file.js';
import { formatKeyNote } from '../../triage/key-note.js';
import { newKeyNote } from '../fingerprint-key.js';
import { UsageError } from '../usage-error.js';
import { isRefused, type BaselineOptions } from './baseline.js';
import { collectFindings, matchByPlace, underKey } from './collect.js';
import type { Policy } from './load.js';
import { writePolicyFile } from './write.js';
import { print } from '../print.js';

const OK = 0;
const INCOMPLETE = 3;

export async function rotateKey(options: BaselineOptions): Promise<number> {
  let policy: Policy | undefined;
  const before = await collectFindings({
    options,
    adjust(read) {
      policy = read;
      return underKey(read.key)(read);
    },
  });
  if (policy?.key === undefined)
    throw new UsageError('There is no baseline and no ignore file here, so no key to rotate');
  if (isRefused(before.problems, options)) return INCOMPLETE;
  const { note, env } = nextKey(policy.key, process.env);
  const after = await collectFindings({ options, env, adjust: underKey(note) });
  const lost = await writeFiles(policy, note, matchByPlace(before, after));
  const aside =
    lost === 0 ? '' : `; ${lost} entries match nothing here and were not carried over (--history finds more)`;
  print(`The fingerprints have a new key${aside}.`);
  return OK;
}

/** `HULLCHECK_NEW_KEY`; for files with a salt also `HULLCHECK_KEY`, or else another salt. */
function nextKey(old: KeyNote, env: NodeJS.ProcessEnv): { note: KeyNote; env: NodeJS.ProcessEnv } {
  const given = env['HULLCHECK_NEW_KEY'];
  if (given !== undefined && given !== '') {
    const next = { ...env, HULLCHECK_KEY: given };
    return { note: newKeyNote(next), env: next };
  }
  if (old.kind === 'salt') return { note: newKeyNote(env), env };
  throw new UsageError('Set HULLCHECK_NEW_KEY to the new key, and HULLCHECK_KEY to the old one');
}

/** Returns how many entries matched nothing: their fingerprints cannot be made anew. */
async function writeFiles(
  { files, baseline, ignoreFile }: Policy,
  note: KeyNote,
  renamed: ReadonlyMap<string, string>,
): Promise<number> {
  let lost = 0;
  if (ignoreFile !== undefined) {
    const { renameFingerprints } = await import('../../catalog/ignore-file.js');
    const rename = (beginning: string): string | undefined => {
      const next = [...renamed].find(([fingerprint]) => fingerprint.startsWith(beginning))?.[1];
      if (next === undefined) lost++;
      return next;
    };
    const text = readFileSync(files.ignoreFile, 'utf8');
    writePolicyFile(files.ignoreFile, renameFingerprints(text, formatKeyNote(note), rename));
  }
  if (baseline !== undefined) {
    const entries = baseline.entries.flatMap((entry) => {
      const fingerprint = renamed.get(entry.fingerprint);
      return fingerprint === undefined ? [] : [{ ...entry, fingerprint }];
    });
    lost += baseline.entries.length - entries.length;
    writePolicyFile(files.baseline, formatBaseline(note, entries));
  }
  return lost;
}

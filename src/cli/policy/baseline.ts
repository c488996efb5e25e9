/** `hullcheck baseline create|update|diff`. */

import { relative } from 'node:path';
import type { BaselineEntry, FoundBy } from '../../model/policy.js';
import type { Problem } from '../../model/problem.js';
import { maskedPath } from '../../report/secret-text.js';
import { neutral } from '../../report/terminal.js';
import { formatBaseline } from '../../triage/baseline-file.js';
import { newKeyNote } from '../fingerprint-key.js';
import { UsageError } from '../usage-error.js';
import { collectFindings, type Collected, type CollectOptions } from './collect.js';
import { isOf, ownerOf, pathIn, type Owner } from './elsewhere.js';
import { withoutBaseline, type Policy } from './load.js';
import { writePolicyFile } from './write.js';
import { print } from '../print.js';

export interface BaselineOptions extends CollectOptions {
  readonly allowIncomplete: boolean;
}

const OK = 0;
const SOMETHING_NEW = 1;
const INCOMPLETE = 3;

export async function createBaseline(options: BaselineOptions): Promise<number> {
  const { policy, entries, problems } = await openFindings(options, (read) => {
    if (read.baseline !== undefined) {
      throw new UsageError(`'${read.baseline.file}' is there already; hullcheck baseline update --add-new adds to it`);
    }
    return { ...read, key: read.key ?? newKeyNote(process.env) };
  });
  if (isRefused(problems, options)) return INCOMPLETE;
  if (policy.key === undefined) throw new Error('a baseline without a key');
  writePolicyFile(policy.files.baseline, formatBaseline(policy.key, entries));
  print(
    `Wrote '${shown(policy.files.baseline)}' with ${count(entries.length, 'secret')}. Commit it; from now on only new findings fail.`,
  );
  if (policy.key.kind === 'salt') print(SALT);
  return OK;
}

const SALT =
  'Its fingerprints have a salt that stands in the file: short passwords could be guessed from it, at some cost. Set HULLCHECK_KEY for a key outside of it; see docs/triage.md.';

export async function updateBaseline(options: BaselineOptions & { readonly addNew: boolean }): Promise<number> {
  const { policy, entries, owners, problems } = await openFindings(options, withoutBaseline);
  if (isRefused(problems, options)) return INCOMPLETE;
  const { baseline } = policy;
  if (baseline === undefined) throw new UsageError(missing(policy));
  const { kept, gone, added } = compare(baseline.entries, entries, looked(options, owners));
  const next = options.addNew ? [...kept, ...added] : kept;
  writePolicyFile(policy.files.baseline, formatBaseline(baseline.key, next));
  const aside =
    added.length === 0
      ? ''
      : options.addNew
        ? `, took in ${added.length}`
        : `; ${added.length} new stay out (--add-new takes them in)`;
  print(
    `'${baseline.file}': took out ${count(gone.length, 'secret')} no longer there${aside}. It has ${next.length} now.`,
  );
  return OK;
}

export async function diffBaseline(options: BaselineOptions): Promise<number> {
  const { policy, entries, owners, problems } = await openFindings(options, withoutBaseline);
  if (isRefused(problems, options)) return INCOMPLETE;
  if (policy.baseline === undefined) throw new UsageError(missing(policy));
  const { gone, added } = compare(policy.baseline.entries, entries, looked(options, owners));
  for (const entry of gone) print(line('-', entry));
  for (const entry of added) print(line('+', entry));
  return added.length > 0 ? SOMETHING_NEW : OK;
}

function line(sign: string, { fingerprint, detector, path }: BaselineEntry): string {
  return `${sign} ${fingerprint}  ${detector}  ${neutral(path)}`;
}

interface Found {
  readonly policy: Policy;
  /** A secret once, at the first place where it is open. */
  readonly entries: readonly BaselineEntry[];
  readonly owners: readonly Owner[];
  readonly problems: readonly Problem[];
}

async function openFindings(options: CollectOptions, adjust: (policy: Policy) => Policy): Promise<Found> {
  let adjusted: Policy | undefined;
  const collected = await collectFindings({
    options,
    making: 'baseline',
    // With history there are two scans; the second gets the key of the first.
    adjust: (policy) => (adjusted ??= adjust(policy)),
  });
  if (adjusted === undefined) throw new Error('a scan without a policy');
  const { owners, problems } = collected;
  return { policy: adjusted, entries: entriesOf(collected, adjusted), owners, problems };
}

function entriesOf({ findings }: Collected, { triage: { pathOf } }: Policy): BaselineEntry[] {
  const entries = new Map<string, BaselineEntry>();
  for (const { finding, foundBy } of findings) {
    const { fingerprint, detector, verdict, secret } = finding;
    if (verdict.state !== 'open' || entries.has(fingerprint)) continue;
    const owner = ownerOf(finding);
    const path = maskedPath(pathOf(finding), secret, false);
    entries.set(fingerprint, {
      fingerprint,
      detector,
      foundBy,
      path: owner === undefined ? path : pathIn(owner, path),
    });
  }
  return [...entries.values()];
}

function compare(
  known: readonly BaselineEntry[],
  found: readonly BaselineEntry[],
  wasLookedAt: (entry: BaselineEntry) => boolean,
): { kept: BaselineEntry[]; gone: BaselineEntry[]; added: BaselineEntry[] } {
  const now = new Set(found.map(({ fingerprint }) => fingerprint));
  const before = new Set(known.map(({ fingerprint }) => fingerprint));
  const isGone = (entry: BaselineEntry): boolean => wasLookedAt(entry) && !now.has(entry.fingerprint);
  return {
    kept: known.filter((entry) => !isGone(entry)),
    gone: known.filter(isGone),
    added: found.filter(({ fingerprint }) => !before.has(fingerprint)),
  };
}

/** Which entries would have been found again where they were. */
function looked(
  { history, onlyElsewhere = false }: CollectOptions,
  owners: readonly Owner[],
): (entry: BaselineEntry) => boolean {
  const here: readonly FoundBy[] = onlyElsewhere ? [] : history ? ['scan', 'git'] : ['scan'];
  return (entry) => here.includes(entry.foundBy) || owners.some((owner) => isOf(entry, owner));
}

/** What was not read might hold findings that would be taken for gone, or be left out of the baseline. */
export function isRefused(
  problems: readonly Problem[],
  { allowIncomplete }: Pick<BaselineOptions, 'allowIncomplete'>,
): boolean {
  for (const { message } of problems) console.error(`hullcheck: ${neutral(message)}`);
  if (problems.length === 0 || allowIncomplete) return false;
  console.error(
    'hullcheck: nothing was written, because the scan is incomplete; --allow-incomplete goes on all the same',
  );
  return true;
}

function missing({ files }: Policy): string {
  return `There is no '${shown(files.baseline)}'; hullcheck baseline create makes it`;
}

/** As its user would type it. */
function shown(path: string): string {
  return relative(process.cwd(), path);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

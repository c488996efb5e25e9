/**
 * `hullcheck migrate`: exceptions of other tools, which name places, become entries that name secrets. A scan tells which
 * secret is meant; what no longer names one is told.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Finding } from '../../model/finding.js';
import type { BaselineEntry, ForeignExceptions, KeyNote } from '../../model/policy.js';
import { isWorktreeRoot } from '../../sources/shared/git-dir.js';
import { maskedPath } from '../../report/secret-text.js';
import { neutral } from '../../report/terminal.js';
import { formatBaseline } from '../../triage/baseline-file.js';
import { formatKeyNote } from '../../triage/key-note.js';
import { newKeyNote } from '../fingerprint-key.js';
import { UsageError } from '../usage-error.js';
import { isRefused } from './baseline.js';
import { collectFindings, underKey, type Collected } from './collect.js';
import { BASELINE, CONFIG, policyRoot } from './files.js';
import { GITLEAKS_CONFIGS } from './gitleaks.js';
import type { Policy } from './load.js';
import { writePolicyFile } from './write.js';
import { print } from '../print.js';

export interface MigrateOptions {
  readonly config: string | undefined;
  /** The other tool's. */
  readonly baseline: string | undefined;
  readonly history: boolean;
  readonly allowIncomplete: boolean;
}

const OK = 0;
const INCOMPLETE = 3;

export async function migrate(options: MigrateOptions): Promise<number> {
  const root = policyRoot(process.cwd());
  const target = join(root, BASELINE);
  if (options.baseline !== undefined && existsSync(target)) {
    throw new UsageError(`'${shown(target)}' is there already; migrate into an empty place, or remove it`);
  }
  let read: Policy | undefined;
  const collected = await collectFindings({
    options: { ...options, history: options.history && isWorktreeRoot(root), ignoreFile: undefined },
    adjust(policy) {
      read ??= { ...policy, key: policy.key ?? newKeyNote(process.env) };
      return underKey(read.key)(policy);
    },
  });
  if (isRefused(collected.problems, options)) return INCOMPLETE;
  if (read?.key === undefined) throw new Error('a scan without a policy');
  const { key, triage, files } = read;
  const results = triage.foreign.map((exceptions) => ({ exceptions, found: matchesOf(exceptions, collected) }));
  if (results.length === 0 && !hasConfig(root)) {
    throw new UsageError('There is nothing of another tool here; name a baseline with --baseline FILE');
  }
  writeBaseline(target, key, results);
  await writeIgnoreFile(files.ignoreFile, key, results);
  writeConfig(root);
  for (const result of results) report(result);
  return OK;
}

interface Result {
  readonly exceptions: ForeignExceptions;
  /** What each entry suppressed, by its line. */
  readonly found: ReadonlyMap<number, readonly Collected['findings'][number][]>;
}

/** The verdict of a finding names the entry. */
function matchesOf({ file, entries }: ForeignExceptions, { findings }: Collected): Result['found'] {
  return new Map(
    entries.map(({ line }) => {
      const reason = `${file}:${line}`;
      return [
        line,
        findings.filter(({ finding: { verdict } }) => verdict.state === 'suppressed' && verdict.reason === reason),
      ];
    }),
  );
}

function writeBaseline(target: string, key: KeyNote, results: readonly Result[]): void {
  const entries = new Map<string, BaselineEntry>();
  for (const { found } of results.filter(({ exceptions }) => exceptions.kind === 'baseline')) {
    for (const { finding, foundBy } of [...found.values()].flat()) {
      const { fingerprint, detector } = finding;
      if (!entries.has(fingerprint))
        entries.set(fingerprint, { fingerprint, detector, foundBy, path: pathOf(finding) });
    }
  }
  if (entries.size === 0) return;
  writePolicyFile(target, formatBaseline(key, [...entries.values()]));
  print(`Wrote '${shown(target)}' with ${entries.size} secrets.`);
}

async function writeIgnoreFile(target: string, key: KeyNote, results: readonly Result[]): Promise<void> {
  const { addIgnoreEntry, emptyIgnoreFile } = await import('../../catalog/ignore-file.js');
  let text = existsSync(target) ? readFileSync(target, 'utf8') : emptyIgnoreFile(formatKeyNote(key));
  let added = 0;
  for (const { exceptions, found } of results.filter(({ exceptions: { kind } }) => kind === 'ignore')) {
    for (const [line, matched] of found) {
      for (const { finding, foundBy } of matched) {
        const { fingerprint, detector } = finding;
        if (text.includes(fingerprint)) continue;
        text = addIgnoreEntry(text, { fingerprint, detector, reason: `from ${exceptions.file}:${line}`, foundBy });
        added++;
      }
    }
  }
  if (added === 0) return;
  writePolicyFile(target, text);
  print(`Added ${added} entries to '${shown(target)}': give them their reasons.`);
}

/** A `.hullcheck.yaml` that goes on with the rules of the other configuration. */
function writeConfig(root: string): void {
  const target = join(root, CONFIG);
  const config = GITLEAKS_CONFIGS.find((name) => existsSync(join(root, name)));
  if (config === undefined || existsSync(target)) return;
  writePolicyFile(target, `version: 1\ngitleaksConfig: ${config}\n`);
  print(`Wrote '${shown(target)}', which goes on with the rules and allow lists of '${config}'.`);
}

function hasConfig(root: string): boolean {
  return GITLEAKS_CONFIGS.some((name) => existsSync(join(root, name)));
}

function report({ exceptions: { file, entries }, found }: Result): void {
  const left = entries.filter(({ line }) => (found.get(line) ?? []).length === 0);
  print(`${file}: ${entries.length - left.length} of ${entries.length} entries carried over; remove the file now.`);
  for (const { line, path, rule = '' } of left)
    print(`  ${file}:${line} matches nothing any more: ${neutral(`${path} ${rule}`)}`);
}

function pathOf({ provenance, secret }: Finding): string {
  return maskedPath(provenance.path, secret, false);
}

function shown(path: string): string {
  return relative(process.cwd(), path);
}

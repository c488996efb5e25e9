/** `hullcheck ignore`: one entry more in the ignore file. */

import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, relative } from 'node:path';
import type { NewIgnoreEntry } from '../../catalog/ignore-file.js';
import type { KeyNote } from '../../model/policy.js';
import { configValue } from '../../sources/shared/git-config.js';
import { commonDirOf, gitDirOf, isWorktreeRoot } from '../../sources/shared/git-dir.js';
import { formatKeyNote, parseKeyNote } from '../../triage/key-note.js';
import { loadCatalog } from '../assets.js';
import { newKeyNote } from '../fingerprint-key.js';
import { UsageError } from '../usage-error.js';
import { collectFindings, matchByPlace, underKey } from './collect.js';
import type { OpenElsewhere } from './elsewhere.js';
import { filesOnDisk, policyRoot } from './files.js';
import { loadPolicy, type Policy } from './load.js';
import { writePolicyFile } from './write.js';
import { print } from '../print.js';

export interface IgnoreOptions {
  readonly fingerprint: string;
  readonly reason: string;
  readonly expires: string | undefined;
  readonly paths: readonly string[] | undefined;
  readonly author: string | undefined;
  readonly config: string | undefined;
  readonly ignoreFile: string | undefined;
  /** Where the finding was, when not in the worktree. */
  readonly elsewhere: OpenElsewhere | undefined;
}

export async function addIgnore(options: IgnoreOptions): Promise<number> {
  const cwd = process.cwd();
  const today = new Date().toISOString().slice(0, 10);
  const { config, ignoreFile } = options;
  const named = { config, ignoreFile, baseline: undefined, only: [], skip: [] };
  const builtIn = loadCatalog().detectors;
  const policy = await loadPolicy(named, { files: filesOnDisk(cwd), cwd, today, builtIn, making: 'ignoreFile' });
  const { key, fingerprint } = await underSharedKey(policy, options);
  const file = policy.files.ignoreFile;
  const { addIgnoreEntry, emptyIgnoreFile, parseIgnoreFile } = await import('../../catalog/ignore-file.js');
  const before = policy.ignoreFile === undefined ? emptyIgnoreFile(formatKeyNote(key)) : readFileSync(file, 'utf8');
  if (policy.ignoreFile?.entries.some((entry) => fingerprint.startsWith(entry.fingerprint)) === true) {
    throw new UsageError(`'${policy.ignoreFile.file}' has an entry for ${options.fingerprint} already; edit that one`);
  }
  const text = addIgnoreEntry(before, entryOf({ ...options, fingerprint }, today));
  try {
    parseIgnoreFile(policy.ignoreFile?.file ?? file, text, parseKeyNote);
  } catch (error) {
    throw new UsageError(`Cannot add this: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  writePolicyFile(file, text);
  print(`Added ${fingerprint.slice(0, 12)} to '${relative(cwd, file)}'. Commit it.`);
  return 0;
}

function entryOf({ fingerprint, reason, expires, paths, author }: IgnoreOptions, added: string): NewIgnoreEntry {
  return {
    fingerprint,
    reason,
    author: author ?? gitUser() ?? userInfo().username,
    added,
    ...(expires === undefined ? {} : { expires }),
    ...(paths === undefined ? {} : { paths: [...paths] }),
  };
}

/**
 * Without baseline, ignore file and shared key the id in a report is one of this user's own key, which nobody else has:
 * the finding is looked for in the worktree, and gets the fingerprint that the new file is made with.
 */
async function underSharedKey(policy: Policy, given: IgnoreOptions): Promise<{ key: KeyNote; fingerprint: string }> {
  const fingerprint = given.fingerprint.toLowerCase();
  if (policy.key !== undefined) return { key: policy.key, fingerprint };
  const key = newKeyNote(process.env);
  if (key.kind === 'shared') return { key, fingerprint };
  const { config, ignoreFile, elsewhere } = given;
  const shared = { config, ignoreFile, baseline: undefined, elsewhere, onlyElsewhere: elsewhere !== undefined };
  for (const history of elsewhere === undefined ? [false, true] : [false]) {
    const options = { ...shared, history };
    const before = await collectFindings({ options, adjust: underKey(undefined), making: 'ignoreFile' });
    if (!before.findings.some(({ finding }) => finding.fingerprint.startsWith(fingerprint))) continue;
    const after = await collectFindings({ options, adjust: underKey(key), making: 'ignoreFile' });
    const found = [...matchByPlace(before, after)].find(([old]) => old.startsWith(fingerprint))?.[1];
    if (found !== undefined) return { key, fingerprint: found };
  }
  throw new UsageError(
    `There is no finding ${fingerprint} ${elsewhere === undefined ? 'in this worktree; for one in an image or a cluster name it with --image or --cluster' : 'there'}`,
  );
}

/** `Ada <ada@example.org>` as the repository, or else the user's own configuration has it. */
function gitUser(): string | undefined {
  const root = policyRoot(process.cwd());
  const own = isWorktreeRoot(root) ? [join(commonDirOf(gitDirOf(root)), 'config')] : [];
  const files = [...own, join(homedir(), '.gitconfig'), join(homedir(), '.config', 'git', 'config')];
  const [name, email] = ['name', 'email'].map((key) =>
    files.map((file) => configValue(textOf(file), { section: 'user', key })).find((value) => value !== undefined),
  );
  if (name === undefined) return undefined;
  return email === undefined ? name : `${name} <${email}>`;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

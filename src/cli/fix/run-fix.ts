/** One run of `hullcheck fix`: scan, plan, tell, and with `--write` change the files. */

import { resolve } from 'node:path';
import type { Finding } from '../../model/finding.js';
import { shellWord } from '../../remedy/next-steps.js';
import type { FixOptions } from '../../remedy/options.js';
import { planFixes, type Leak, type Plan } from '../../remedy/plan.js';
import { reasonOf } from '../../sources/shared/errors.js';
import { loadCatalog } from '../assets.js';
import type { ScanOptions } from '../scan-options.js';
import { UsageError } from '../usage-error.js';
import { findLeaks, leakOf, type Found } from './find-leaks.js';
import { diffText, storyText, type FixStory } from './fix-text.js';
import { checkSecretsOut, writeSecrets, type SecretsOut } from './secrets-out.js';
import { openTree } from './tree.js';
import { isInGit, writeFiles } from './write-files.js';
import { print } from '../print.js';

export interface FixRequest {
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly ignore: boolean;
  readonly write: boolean;
  readonly secretsOut: string | undefined;
  readonly scan: ScanOptions;
  readonly fix: FixOptions;
}

const CLEAN = 0;
const LEFT = 1;
const INCOMPLETE = 3;

/** Throws a UsageError before anything is written. */
export async function runFix(request: FixRequest): Promise<number> {
  const { paths, cwd, secretsOut, scan, fix } = request;
  const out = secretsOut === undefined ? undefined : checkSecretsOut(secretsOut, cwd);
  // With the values in the pipe, what is told goes elsewhere.
  const tell = out?.kind === 'pipe' ? console.error : print;
  const found = await findLeaks(request, scan);
  for (const { message } of found.problems) console.error(`hullcheck: ${message}`);
  const tree = await openTree(paths, request);
  const leaks = new Map<Leak, Finding>(
    found.findings.map((finding) => [leakOf(finding, tree.text(finding.provenance.path)), finding]),
  );
  const plan = planFixes([...leaks.keys()], tree, request.fix);
  const detectors = new Map(loadCatalog().detectors.map((detector) => [detector.id, detector]));
  const story = { plan, leaks, detectors, options: fix, out: out?.kind === 'directory' ? secretsOut : undefined };
  if (leaks.size === 0)
    tell(`Nothing to fix: no credential in ${found.contents} file${found.contents === 1 ? '' : 's'}.`);
  else tell((diffText(story) + storyText(story)).trimEnd());
  if (plan.changes.length > 0) tell(`\n${apply(request, story, out)}`);
  return exitCode(plan, { found, allowIncomplete: scan.allowIncomplete });
}

/** 1 for what is left to do by hand before 3 for what could not be read: the gate of a scan has the same order. */
function exitCode({ unfixed }: Plan, { found, allowIncomplete }: { found: Found; allowIncomplete: boolean }): number {
  if (unfixed.length > 0) return LEFT;
  return found.complete || allowIncomplete ? CLEAN : INCOMPLETE;
}

/** Values first, files second: were it the other way round, a full disk could lose them. */
function apply(request: FixRequest, { plan }: FixStory, out: SecretsOut | undefined): string {
  const { write, cwd, secretsOut = '' } = request;
  const files = plan.changes.map(({ path, after, before }) => ({
    path,
    file: resolve(cwd, path),
    text: after,
    isNew: before === undefined,
  }));
  const lost = files.filter(({ file, isNew }) => !isNew && !isInGit(file)).map(({ path }) => path);
  if (write && out === undefined && lost.length > 0)
    throw new UsageError(
      `--write would lose the old values of ${lost.map((path) => `'${path}'`).join(', ')}, which git does not have as it is: say where they go with --secrets-out`,
    );
  const written = out === undefined ? [] : writeSecrets(plan.secrets, { out, given: secretsOut, as: request.fix.as });
  const where = written.length === 0 ? '' : `The values are in ${written.join(', ')}, readable by you only. `;
  if (!write) return `${where}No file was changed; --write does it.`;
  try {
    writeFiles(files);
  } catch (error) {
    throw new UsageError(`Cannot write the files: ${reasonOf(error)}`, { cause: error });
  }
  return `${where}Changed ${files.map(({ path }) => path).join(', ')}. ${undoText(files, lost)}`;
}

function undoText(files: readonly { path: string; isNew: boolean }[], lost: readonly string[]): string {
  const kept = files.filter(({ path, isNew }) => !isNew && !lost.includes(path)).map(({ path }) => path);
  const undo = kept.length === 0 ? '' : `To undo: git restore -- ${kept.map(shellWord).join(' ')}. `;
  const rest = lost.length === 0 ? '' : `No copy of ${lost.join(', ')} is kept, since it would hold the secrets. `;
  return (undo + rest).trim();
}

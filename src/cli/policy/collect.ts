/** Scans of the caller's own worktree for the commands that make and tend policy files: all findings, and nothing printed. */

import { relative } from 'node:path';
import type { Finding } from '../../model/finding.js';
import type { FoundBy, KeyNote } from '../../model/policy.js';
import { isIncomplete, type Problem } from '../../model/problem.js';
import { placeOf } from '../../model/provenance.js';
import { runScan, type ScanRequest } from '../run-scan.js';
import { checkScanOptions, type ScanOptions } from '../scan-options.js';
import { ownerOf, ownersOf, type OpenElsewhere, type Owner } from './elsewhere.js';
import { policyRoot } from './files.js';
import type { Policy } from './load.js';

export interface CollectOptions {
  readonly config: string | undefined;
  readonly baseline: string | undefined;
  readonly ignoreFile: string | undefined;
  /** Also the history of the repository. */
  readonly history: boolean;
  /** Images and clusters. Absent: none. */
  readonly elsewhere?: OpenElsewhere | undefined;
  /** Not the worktree, only what is elsewhere. */
  readonly onlyElsewhere?: boolean;
}

export interface CollectRequest {
  readonly options: CollectOptions;
  /** See `ScanRequest`. */
  readonly adjust: (policy: Policy) => Policy;
  readonly env?: NodeJS.ProcessEnv;
  readonly making?: 'baseline' | 'ignoreFile';
}

export interface Collected {
  /** With their verdicts, in the order of a report. */
  readonly findings: readonly { readonly finding: Finding; readonly foundBy: FoundBy }[];
  /** The images and clusters that were looked at. */
  readonly owners: readonly Owner[];
  /** What could not be read. */
  readonly problems: readonly Problem[];
}

export async function collectFindings({ options, ...rest }: CollectRequest): Promise<Collected> {
  const findings: Collected['findings'][number][] = [];
  const problems: Problem[] = [];
  const owners: Owner[] = [];
  const run = async ({ foundBy, ...one }: OneScan): Promise<void> => {
    const outputs = {
      begin: () => undefined,
      finding: (finding: Finding) => void findings.push({ finding, foundBy: ownerOf(finding)?.foundBy ?? foundBy }),
      problem: (problem: Problem) => void (isIncomplete(problem) && problems.push(problem)),
      end: () => undefined,
      close: () => true,
    };
    await runScan({ ...one, options: silent(options), outputs, ...rest });
  };
  if (options.onlyElsewhere !== true) for (const one of await worktreeScans(options.history)) await run(one);
  for (const { images, ...one } of (await options.elsewhere?.()) ?? []) {
    await run({ ...one, foundBy: one.command });
    owners.push(...(await ownersOf({ ...one, ...(images === undefined ? {} : { images }) })));
  }
  return { findings, problems, owners };
}

interface OneScan extends Pick<ScanRequest, 'command' | 'target' | 'source' | 'scope' | 'further'> {
  readonly foundBy: FoundBy;
}

async function worktreeScans(history: boolean): Promise<OneScan[]> {
  const cwd = process.cwd();
  const root = relative(cwd, policyRoot(cwd)) || '.';
  const { planDirectory } = await import('../../sources/directory/plan.js');
  const paths = { paths: [root], cwd, ignore: true };
  const worktree: OneScan = {
    command: 'scan',
    target: root,
    source: { plan: (signal) => planDirectory(paths, signal) },
    scope: { kind: 'paths', paths: [root] },
    foundBy: 'scan',
  };
  if (!history) return [worktree];
  const { openHistory } = await import('../../sources/git/plan.js');
  const selection = { kind: 'all' } as const;
  const source = openHistory({ repository: root, cwd, selection });
  const scope = { kind: 'repository', repository: root, selection } as const;
  return [worktree, { command: 'git', target: root, source, scope, foundBy: 'git' }];
}

/** The findings as they are before ignore file and baseline, with fingerprints of another key. */
export function underKey(key: KeyNote | undefined): (policy: Policy) => Policy {
  return (policy) => {
    const { ignoreFile: _, baseline: __, ...triage } = policy.triage;
    return { ...policy, key, triage };
  };
}

/** From the fingerprints of one scan to those of another of the same worktree with another key. */
export function matchByPlace(before: Collected, after: Collected): Map<string, string> {
  const places = new Map(after.findings.map(({ finding }) => [placeKey(finding), finding.fingerprint]));
  const renamed = new Map<string, string>();
  for (const { finding } of before.findings) {
    const fingerprint = places.get(placeKey(finding));
    if (fingerprint !== undefined) renamed.set(finding.fingerprint, fingerprint);
  }
  return renamed;
}

function placeKey({ detector, provenance, location }: Finding): string {
  return JSON.stringify([detector, placeOf(provenance), location]);
}

function silent({ config, baseline, ignoreFile }: CollectOptions): ScanOptions {
  const raw = {
    format: 'text',
    output: undefined,
    report: undefined,
    failOn: undefined,
    allowIncomplete: true,
    only: undefined,
    skip: undefined,
    trustTargetConfig: false,
    showSecrets: false,
    threads: undefined,
    timeout: undefined,
    cache: true,
    cacheDir: undefined,
    progress: true,
    profile: false,
    quiet: true,
  };
  return checkScanOptions({ ...raw, config, baseline, ignoreFile });
}

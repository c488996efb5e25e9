/**
 * The library, what a program that imports hullcheck gets. The same pipeline as the command, without policy: no configuration,
 * baseline or ignore file is read, and no verdict is made. Documented in docs/library.md.
 */

import { availableParallelism } from 'node:os';
import type { Source } from '../model/content.js';
import { isIncomplete, type Problem } from '../model/problem.js';
import { findingRecord, type FindingRecord } from '../report/records.js';
import { scan as scanSource, type Extent } from '../scan.js';
import { loadCatalog, loadKernel } from './assets.js';
import { loadFingerprintKey } from './fingerprint-key.js';
import { startRunner } from './runners.js';

export type { Confidence, Severity } from '../model/detector.js';
export type { Problem, ProblemCode } from '../model/problem.js';
export type { Commit, Provenance } from '../model/provenance.js';
export type { FindingRecord } from '../report/records.js';

/** What is scanned. */
export type Target =
  /** Files and directories, relative to `cwd`. In a git worktree what git would track, unless `ignore` is false. */
  | { readonly paths: readonly string[]; readonly cwd?: string; readonly ignore?: boolean }
  /** The history of a local repository: all of it, what `to` has and `from` has not, or what is staged. */
  | {
      readonly repository: string;
      readonly cwd?: string;
      readonly range?: { readonly from: string; readonly to: string };
      readonly staged?: boolean;
    };

export interface Options {
  /** Ends the scan within a second; what was found until then is still yielded, and the end is not complete. */
  readonly signal?: AbortSignal;
  /** Worker threads; one for each processor if absent. */
  readonly threads?: number;
  /** Secrets in clear instead of masked. */
  readonly showSecrets?: boolean;
  /** Key of the fingerprints, as `HULLCHECK_KEY`. */
  readonly key?: string;
}

/** A finding, in the fields of `--format json`. Its verdict is always open: the caller judges. */
export type Finding = { readonly type: 'finding' } & FindingRecord;

/** The last event. `complete` is false where something could not be read or the scan was ended early. */
export interface End {
  readonly type: 'end';
  readonly complete: boolean;
  /** Files or blobs scanned, and their bytes. */
  readonly contents: number;
  readonly bytes: number;
}

export type ScanEvent = Finding | Problem | End;

/**
 * Findings as they are found, problems for what could not be read, and at last the end. Leaving the loop early ends the
 * scan and its threads. Throws for a bad key only, never for trouble with what is scanned.
 *
 * @example
 * for await (const event of scan({ paths: ['.'] })) {
 *   if (event.type === 'finding') console.log(event.location.path, event.name);
 * }
 */
export async function* scan(target: Target, options: Options = {}): AsyncGenerator<ScanEvent, void, undefined> {
  const { threads = availableParallelism(), showSecrets = false } = options;
  const { detectors } = loadCatalog();
  const { key } = loadFingerprintKey(options.key === undefined ? process.env : { HULLCHECK_KEY: options.key });
  // Ends the threads too when the caller leaves the loop.
  const left = new AbortController();
  const signal = options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal]);
  const extent: Extent = { contents: 0, bytes: 0 };
  const byId = new Map(detectors.map((detector) => [detector.id, detector]));
  const wanted = detectors.filter(({ rule }) => rule.kind !== 'misconfiguration');
  const setup = { detectors: wanted, kernel: loadKernel(), key };
  const { source, runner } = await startRunner(await openTarget(target), { setup, threads, signal });
  let complete = true;
  try {
    for await (const event of scanSource({ source, runner, signal, extent })) {
      if (event.type === 'finding') {
        yield { type: 'finding', ...findingRecord(event, { showSecrets, detectors: byId }) };
      } else if (event.type === 'problem') {
        complete &&= !isIncomplete(event);
        yield event;
      }
    }
    yield { type: 'end', complete: complete && !signal.aborted, ...extent };
  } finally {
    left.abort();
    await runner.close();
  }
}

async function openTarget(target: Target): Promise<Source> {
  const { cwd = process.cwd() } = target;
  if ('paths' in target) {
    const { planDirectory } = await import('../sources/directory/plan.js');
    const directory = { paths: target.paths, cwd, ignore: target.ignore ?? true };
    return { plan: (signal) => planDirectory(directory, signal) };
  }
  const { openHistory } = await import('../sources/git/plan.js');
  const { repository, range, staged } = target;
  if (staged === true) return openHistory({ repository, cwd, selection: { kind: 'staged' } });
  if (range !== undefined) return openHistory({ repository, cwd, selection: { kind: 'range', ...range } });
  return openHistory({ repository, cwd, selection: { kind: 'all' } });
}

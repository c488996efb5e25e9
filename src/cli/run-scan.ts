/** One scan from the checked options to the exit code: wires source, engine, triage, reports and gate together. */

import type { Source } from '../model/content.js';
import type { Detector } from '../model/detector.js';
import { problem, type Problem } from '../model/problem.js';
import type { RunInfo } from '../report/report.js';
import { REPORTS, type ReportFormat } from '../report/index.js';
import { exitCode } from '../gate/exit-code.js';
import { scan, type Extent, type Runner, type ScanEvent } from '../scan.js';
import { createTriage } from '../triage/index.js';
import { matches, unmatchedPatterns, type SelectionOptions } from '../triage/selection.js';
import { createAdvice } from './advice.js';
import { createScanCache } from './cache.js';
import { loadCatalog, loadKernel, loadPage, version } from './assets.js';
import { loadFingerprintKey } from './fingerprint-key.js';
import { loadPolicy, type Policy } from './policy/load.js';
import { skippingPaths } from './policy/skip-paths.js';
import { triageTools } from './policy/tools.js';
import { trustOf, type Scope, type Trust } from './policy/trust.js';
import {
  createOutputs,
  descriptorOutput,
  fileOutput,
  type Output,
  type Outputs,
  type RecordOutputs,
} from './outputs.js';
import { OutputError } from './print.js';
import { startProgress, type Progress } from './progress.js';
import { startRunner } from './runners.js';
import type { ReportOptions, ScanOptions } from './scan-options.js';
import { createTally } from './tally.js';
import { UsageError } from './usage-error.js';
import type { WorkerSetup } from './wire.js';

export interface ScanRequest {
  readonly command: RunInfo['command'];
  /** What is scanned, as the user typed it. */
  readonly target: string;
  readonly source: Source;
  /** What only reading `source` makes known, such as the images that a cluster runs. Read after it, one by one. */
  readonly further?: () => AsyncIterable<Source>;
  readonly options: ScanOptions;
  /** What takes the findings. Absent: the reports that the options name. */
  readonly outputs?: Outputs;
  /** What policy has to know of the target. Absent: it is not the caller's own tree. */
  readonly scope?: Scope;
  /** Changes what the policy files say, for commands that make these files. */
  readonly adjust?: (policy: Policy) => Policy;
  /** See `PolicyContext`. */
  readonly making?: 'baseline' | 'ignoreFile';
  /** Where the key of the fingerprints is taken from. Absent: the environment of the process. */
  readonly env?: NodeJS.ProcessEnv;
}

const STDOUT = 1;
const INCOMPLETE = 3;

/** Runs the scan and writes its reports. Throws a UsageError for bad options only. */
export async function runScan(request: ScanRequest): Promise<number> {
  const { options } = request;
  const { policy, trust, detectors } = await preparePolicy(request);
  const outputs = request.outputs ?? openOutputs(options, detectors);
  const stop = stopOnSignals(options.timeout);
  let code = INCOMPLETE;
  try {
    code = await runWith(request, { policy, trust, detectors, outputs, stop });
  } catch (error) {
    // It was told as it happened.
    if (!(error instanceof OutputError)) throw error;
  } finally {
    stop.release();
    if (!outputs.close()) code = INCOMPLETE;
    await request.source.close?.();
  }
  return code;
}

async function preparePolicy({ options, scope = ELSEWHERE, adjust, making }: ScanRequest): Promise<Prepared> {
  const builtIn = loadCatalog().detectors;
  const cwd = process.cwd();
  const trust = await trustOf(scope, { cwd, trustTarget: options.trustTargetConfig });
  const context = {
    files: trust.files,
    cwd,
    today: new Date().toISOString().slice(0, 10),
    builtIn,
    making,
  };
  const read = await loadPolicy(options, context);
  const policy = adjust === undefined ? read : adjust(read);
  const { detectors } = policy;
  checkSelection(policy.triage.selection, detectors);
  return { policy, trust, detectors };
}

const ELSEWHERE: Scope = { kind: 'elsewhere' };

function checkSelection({ only, skip }: SelectionOptions, detectors: readonly Detector[]): void {
  const [unknown] = unmatchedPatterns([...only, ...skip], [...detectors.map(({ id }) => id), 'misconfiguration']);
  if (unknown !== undefined) throw new UsageError(`No detector '${unknown}'; hullcheck detectors list names them`);
}

/** Whether `--only` names misconfigurations, as a class or one by one. */
function asksForSettings({ triage }: Policy, detectors: readonly Detector[]): boolean {
  const settings = detectors.filter(({ rule }) => rule.kind === 'misconfiguration').map(({ id }) => id);
  return triage.selection.only.some((pattern) => ['misconfiguration', ...settings].some((id) => matches(pattern, id)));
}

/** All but the informational ones, unless they are asked for: true of nearly every workload, they would drown the rest. */
function wantedDetectors(policy: Policy, detectors: readonly Detector[]): readonly Detector[] {
  if (asksForSettings(policy, detectors)) return detectors;
  return detectors.filter(({ rule }) => rule.kind !== 'misconfiguration' || !rule.informational);
}

interface Prepared {
  readonly policy: Policy;
  readonly trust: Trust;
  readonly detectors: readonly Detector[];
}

interface Parts extends Prepared {
  readonly outputs: Outputs;
  readonly stop: Stop;
}

async function runWith(request: ScanRequest, { policy, trust, detectors, outputs, stop }: Parts): Promise<number> {
  const { options, command, target, env = process.env } = request;
  const { key, id, problem: keyProblem } = loadFingerprintKey(env, policy.key);
  const profile = options.profile ? (await import('./profile.js')).startProfile() : undefined;
  const setup = { ...engineSetup(policy, detectors), key, profile: options.profile };
  const { signal } = stop;
  const extent: Extent = { contents: 0, bytes: 0 };
  const tally = createTally(command, extent);
  const { inline } = policy.triage;
  const trusted = { ...inline, distrust: trust.distrust };
  const triage = createTriage({ ...policy.triage, inline: trusted }, triageTools(key));
  const skip = { patterns: policy.skipPaths, root: trust.files.root, cwd: process.cwd() };
  const advise = createAdvice(process.cwd());
  const progress = showProgress(options, { extent, findings: () => tally.findings() });
  const tell = (trouble: Problem): void => {
    tally.problem(trouble);
    outputs.problem(trouble);
  };
  const cache = createScanCache({ options, env, setup, plain: wantsPlain(options, policy), tell });
  const start = async (source: Source) => {
    source.remember?.(cache.memory);
    const started = await startRunner(skippingPaths(profile?.measured(source) ?? source, skip), {
      setup,
      threads: options.threads,
      signal,
    });
    return { ...started, runner: cache.remember(started.runner) };
  };
  try {
    outputs.begin({ version: version(), command, target, ...(id === undefined ? {} : { fingerprintKey: id }) });
    if (keyProblem !== undefined) tell(keyProblem);
    for (const note of policy.notes) tell(note);
    for await (const event of readAll(request, { start, signal, extent })) {
      if (event.type === 'skipped') tally.skipped(event);
      else
        progress.around(() => {
          if (event.type === 'problem') return tell(event);
          const finding = advise(triage.judge(event));
          tally.finding(finding);
          profile?.finding(finding);
          outputs.finding(finding);
        });
    }
    cache.close();
    if (signal.aborted) tell(stop.problem());
    const { selection } = policy.triage;
    const all = tally.summary().complete && selection.only.length + selection.skip.length === 0;
    for (const remark of triage.remarks(all && trust.whole !== undefined ? { whole: trust.whole } : {})) tell(remark);
    progress.stop();
    const summary = tally.summary();
    outputs.end(summary);
    if (profile !== undefined) process.stderr.write(profile.text(extent));
    const failOn = options.failOn ?? policy.failOn ?? 'low';
    const { allowIncomplete } = options;
    return exitCode({ summary, failOn, allowIncomplete, misconfigurations: asksForSettings(policy, detectors) });
  } finally {
    progress.stop();
  }
}

/** To print secrets, or to compare them with hashes that another tool made of them. */
function wantsPlain({ showSecrets }: ScanOptions, { triage }: Policy): boolean {
  return showSecrets || triage.foreign.some(({ entries }) => entries.some(({ secret }) => secret !== undefined));
}

function engineSetup(policy: Policy, detectors: readonly Detector[]): Omit<WorkerSetup, 'key'> {
  return { detectors: wantedDetectors(policy, detectors), kernel: loadKernel(), allowLists: policy.allowLists };
}

interface Reading {
  readonly start: (source: Source) => Promise<{ readonly source: Source; readonly runner: Runner }>;
  readonly signal: AbortSignal;
  readonly extent: Extent;
}

/** The events of the first source and of those that it makes known. */
async function* readAll(request: ScanRequest, { start, signal, extent }: Reading): AsyncGenerator<ScanEvent> {
  for await (const one of sourcesOf(request)) {
    const { source, runner } = await start(one);
    try {
      yield* scan({ source, runner, signal, extent });
    } finally {
      await runner.close();
    }
    if (signal.aborted) return;
  }
}

async function* sourcesOf({ source, further }: ScanRequest): AsyncGenerator<Source> {
  yield source;
  if (further !== undefined) yield* further();
}

/** Opens all reports that the options name. Throws a UsageError for one that cannot be written. */
export function openOutputs(
  options: ReportOptions & { readonly showSecrets: boolean },
  detectors: readonly Detector[],
): RecordOutputs {
  const { showSecrets } = options;
  const byId = new Map(detectors.map((detector) => [detector.id, detector]));
  const colour = process.stdout.isTTY && options.output === undefined && !process.env['NO_COLOR'];
  const make = (format: ReportFormat, colours: boolean) =>
    REPORTS[format]({ colour: colours, showSecrets, now: () => new Date(), page: loadPage });
  try {
    const all: Output[] = options.reports.map(({ format, file }) => fileOutput(make(format, false), file));
    if (options.output !== undefined) all.push(fileOutput(make(options.format, false), options.output));
    else if (!options.quiet) {
      all.push(descriptorOutput(make(options.format, colour), { fd: STDOUT, name: 'standard output' }));
    }
    const summary = process.env['GITHUB_STEP_SUMMARY'];
    if (summary && all.length > 0 && usesGithub(options)) all.push(fileOutput(make('markdown', false), summary, 'a'));
    return createOutputs(all, { showSecrets, detectors: byId });
  } catch (error) {
    if (error instanceof OutputError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Annotations are few and short; the summary of the workflow run has the rest. */
function usesGithub({ format, reports }: ReportOptions): boolean {
  return format === 'github' || reports.some((report) => report.format === 'github');
}

function showProgress(options: ScanOptions, shown: Parameters<typeof startProgress>[1]): Progress {
  if (options.progress && !options.quiet && process.stderr.isTTY) return startProgress(process.stderr, shown);
  return { around: (write) => write(), stop: () => undefined };
}

/** Ends a scan early, on Ctrl-C, on SIGTERM or when its time is up. */
interface Stop {
  readonly signal: AbortSignal;
  /** Why it was ended. */
  problem(): Problem;
  release(): void;
}

function stopOnSignals(timeout: number | undefined): Stop {
  const controller = new AbortController();
  let why = problem('interrupted', 'The scan was interrupted; what was found until then is reported');
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => {
          why = problem('timeout', `The scan was stopped after ${timeout / 1000} s; give --timeout more or scan less`);
          controller.abort();
        }, timeout);
  return {
    signal: controller.signal,
    problem: () => why,
    release() {
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}

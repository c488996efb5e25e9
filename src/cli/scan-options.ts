/** The options that all scanning commands share, as data for yargs, and what they come to once checked. */

import { availableParallelism } from 'node:os';
import type { Argv, Options } from 'yargs';
import { SEVERITIES, type Severity } from '../model/detector.js';
import { REPORTS, type ReportFormat } from '../report/index.js';
import { UsageError } from './usage-error.js';

const FORMATS = Object.keys(REPORTS);

const OPTIONS = {
  format: { type: 'string', choices: FORMATS, default: 'text', describe: 'Format of the report' },
  output: { type: 'string', requiresArg: true, describe: 'Write the report to this file' },
  report: { type: 'string', array: true, requiresArg: true, describe: 'Another report, FORMAT=FILE; repeatable' },
  'fail-on': { type: 'string', choices: SEVERITIES, describe: 'Least severity that fails the scan (default: low)' },
  'allow-incomplete': { type: 'boolean', default: false, describe: 'Do not fail when something could not be read' },
  only: { type: 'string', array: true, requiresArg: true, describe: 'Report these detectors only (id, or aws-*)' },
  skip: { type: 'string', array: true, requiresArg: true, describe: 'Do not report these detectors' },
  config: { type: 'string', requiresArg: true, describe: 'Configuration (default: .hullcheck.yaml of this worktree)' },
  baseline: { type: 'string', requiresArg: true, describe: 'Known findings (default: .hullcheck-baseline)' },
  'ignore-file': { type: 'string', requiresArg: true, describe: 'Accepted findings (default: .hullcheck-ignore.yaml)' },
  'trust-target-config': { type: 'boolean', default: false, describe: 'Let what is scanned bring its own exceptions' },
  'show-secrets': { type: 'boolean', default: false, describe: 'Print secrets in clear' },
  threads: { type: 'number', requiresArg: true, describe: 'Worker threads (default: one per processor)' },
  timeout: { type: 'number', requiresArg: true, describe: 'Stop after this many seconds' },
  cache: { type: 'boolean', default: true, describe: 'Build on what earlier scans saw (--no-cache: scan all anew)' },
  'cache-dir': { type: 'string', requiresArg: true, describe: 'Where that is kept (default: below $XDG_CACHE_HOME)' },
  profile: { type: 'boolean', default: false, describe: 'Say on stderr where the time went, by stage and detector' },
  progress: { type: 'boolean', default: true, describe: 'Progress on a terminal (--no-progress: none)' },
  quiet: { type: 'boolean', default: false, describe: 'Print nothing but what --output and --report name' },
} as const satisfies Record<string, Options>;

/** What becomes of findings, wherever they come from. */
export interface ReportOptions {
  readonly format: ReportFormat;
  readonly output: string | undefined;
  readonly reports: readonly { readonly format: ReportFormat; readonly file: string }[];
  /** Absent: what the configuration says, or `low`. */
  readonly failOn: Severity | undefined;
  readonly allowIncomplete: boolean;
  readonly quiet: boolean;
}

/** What the shared options say, checked. */
export interface ScanOptions extends ReportOptions {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly config: string | undefined;
  readonly baseline: string | undefined;
  readonly ignoreFile: string | undefined;
  readonly trustTargetConfig: boolean;
  readonly showSecrets: boolean;
  readonly threads: number;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  readonly cache: boolean;
  readonly cacheDir: string | undefined;
  readonly progress: boolean;
  readonly profile: boolean;
}

// The return type is inferred: it carries the type of each option, which nobody could write by hand.
export function withScanOptions<T>(command: Argv<T>) {
  return command.options(OPTIONS);
}

// As above.
export function withReportOptions<T>(command: Argv<T>) {
  const { format, output, report, quiet, 'fail-on': failOn, 'allow-incomplete': allowIncomplete } = OPTIONS;
  return command.options({ format, output, report, quiet, 'fail-on': failOn, 'allow-incomplete': allowIncomplete });
}

/** What yargs hands over for the options about reports. */
interface RawReportOptions {
  readonly format: string;
  readonly output: string | undefined;
  readonly report: readonly string[] | undefined;
  readonly failOn: string | undefined;
  readonly allowIncomplete: boolean;
  readonly quiet: boolean;
}

/** What yargs hands over for `OPTIONS`. */
interface RawOptions extends RawReportOptions {
  readonly only: readonly string[] | undefined;
  readonly skip: readonly string[] | undefined;
  readonly config: string | undefined;
  readonly baseline: string | undefined;
  readonly ignoreFile: string | undefined;
  readonly trustTargetConfig: boolean;
  readonly showSecrets: boolean;
  readonly threads: number | undefined;
  readonly timeout: number | undefined;
  readonly cache: boolean;
  readonly cacheDir: string | undefined;
  readonly progress: boolean;
  readonly profile: boolean;
}

/** Throws a UsageError for a value that does not make sense. */
export function checkReportOptions(raw: RawReportOptions): ReportOptions {
  return {
    format: formatOf(raw.format),
    output: raw.output,
    reports: (raw.report ?? []).map(parseReport),
    failOn: raw.failOn === undefined ? undefined : severityOf(raw.failOn),
    allowIncomplete: raw.allowIncomplete,
    quiet: raw.quiet,
  };
}

/** As `checkReportOptions`. */
export function checkScanOptions(raw: RawOptions): ScanOptions {
  return {
    ...checkReportOptions(raw),
    only: raw.only ?? [],
    skip: raw.skip ?? [],
    config: raw.config,
    baseline: raw.baseline,
    ignoreFile: raw.ignoreFile,
    trustTargetConfig: raw.trustTargetConfig,
    showSecrets: raw.showSecrets,
    threads: raw.threads === undefined ? availableParallelism() : positive(raw.threads, '--threads'),
    timeout: raw.timeout === undefined ? undefined : positive(raw.timeout, '--timeout', { fraction: true }) * 1000,
    cache: raw.cache,
    cacheDir: raw.cacheDir,
    progress: raw.progress,
    profile: raw.profile,
  };
}

function parseReport(text: string): { format: ReportFormat; file: string } {
  const [format = '', ...file] = text.split('=');
  if (file.length === 0 || file.join('=') === '') {
    throw new UsageError(`--report takes FORMAT=FILE, such as json=leaks.json, not '${text}'`);
  }
  return { format: formatOf(format), file: file.join('=') };
}

function formatOf(text: string): ReportFormat {
  const format = FORMATS.find((known): known is ReportFormat => known === text);
  if (format === undefined) throw new UsageError(`Unknown format '${text}'; known are ${FORMATS.join(', ')}`);
  return format;
}

function severityOf(text: string): Severity {
  const severity = SEVERITIES.find((known) => known === text);
  if (severity === undefined) throw new UsageError(`Unknown severity '${text}'; known are ${SEVERITIES.join(', ')}`);
  return severity;
}

function positive(value: number, option: string, { fraction = false } = {}): number {
  if (Number.isFinite(value) && value > 0 && (fraction || Number.isInteger(value))) return value;
  throw new UsageError(`${option} takes a positive ${fraction ? '' : 'whole '}number`);
}

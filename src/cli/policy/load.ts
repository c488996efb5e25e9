/** The policy of a scan: configuration, ignore file and baseline, read and checked. */

import { dirname, join, resolve } from 'node:path';
import type { Detector, Severity } from '../../model/detector.js';
import type { Finding } from '../../model/finding.js';
import type { Baseline, Config, IgnoreFile, KeyNote, PathRule } from '../../model/policy.js';
import { BaselineError, parseBaseline } from '../../triage/baseline-file.js';
import type { Problem } from '../../model/problem.js';
import type { TriageOptions } from '../../triage/index.js';
import { parseKeyNote } from '../../triage/key-note.js';
import type { PathOf } from '../../triage/path-pattern.js';
import { UsageError } from '../usage-error.js';
import { exceptionsOfChange, type PolicyPaths } from './changed.js';
import { BASELINE, CONFIG, IGNORE, pathWithin, type PolicyFiles } from './files.js';

export interface PolicyOptions {
  /** Files that the user named, as typed. */
  readonly config: string | undefined;
  readonly baseline: string | undefined;
  readonly ignoreFile: string | undefined;
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

export interface Policy {
  /** The files that there are, absolute. */
  readonly files: PolicyPaths;
  readonly failOn: Severity | undefined;
  /** Detectors of the user's own. */
  readonly detectors: readonly Detector[];
  /** What the fingerprints of baseline and ignore file were made with; absent where there is neither. */
  readonly key: KeyNote | undefined;
  readonly baseline: Baseline | undefined;
  readonly ignoreFile: IgnoreFile | undefined;
  /** Patterns of files that are not read. */
  readonly skipPaths: readonly string[];
  readonly triage: TriageOptions;
  /** Exceptions that the scanned change brings, and what of foreign files is not applied. */
  readonly notes: readonly Problem[];
}

export interface PolicyContext {
  readonly files: PolicyFiles;
  readonly cwd: string;
  /** Today, `2026-11-24`. */
  readonly today: string;
  /** Of the detectors that come with hullcheck. */
  readonly builtIn: readonly string[];
  /** The file that the command makes: it need not be there although it is named. */
  readonly making?: 'baseline' | 'ignoreFile' | undefined;
}

const NO_CONFIG: Config = { only: [], skip: [], skipPaths: [], rules: [], detectors: [] };

const COMMENTS = ['hullcheck', 'gitleaks', 'betterleaks', 'detect-secrets'] as const;

/** Throws a UsageError that names file and line for what is wrong with a file. */
export async function loadPolicy(options: PolicyOptions, context: PolicyContext): Promise<Policy> {
  const { files, cwd, today } = context;
  const named = (name: string | undefined): string | undefined => (name === undefined ? undefined : resolve(cwd, name));
  const configFile = named(options.config) ?? join(files.root, CONFIG);
  const config = await readConfig(files, configFile, options.config !== undefined);
  const beside = (name: string): string => resolve(dirname(configFile), name);
  const baselineFile =
    named(options.baseline) ?? (config.baseline === undefined ? join(files.root, BASELINE) : beside(config.baseline));
  const ignorePath =
    named(options.ignoreFile) ??
    (config.ignoreFile === undefined ? join(files.root, IGNORE) : beside(config.ignoreFile));
  const isNamed = (file: 'baseline' | 'ignoreFile'): boolean =>
    context.making !== file && (options[file] ?? config[file]) !== undefined;
  const baseline = readBaseline(files, baselineFile, isNamed('baseline'));
  const ignoreFile = await readIgnoreFile(files, ignorePath, isNamed('ignoreFile'));
  const pathOf = pathOfFinding(files.root, cwd);
  const paths = { config: configFile, baseline: baselineFile, ignoreFile: ignorePath };
  return {
    files: paths,
    failOn: config.failOn,
    detectors: await readDetectors(config.detectors.map(beside), context),
    key: commonKey(baseline, ignoreFile),
    baseline,
    ignoreFile,
    skipPaths: config.skipPaths,
    triage: {
      selection: {
        only: options.only.length > 0 ? options.only : config.only,
        skip: [...config.skip, ...options.skip],
      },
      inline: { comments: config.allowComments ?? COMMENTS },
      rules: [...skipRule(config, files.show(configFile)), ...config.rules],
      ...(ignoreFile === undefined ? {} : { ignoreFile }),
      ...(baseline === undefined ? {} : { baseline }),
      pathOf,
      today,
    },
    notes: await exceptionsOfChange(paths, files),
  };
}

async function readConfig(files: PolicyFiles, path: string, named: boolean): Promise<Config> {
  const text = readNamed(files, path, named);
  if (text === undefined) return NO_CONFIG;
  const { parseConfig } = await import('../../catalog/config.js');
  return asUsage(() => parseConfig(files.show(path), text));
}

function readBaseline(files: PolicyFiles, path: string, named: boolean): Baseline | undefined {
  const text = readNamed(files, path, named);
  return text === undefined ? undefined : asUsage(() => parseBaseline(files.show(path), text));
}

async function readIgnoreFile(files: PolicyFiles, path: string, named: boolean): Promise<IgnoreFile | undefined> {
  const text = readNamed(files, path, named);
  if (text === undefined) return undefined;
  const { parseIgnoreFile } = await import('../../catalog/ignore-file.js');
  return asUsage(() => parseIgnoreFile(files.show(path), text, parseKeyNote));
}

/** A file that the user named has to be there, or to come with the change. */
function readNamed(files: PolicyFiles, path: string, named: boolean): string | undefined {
  const text = files.read(path);
  if (text === undefined && named && files.change?.read(path) === undefined)
    throw new UsageError(`There is no file '${files.show(path)}'`);
  return text;
}

async function readDetectors(
  paths: readonly string[],
  { files, builtIn }: PolicyContext,
): Promise<readonly Detector[]> {
  if (paths.length === 0) return [];
  const { loadCatalog } = await import('../../catalog/load.js');
  const texts = paths.map((path) => ({ path: files.show(path), text: readNamed(files, path, true) ?? '' }));
  const { detectors, errors } = loadCatalog(texts, builtIn);
  const [first] = errors;
  if (first !== undefined) {
    const id = first.detector === undefined ? '' : ` ${first.detector}:`;
    throw new UsageError(`${first.path}:${id} ${first.message}; see docs/detectors.md and hullcheck detectors check`);
  }
  return detectors.map(({ detector }) => detector);
}

/** Trouble with a file is bad usage: the message names file and line. */
function asUsage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const expected = error instanceof Error && (error instanceof BaselineError || error.name === 'FileError');
    if (expected) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Fingerprints of one run are made with one key. */
function commonKey(baseline: Baseline | undefined, ignoreFile: IgnoreFile | undefined): KeyNote | undefined {
  if (baseline === undefined || ignoreFile === undefined) return baseline?.key ?? ignoreFile?.key;
  if (JSON.stringify(baseline.key) === JSON.stringify(ignoreFile.key)) return baseline.key;
  throw new UsageError(
    `'${baseline.file}' and '${ignoreFile.file}' were made with different keys; give the second the first's line 'key' if its entries are of that key, or make it anew`,
  );
}

/** What is not read in a directory can still be found in git or in an image. */
function skipRule({ skipPaths }: Config, place: string): PathRule[] {
  if (skipPaths.length === 0) return [];
  return [{ detectors: ['*'], paths: skipPaths, reason: 'skipPaths', place, unread: true }];
}

function pathOfFinding(root: string, cwd: string): PathOf {
  return ({ provenance }: Finding) =>
    provenance.kind === 'file' ? pathWithin(root, { path: provenance.path, cwd }) : provenance.path;
}

/** The policy as if nothing had been there before. */
export function withoutBaseline(policy: Policy): Policy {
  const { baseline: _, ...triage } = policy.triage;
  return { ...policy, triage };
}

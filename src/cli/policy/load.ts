/** The policy of a scan: configuration, ignore file and baseline, read and checked. */

import { dirname, join, resolve } from 'node:path';
import type { Detector, Severity } from '../../model/detector.js';
import type { Finding } from '../../model/finding.js';
import type {
  AllowList,
  Baseline,
  Config,
  ForeignExceptions,
  IgnoreFile,
  KeyNote,
  PathRule,
} from '../../model/policy.js';
import { BaselineError, parseBaseline } from '../../triage/baseline-file.js';
import type { Problem } from '../../model/problem.js';
import type { TriageOptions } from '../../triage/index.js';
import { parseKeyNote } from '../../triage/key-note.js';
import type { PathOf } from '../../triage/path-pattern.js';
import { UsageError } from '../usage-error.js';
import { exceptionsOfChange, type PolicyPaths } from './changed.js';
import { GITLEAKS_CONFIGS, loadGitleaksConfig, loadGitleaksIgnores, type Gitleaks } from './gitleaks.js';
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
  /** All that are in use. */
  readonly detectors: readonly Detector[];
  readonly allowLists: readonly AllowList[];
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
  /** The detectors that come with hullcheck. */
  readonly builtIn: readonly Detector[];
  /** The file that the command makes: it need not be there although it is named. */
  readonly making?: 'baseline' | 'ignoreFile' | undefined;
}

const NO_CONFIG: Config = { only: [], skip: [], skipPaths: [], rules: [], detectors: [] };

const COMMENTS = ['hullcheck', 'gitleaks', 'betterleaks', 'detect-secrets'] as const;

/** Throws a UsageError that names file and line for what is wrong with a file. */
export async function loadPolicy(options: PolicyOptions, context: PolicyContext): Promise<Policy> {
  const { files, cwd, today } = context;
  const { config, paths, gitleaksFile } = await asUsage(() => readConfiguration(options, context));
  const exceptions = await asUsage(() => readExceptions(paths, { options, config, context }));
  const { baseline, ignoreFile, foreign } = exceptions;
  const gitleaks =
    gitleaksFile === undefined ? NO_GITLEAKS : await asUsage(() => loadGitleaksConfig(gitleaksFile, context));
  const own = await readDetectors(config.detectors, context);
  return {
    files: paths,
    failOn: config.failOn,
    detectors: [...keptOf(context.builtIn, gitleaks), ...own, ...gitleaks.detectors],
    allowLists: gitleaks.allowLists,
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
      rules: [
        ...skipRule(config, files.show(paths.config)),
        ...config.rules,
        ...ownTextRule(gitleaks, gitleaksFile, files),
      ],
      onlyAt: gitleaks.onlyAt,
      allowLists: gitleaks.allowLists,
      foreign,
      foreignRules: new Set(gitleaks.detectors.map(({ id }) => id)),
      ...(ignoreFile === undefined ? {} : { ignoreFile }),
      ...(baseline === undefined ? {} : { baseline }),
      pathOf: pathOfFinding(files.root, cwd),
      today,
    },
    notes: [...gitleaks.notes, ...exceptions.notes, ...(await exceptionsOfChange(paths, files))],
  };
}

const NO_GITLEAKS: Gitleaks = { detectors: [], onlyAt: new Map(), allowLists: [], skip: [], notes: [] };

function keptOf(builtIn: readonly Detector[], { skip }: Gitleaks): readonly Detector[] {
  return skip === undefined ? [] : builtIn.filter(({ id }) => !skip.includes(id));
}

interface Configuration {
  /** Files that it names are absolute. */
  readonly config: Config;
  readonly paths: PolicyPaths;
  readonly gitleaksFile: string | undefined;
}

/** hullcheck's own configuration; where there is none, one that the worktree has for gitleaks. */
async function readConfiguration(options: PolicyOptions, { files, cwd }: PolicyContext): Promise<Configuration> {
  const named = options.config === undefined ? undefined : resolve(cwd, options.config);
  const isToml = named?.endsWith('.toml') === true;
  const path = isToml || named === undefined ? join(files.root, CONFIG) : named;
  const text = isToml ? undefined : readNamed(files, path, named !== undefined);
  const config =
    text === undefined ? NO_CONFIG : (await import('../../catalog/config.js')).parseConfig(files.show(path), text);
  const beside = (name: string): string => resolve(dirname(path), name);
  const given = (option: string | undefined, setting: string | undefined): string | undefined =>
    option === undefined ? setting && beside(setting) : resolve(cwd, option);
  const found = GITLEAKS_CONFIGS.map((name) => join(files.root, name)).find((file) => files.read(file) !== undefined);
  const fallback = text === undefined ? found : undefined;
  return {
    config: { ...config, detectors: config.detectors.map(beside) },
    paths: {
      config: path,
      baseline: given(options.baseline, config.baseline) ?? join(files.root, BASELINE),
      ignoreFile: given(options.ignoreFile, config.ignoreFile) ?? join(files.root, IGNORE),
    },
    gitleaksFile: isToml ? named : (given(undefined, config.gitleaksConfig) ?? fallback),
  };
}

interface Exceptions {
  readonly baseline: Baseline | undefined;
  readonly ignoreFile: IgnoreFile | undefined;
  readonly foreign: readonly ForeignExceptions[];
  readonly notes: readonly Problem[];
}

async function readExceptions(
  paths: PolicyPaths,
  { options, config, context }: { options: PolicyOptions; config: Config; context: PolicyContext },
): Promise<Exceptions> {
  const { files, making } = context;
  const read = (file: 'baseline' | 'ignoreFile'): string | undefined =>
    readNamed(files, paths[file], making !== file && (options[file] ?? config[file]) !== undefined);
  const [known, ignored] = [read('baseline'), read('ignoreFile')];
  const { foreign, notes } = await loadGitleaksIgnores(files);
  const isForeign = known !== undefined && /^\s*[[{]/.test(known);
  if (isForeign) {
    const { parseForeignBaseline } = await import('../../catalog/foreign-exceptions.js');
    foreign.push(parseForeignBaseline(files.show(paths.baseline), known));
  }
  return {
    baseline: known === undefined || isForeign ? undefined : parseBaseline(files.show(paths.baseline), known),
    ignoreFile: ignored === undefined ? undefined : await parseIgnored(files.show(paths.ignoreFile), ignored),
    foreign,
    notes,
  };
}

async function parseIgnored(file: string, text: string): Promise<IgnoreFile> {
  const { parseIgnoreFile } = await import('../../catalog/ignore-file.js');
  return parseIgnoreFile(file, text, parseKeyNote);
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
  const { detectors, errors } = loadCatalog(
    texts,
    builtIn.map(({ id }) => id),
  );
  const [first] = errors;
  if (first !== undefined) {
    const id = first.detector === undefined ? '' : ` ${first.detector}:`;
    throw new UsageError(`${first.path}:${id} ${first.message}; see docs/detectors.md and hullcheck detectors check`);
  }
  return detectors.map(({ detector }) => detector);
}

/** Trouble with a file is bad usage: the message names file and line. */
async function asUsage<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
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

/** A rule may match the line that defines it. */
function ownTextRule({ detectors }: Gitleaks, file: string | undefined, { root, show }: PolicyFiles): PathRule[] {
  if (file === undefined || detectors.length === 0) return [];
  const path = `/${pathWithin(root, { path: file, cwd: root })}`;
  const ids = detectors.map(({ id }) => id);
  return [{ detectors: ids, paths: [path], reason: 'rules that match themselves', place: show(file), unread: true }];
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

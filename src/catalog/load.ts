/** Provider files to detectors, refusing the unfinished. The same code runs in the build, in the tests and for users. */

import { parseDocument } from 'yaml';
import type { Detector, PatternRule, Rule } from '../model/detector.js';
import { CHECKS } from '../detect/checks/index.js';
import { compilePattern } from '../detect/regex.js';
import { assignedKeywords, assignedPattern, spellings } from './assigned.js';
import { commandFault, commandKeywords, commandPattern } from './commands.js';
import { expandExample, type Expanded } from './examples/expand.js';
import { providerFile, type DetectorEntry } from './schema.js';

/** A file's text and its name for messages. */
export interface CatalogFile {
  readonly path: string;
  readonly text: string;
}

/** A detector with the examples that it was written with. */
export interface LoadedDetector {
  readonly detector: Detector;
  readonly path: string;
  readonly examples: { readonly match: readonly string[]; readonly noMatch: readonly string[] };
}

/** Why a file or a detector was refused. */
export interface CatalogError {
  readonly path: string;
  readonly detector?: string;
  readonly message: string;
}

export interface Loaded {
  readonly detectors: readonly LoadedDetector[];
  readonly errors: readonly CatalogError[];
}

const DEFAULT_REACH = { before: 0, after: 256 };

/** Detectors of all files, ordered by id; what is wrong with the rest. `taken`: ids that are known already. */
export function loadCatalog(files: readonly CatalogFile[], taken: readonly string[] = []): Loaded {
  const loaded: LoadedDetector[] = [];
  const errors: CatalogError[] = [];
  for (const file of files) {
    for (const result of loadFile(file)) {
      if ('message' in result) errors.push(result);
      else loaded.push(result);
    }
  }
  errors.push(...duplicates(loaded, taken), ...unknownOverlaps(loaded, taken));
  loaded.sort((a, b) => (a.detector.id < b.detector.id ? -1 : 1));
  return { detectors: loaded, errors };
}

function* loadFile({ path, text }: CatalogFile): Generator<LoadedDetector | CatalogError> {
  const { data, fault } = parseYaml(text);
  if (fault !== undefined) {
    yield { path, message: `not valid YAML: ${fault}` };
    return;
  }
  const parsed = providerFile.safeParse(data);
  if (!parsed.success) {
    for (const { path: where, message } of parsed.error.issues)
      yield { path, message: `${where.join('.')}: ${message}` };
    return;
  }
  for (const entry of parsed.data.detectors) {
    const faults = faultsOf(entry);
    if (faults.length === 0) {
      yield { detector: toDetector(parsed.data.provider, entry), path, examples: entry.examples };
      continue;
    }
    for (const message of faults) yield { path, detector: entry.id, message };
  }
}

/** The document as plain data, or what is wrong with it. */
function parseYaml(text: string): { readonly data?: unknown; readonly fault?: string } {
  const document = parseDocument(text, { strict: true, logLevel: 'error' });
  // An unknown tag is only a warning to the parser; here it is something that nobody meant.
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) return { fault: broken.message.split('\n')[0] ?? '' };
  try {
    // Aliases make a small file large, and a detector has no use for them.
    return { data: document.toJS({ maxAliasCount: 0 }) };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What the schema cannot say. */
function faultsOf(entry: DetectorEntry): string[] {
  if (entry.scanner !== undefined) return exampleFaults(entry);
  const { pattern } = ruleOf(entry);
  return [
    ...(entry.commands ?? []).flatMap((line) => {
      const fault = commandFault(line);
      return fault === undefined ? [] : [`command "${line}" ${fault}`];
    }),
    ...checksOf(entry)
      .filter((name) => !Object.hasOwn(CHECKS, name))
      .map((name) => `unknown check "${name}"`),
    ...patternFaults(pattern),
    ...exampleFaults(entry),
  ];
}

function patternFaults(pattern: string): string[] {
  const lookaround = ['(?=', '(?!', '(?<=', '(?<!'].find((form) => pattern.includes(form));
  if (lookaround !== undefined) return [`pattern uses "${lookaround}", which RE2 does not have`];
  const groups = pattern.split('(?P<secret>').length - 1;
  if (groups !== 1) return [`pattern has ${groups} groups "secret", needs one`];
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    return [`pattern does not compile: ${messageOf(error)}`];
  }
}

function exampleFaults(entry: DetectorEntry): string[] {
  // A name counts as used in any of its spellings, a command line with any of its names.
  const keywords =
    entry.assigned?.names.map(spellings) ??
    entry.commands?.map((line) => commandKeywords([line])) ??
    (entry.keywords ?? []).map((keyword) => [keyword]);
  const faults: string[] = [];
  const expand = (kind: 'match' | 'noMatch', example: string, index: number): Expanded | undefined => {
    try {
      return expandExample(example, `${entry.id}/${index}`);
    } catch (error) {
      faults.push(`${kind} example ${index + 1}: ${messageOf(error)}`);
      return undefined;
    }
  };
  const matches = entry.examples.match.map((example, index) => expand('match', example, index));
  entry.examples.noMatch.forEach((example, index) => expand('noMatch', example, index));
  matches.forEach((match, index) => {
    if (match?.secrets.length === 0) faults.push(`match example ${index + 1} marks no secret with ~{...}~`);
  });
  const texts = matches.map((match) => match?.text.toLowerCase() ?? '');
  const dead = keywords.filter((forms) => !forms.some((form) => texts.some((text) => text.includes(form))));
  return [...faults, ...dead.map(([keyword]) => `keyword "${keyword}" is in no match example`)];
}

function toDetector(provider: string, entry: DetectorEntry): Detector {
  const rule = scannedBy(entry) ?? ruleOf(entry);
  return {
    id: entry.id,
    provider,
    name: entry.name,
    severity: entry.severity,
    confidence: entry.confidence ?? (entry.pattern === undefined ? 'medium' : 'high'),
    risk: entry.risk,
    remediation: entry.remediation,
    references: entry.references,
    keywords: keywordsOf(entry),
    rule,
    rank: rankOf(entry),
    overlaps: entry.overlaps ?? [],
  };
}

function scannedBy({ scanner, informational = false }: DetectorEntry): Rule | undefined {
  if (scanner === 'manifest') return { kind: 'misconfiguration', informational };
  return scanner === undefined ? undefined : { kind: 'generic' };
}

function ruleOf(entry: DetectorEntry): PatternRule {
  const base = formOf(entry);
  return {
    kind: 'pattern',
    pattern: base.pattern,
    reach: entry.reach ?? base.reach,
    ...(entry.minEntropy === undefined ? {} : { minEntropy: entry.minEntropy }),
    checks: entry.checks ?? [],
    ...(entry.checksum === undefined ? {} : { checksum: entry.checksum }),
    inBinary: entry.inBinary ?? entry.pattern !== undefined,
  };
}

function formOf({ assigned, commands, pattern = [] }: DetectorEntry): Pick<PatternRule, 'pattern' | 'reach'> {
  if (assigned !== undefined) return assignedPattern(assigned.names, assigned.value);
  if (commands !== undefined) return commandPattern(commands);
  return { pattern: pattern.join(''), reach: DEFAULT_REACH };
}

function keywordsOf({ assigned, commands, keywords = [] }: DetectorEntry): readonly string[] {
  if (assigned !== undefined) return assignedKeywords(assigned.names);
  return commands === undefined ? keywords : commandKeywords(commands);
}

/** See `Detector.rank`. */
function rankOf(entry: DetectorEntry): number {
  if (entry.scanner !== undefined) return 0;
  if (entry.pattern === undefined || entry.contextual === true) return 1;
  return checksOf(entry).length > 0 ? 3 : 2;
}

function checksOf(entry: DetectorEntry): string[] {
  return [...(entry.checks ?? []), ...(entry.checksum === undefined ? [] : [entry.checksum])];
}

function duplicates(loaded: readonly LoadedDetector[], taken: readonly string[]): CatalogError[] {
  const seen = new Map(taken.map((id) => [id, "hullcheck's own catalogue"]));
  const errors: CatalogError[] = [];
  for (const { detector, path } of loaded) {
    const before = seen.get(detector.id);
    if (before !== undefined)
      errors.push({ path, detector: detector.id, message: `id is already used in '${before}'` });
    seen.set(detector.id, path);
  }
  return errors;
}

function unknownOverlaps(loaded: readonly LoadedDetector[], taken: readonly string[]): CatalogError[] {
  const ids = new Set([...taken, ...loaded.map(({ detector }) => detector.id)]);
  return loaded.flatMap(({ detector, path }) =>
    detector.overlaps
      .filter((id) => !ids.has(id) || id === detector.id)
      .map((id) => ({
        path,
        detector: detector.id,
        message: `overlaps "${id}", which is ${id === detector.id ? 'itself' : 'no detector'}`,
      })),
  );
}

/**
 * Configurations of gitleaks (and betterleaks 1, a superset) as detectors and allow lists.
 * https://github.com/gitleaks/gitleaks#configuration
 */

import { parse, TomlError } from 'smol-toml';
import * as z from 'zod';
import type { Detector, PatternRule } from '../model/detector.js';
import type { AllowList } from '../model/policy.js';
import { compilePattern } from '../detect/regex.js';
import { withSecretGroup } from './gitleaks-pattern.js';
import { FileError } from './yaml-text.js';

export interface GitleaksConfig {
  readonly detectors: readonly Detector[];
  /** By id: findings at other paths are none. RE2. */
  readonly onlyAt: ReadonlyMap<string, string>;
  readonly allowLists: readonly AllowList[];
  /** Whether it builds on the rules that come with the scanner. */
  readonly extendsDefault: boolean;
  /** Another configuration that it builds on, relative to the current directory. */
  readonly extendsPath?: string;
  /** Ids, as gitleaks calls the rules. */
  readonly disabledRules: readonly string[];
  /** What of it is not applied, one sentence each. */
  readonly notes: readonly string[];
}

const texts = z.array(z.string()).nullish();

const allowList = z.looseObject({
  description: z.string().nullish(),
  condition: z.string().nullish(),
  commits: texts,
  paths: texts,
  regexes: texts,
  regextarget: z.string().nullish(),
  stopwords: texts,
  targetrules: texts,
});

const rule = z.looseObject({
  id: z.string().min(1),
  description: z.string().nullish(),
  regex: z.string().nullish(),
  path: z.string().nullish(),
  secretgroup: z.int().min(0).nullish(),
  entropy: z.number().nullish(),
  keywords: texts,
  skipreport: z.boolean().nullish(),
  allowlist: allowList.nullish(),
  allowlists: z.array(allowList).nullish(),
  required: z
    .array(z.looseObject({ id: z.string(), withinlines: z.int().nullish(), withincolumns: z.int().nullish() }))
    .nullish(),
  validate: z.unknown().optional(),
  filter: z.unknown().optional(),
});

const schema = z.looseObject({
  extend: z
    .looseObject({
      usedefault: z.boolean().nullish(),
      path: z.string().nullish(),
      url: z.string().nullish(),
      disabledrules: texts,
    })
    .nullish(),
  rules: z.array(rule).nullish(),
  allowlist: allowList.nullish(),
  allowlists: z.array(allowList).nullish(),
  prefilter: z.unknown().optional(),
  filter: z.unknown().optional(),
});

type RawRule = z.infer<typeof rule>;
type RawAllowList = z.infer<typeof allowList>;

/** Bytes that a match may begin before its keyword and end after it: on a few lines, or over many (a key in armour). */
const REACH = { before: 250, after: 550 };
const WIDE_REACH = { before: 1000, after: 16_000 };

/** Throws a FileError for what is not TOML, or not a configuration of gitleaks. */
export function parseGitleaksConfig(file: string, text: string): GitleaksConfig {
  const data = parseToml(file, text);
  const { extend, rules = [], filter, prefilter } = data;
  const notes = new Notes();
  const extendsDefault = extend?.usedefault === true;
  const changes = (one: RawRule): boolean => extendsDefault && isChange(one);
  const own = (rules ?? []).filter((one) => !changes(one));
  for (const { id, path } of (rules ?? []).filter(changes))
    if (path) notes.of(id, 'changes a rule of the default configuration, so its path is not applied');
  const checked = own.flatMap((one) => toDetector(file, one, notes));
  const allowLists = [
    ...listsOf(data).map((raw) => toAllowList(file, raw, raw.targetrules ?? undefined)),
    ...(rules ?? []).flatMap((one) => listsOf(one).map((raw) => toAllowList(file, raw, [idOf(one.id)]))),
  ];
  if (filter !== undefined || prefilter !== undefined) notes.add("its 'filter' and 'prefilter' are not applied");
  if (extend?.url) notes.add("'extend.url' is not fetched, as gitleaks does not");
  return {
    detectors: checked,
    onlyAt: new Map((rules ?? []).flatMap(({ id, path }) => (path ? [[idOf(id), path] as const] : []))),
    allowLists,
    extendsDefault,
    ...(extend?.path ? { extendsPath: extend.path } : {}),
    disabledRules: extend?.disabledrules ?? [],
    notes: notes.sentences().map((note) => `'${file}': ${note}`),
  };
}

function parseToml(file: string, text: string): z.infer<typeof schema> {
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new FileError(`${file}:${error.line}: not valid TOML: ${error.message.split('\n')[0] ?? ''}`, {
      cause: error,
    });
  }
  const parsed = schema.safeParse(lowerCaseKeys(data));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FileError(
    `${file}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}; see docs/migrating.md`,
  );
}

/** Ids stand in lines that are split at blanks. */
function idOf(id: string): string {
  return id.trim().replace(/\s+/g, '-');
}

/** gitleaks takes `secretGroup` and `secretgroup` for the same. */
function lowerCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCaseKeys);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key.toLowerCase(), lowerCaseKeys(part)]));
}

/**
 * Whether it changes a rule of the default configuration, mostly its allow lists: it has no expression for texts, and is no
 * rule for files of its own, which would say what it finds.
 */
function isChange({ id, regex, path, description }: RawRule): boolean {
  return !regex && (!path || !description || id === 'generic-api-key');
}

/** How many rules a note names. */
const MOST_NAMED = 3;

/** What is not applied: of many rules with the same in one sentence. */
class Notes {
  readonly #general: string[] = [];
  readonly #rules = new Map<string, string[]>();

  add(note: string): void {
    this.#general.push(note);
  }

  of(id: string, what: string): void {
    this.#rules.set(what, [...(this.#rules.get(what) ?? []), `'${id}'`]);
  }

  sentences(): string[] {
    const ofRules = [...this.#rules].map(([what, ids]) => {
      const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
      return `${ids.length === 1 ? 'rule' : 'rules'} ${ids.slice(0, MOST_NAMED).join(', ')}${more}: ${what}`;
    });
    return [...this.#general, ...ofRules];
  }
}

/** A rule with neither expression is none, and told. */
function toDetector(file: string, raw: RawRule, notes: Notes): Detector[] {
  const { regex, path, keywords } = raw;
  const id = idOf(raw.id);
  const told = [
    [raw.required?.find(({ withincolumns }) => withincolumns), 'withinColumns is not applied, withinLines is'],
    [raw.validate, 'nothing is validated over the network'],
    [raw.filter, 'the filter is not applied'],
  ] as const;
  for (const [given, what] of told) if (given !== undefined && given !== null) notes.of(id, what);
  if (path) checkPattern(`${file}: rule '${id}'`, path);
  if (!regex && path) return [fileDetector(id, raw, path)];
  if (!regex) {
    notes.of(id, 'has neither regex nor path, so it finds nothing');
    return [];
  }
  const pattern = withSecretGroup(regex, raw.secretgroup ?? 0);
  checkPattern(`${file}: rule '${id}'`, pattern);
  return [
    {
      ...described(id, raw),
      severity: 'high',
      remediation: 'Revoke it where it was issued, and take it out.',
      keywords: usableKeywords(keywords ?? []),
      rule: {
        kind: 'pattern',
        pattern,
        reach: isWide(regex) ? WIDE_REACH : REACH,
        // There a value at the threshold is dropped, here one below it.
        ...(raw.entropy ? { minEntropy: raw.entropy + 1e-9 } : {}),
        checks: [],
        ...requirementsOf(raw),
        inBinary: false,
      },
      rank: id === 'generic-api-key' ? 0 : 2,
    },
  ];
}

/** Finds files, and not secrets. */
function fileDetector(id: string, raw: RawRule, path: string): Detector {
  return {
    ...described(id, raw),
    severity: 'medium',
    remediation: 'Take the file out, and change what it keeps secret.',
    keywords: [],
    rule: { kind: 'path', pattern: path },
    rank: 0,
  };
}

function described(
  id: string,
  { description }: RawRule,
): Pick<Detector, 'id' | 'provider' | 'name' | 'confidence' | 'risk' | 'references' | 'overlaps'> {
  const risk = description ? asSentence(description) : 'Found by a rule of a gitleaks configuration.';
  return { id, provider: 'gitleaks', name: id, confidence: 'medium', risk, references: [], overlaps: [] };
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function requirementsOf({ required, skipreport }: RawRule): Pick<PatternRule, 'requires' | 'partOnly'> {
  const requires = (required ?? []).map(({ id, withinlines }) =>
    typeof withinlines === 'number' ? { detector: idOf(id), lines: withinlines } : { detector: idOf(id) },
  );
  return { ...(requires.length === 0 ? {} : { requires }), ...(skipreport === true ? { partOnly: true } : {}) };
}

/** None where the search for keywords cannot have one of them: the rule is then tried on every line. */
function usableKeywords(keywords: readonly string[]): string[] {
  const lower = keywords.map((keyword) => keyword.toLowerCase());
  return lower.every((keyword) => /^[\x21-\x40\x5b-\x7e]{3,255}$/.test(keyword)) ? lower : [];
}

/** Whether a match is likely to go over many lines. */
function isWide(regex: string): boolean {
  return /\(\?[a-z]*s|\[\\s\\S|\[\\S\\s|\[\\w\\W|\[\^[^\]]*\][*+]|\\n|-----BEGIN/.test(regex);
}

function checkPattern(where: string, pattern: string): void {
  try {
    compilePattern(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileError(`${where}: not an expression of RE2: ${reason}`, { cause: error });
  }
}

function listsOf({
  allowlist,
  allowlists,
}: {
  allowlist?: RawAllowList | null | undefined;
  allowlists?: RawAllowList[] | null | undefined;
}): RawAllowList[] {
  return [...(allowlist ? [allowlist] : []), ...(allowlists ?? [])];
}

function toAllowList(file: string, raw: RawAllowList, detectors: readonly string[] | undefined): AllowList {
  const name = raw.description ? `${file}: ${raw.description}` : `an allow list of ${file}`;
  const [paths, regexes] = [raw.paths ?? [], raw.regexes ?? []];
  for (const pattern of [...paths, ...regexes]) checkPattern(name, pattern);
  return {
    name,
    condition: ['and', '&&'].includes(raw.condition?.toLowerCase() ?? '') ? 'and' : 'or',
    paths,
    commits: (raw.commits ?? []).map((commit) => commit.toLowerCase()),
    regexes,
    target: targetOf(file, raw.regextarget ?? ''),
    stopwords: (raw.stopwords ?? []).map((word) => word.toLowerCase()),
    ...(detectors === undefined ? {} : { detectors }),
  };
}

function targetOf(file: string, target: string): AllowList['target'] {
  if (target === 'match' || target === 'line') return target;
  if (target === '' || target === 'secret') return 'secret';
  throw new FileError(`${file}: regexTarget: '${target}' is none of secret, match and line`);
}

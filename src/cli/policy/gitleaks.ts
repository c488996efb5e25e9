/** Configurations and exceptions of gitleaks that a worktree has, taken as they are; see docs/migrating.md. */

import { join, resolve } from 'node:path';
import type { GitleaksConfig } from '../../catalog/gitleaks.js';
import type { Detector } from '../../model/detector.js';
import type { AllowList, ForeignExceptions } from '../../model/policy.js';
import { problem, type Problem } from '../../model/problem.js';
import { UsageError } from '../usage-error.js';
import type { PolicyFiles } from './files.js';

/** What a worktree has for gitleaks and betterleaks, the first that is there. */
export const GITLEAKS_CONFIGS = ['.gitleaks.toml', '.betterleaks.toml'];
export const GITLEAKS_IGNORES = ['.gitleaksignore', '.betterleaksignore'];

export interface Gitleaks {
  readonly detectors: readonly Detector[];
  readonly onlyAt: ReadonlyMap<string, string>;
  readonly allowLists: readonly AllowList[];
  /** Detectors of hullcheck's own to leave out; undefined: all of them. */
  readonly skip: readonly string[] | undefined;
  readonly notes: readonly Problem[];
}

/** Configurations may build on another one, and that on a third. */
const DEEPEST = 2;

export async function loadGitleaksConfig(
  path: string,
  { files, cwd, builtIn }: { files: PolicyFiles; cwd: string; builtIn: readonly Detector[] },
): Promise<Gitleaks> {
  const { parseGitleaksConfig } = await import('../../catalog/gitleaks.js');
  const chain: GitleaksConfig[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const text = files.read(next);
    if (text === undefined) throw new UsageError(`There is no file '${files.show(next)}'`);
    if (chain.length > DEEPEST) throw new UsageError(`'${files.show(path)}' extends more than ${DEEPEST} files`);
    const config = parseGitleaksConfig(files.show(next), text);
    chain.push(config);
    next = config.extendsPath === undefined ? undefined : resolve(cwd, config.extendsPath);
  }
  return merge(files.show(path), chain, builtIn);
}

function merge(file: string, chain: readonly GitleaksConfig[], builtIn: readonly Detector[]): Gitleaks {
  const disabled = new Set(chain.flatMap(({ disabledRules }) => disabledRules));
  const detectors = new Map<string, Detector>();
  const notes = chain.flatMap(({ notes: own }) => own);
  // What extends wins over what is extended.
  for (const { detectors: own } of chain.toReversed()) for (const one of own) detectors.set(one.id, one);
  for (const id of disabled) detectors.delete(id);
  const empty = detectors.size === 0 && !chain.some(({ extendsDefault }) => extendsDefault);
  if (empty)
    notes.push(`'${file}' has no rules and extends none, so gitleaks finds nothing with it: hullcheck's own are used`);
  const keepsOwn = empty || chain.some(({ extendsDefault }) => extendsDefault);
  const left = builtIn.filter(({ id }) => !detectors.has(id));
  return {
    detectors: [...detectors.values()],
    onlyAt: new Map(chain.toReversed().flatMap(({ onlyAt }) => [...onlyAt])),
    allowLists: chain.flatMap(({ allowLists }) => allowLists).map((list) => withCounterparts(list, left)),
    skip: keepsOwn
      ? [
          ...[...disabled].flatMap((id) => counterparts(id, left)),
          ...builtIn.flatMap(({ id }) => (detectors.has(id) ? [id] : [])),
        ]
      : undefined,
    notes: notes.map((note) => problem('foreign-rule', note, file)),
  };
}

function withCounterparts(list: AllowList, builtIn: readonly Detector[]): AllowList {
  if (list.detectors === undefined) return list;
  return { ...list, detectors: list.detectors.flatMap((id) => [id, ...counterparts(id, builtIn)]) };
}

/**
 * What finds here the same as a rule that comes with gitleaks: its generic one stands for all that the name beside a
 * value tells, the others are those of the same provider.
 */
function counterparts(rule: string, builtIn: readonly Detector[]): string[] {
  if (rule === 'generic-api-key')
    return builtIn.filter(({ rank, rule: { kind } }) => rank <= 1 && kind !== 'misconfiguration').map(({ id }) => id);
  const [provider = ''] = rule.split('-');
  return builtIn.filter(({ id }) => id === rule || id.startsWith(`${provider}-`)).map(({ id }) => id);
}

/** The ignore files of the worktree; a line that is none is told. */
export async function loadGitleaksIgnores(
  files: PolicyFiles,
): Promise<{ foreign: ForeignExceptions[]; notes: Problem[] }> {
  const foreign: ForeignExceptions[] = [];
  const notes: Problem[] = [];
  for (const name of GITLEAKS_IGNORES) {
    const text = files.read(join(files.root, name));
    if (text === undefined) continue;
    const { parseGitleaksIgnore } = await import('../../catalog/foreign-exceptions.js');
    const { faults, ...exceptions } = parseGitleaksIgnore(files.show(join(files.root, name)), text);
    foreign.push(exceptions);
    for (const fault of faults) notes.push(problem('foreign-rule', fault, exceptions.file));
  }
  return { foreign, notes };
}

/** The ignore file: findings that somebody looked at, with the reason why they may stay, and until when. */

import type { Finding, Verdict } from '../model/finding.js';
import type { IgnoreEntry, IgnoreFile } from '../model/policy.js';
import { problem, type Problem, type ProblemCode } from '../model/problem.js';
import { createPathPattern, type PathOf } from './path-pattern.js';
import type { JudgedScan, Step } from './step.js';

export interface IgnoreOptions {
  /** Today, `2026-11-24`. */
  readonly today: string;
  readonly pathOf: PathOf;
}

/** Digits by which entries are looked up. */
const SHORTEST = 12;

/** More places than this, and one decision covers more than somebody can have looked at. */
const MANY_PLACES = 50;

interface Rule {
  readonly entry: IgnoreEntry;
  readonly covers: (finding: Finding) => boolean;
  places: number;
}

export function createIgnoreStep({ file, entries }: IgnoreFile, { today, pathOf }: IgnoreOptions): Step {
  const expired = entries.filter((entry) => isExpired(entry, today));
  const rules = entries
    .filter((entry) => !isExpired(entry, today))
    .map((entry): Rule => ({ entry, covers: scopeOf(entry, pathOf), places: 0 }));
  const byPrefix = groupByPrefix(rules);

  function judge(finding: Finding): Verdict | undefined {
    const rule = byPrefix
      .get(finding.fingerprint.slice(0, SHORTEST))
      ?.find(({ entry, covers }) => finding.fingerprint.startsWith(entry.fingerprint) && covers(finding));
    if (rule === undefined) return undefined;
    rule.places++;
    const { reason, author, line } = rule.entry;
    const by = author === undefined ? '' : ` (${author})`;
    return { state: 'suppressed', by: 'ignore', reason: `${file}:${line}: ${reason}${by}` };
  }

  function remarks({ whole }: JudgedScan): Problem[] {
    const note = (code: ProblemCode, { line, fingerprint }: IgnoreEntry, what: string): Problem =>
      problem(code, `'${file}:${line}' (${fingerprint.slice(0, SHORTEST)}) ${what}`, file);
    return [
      ...expired.map((entry) =>
        note('expired-exception', entry, `expired on ${entry.expires ?? ''}: renew or remove it`),
      ),
      ...rules
        .filter(({ entry, places }) => places === 0 && entry.foundBy === whole)
        .map(({ entry }) => note('stale-exception', entry, 'matches nothing any more: remove it')),
      ...rules
        .filter(({ places }) => places > MANY_PLACES)
        .map(({ entry, places }) =>
          note('broad-exception', entry, `covers ${places} places: give it a path, or remove the copies`),
        ),
    ];
  }
  return { judge, remarks };
}

function isExpired({ expires }: IgnoreEntry, today: string): boolean {
  return expires !== undefined && expires < today;
}

function scopeOf({ paths }: IgnoreEntry, pathOf: PathOf): (finding: Finding) => boolean {
  if (paths === undefined) return () => true;
  const pattern = createPathPattern(paths);
  return (finding) => pattern(pathOf(finding));
}

function groupByPrefix(rules: readonly Rule[]): Map<string, Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const prefix = rule.entry.fingerprint.slice(0, SHORTEST);
    groups.set(prefix, [...(groups.get(prefix) ?? []), rule]);
  }
  return groups;
}

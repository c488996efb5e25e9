/** Exceptions that other tools wrote, by position or by a hash of their own. */

import type { Finding, Verdict } from '../model/finding.js';
import type { ForeignException, ForeignExceptions } from '../model/policy.js';
import { problem, type Problem } from '../model/problem.js';
import type { PathOf } from './path-pattern.js';
import type { JudgedScan, Step } from './step.js';

export interface ForeignOptions {
  readonly pathOf: PathOf;
  /** Whether the finding is of this secret, in plain text or as its SHA-1; given, since it needs the key or the secret. */
  readonly isOf: (finding: Finding, secret: NonNullable<ForeignException['secret']>) => boolean;
  /** Ids of detectors that come from the foreign configuration itself: only of these the rule has to agree. */
  readonly ownRules: ReadonlySet<string>;
}

export function createForeignStep({ file, kind, entries }: ForeignExceptions, options: ForeignOptions): Step {
  const byPath = new Map<string, ForeignException[]>();
  const anywhere: ForeignException[] = [];
  for (const entry of entries) {
    if (entry.secret !== undefined) anywhere.push(entry);
    else byPath.set(entry.path, [...(byPath.get(entry.path) ?? []), entry]);
  }
  const matched = new Set<ForeignException>();

  function judge(finding: Finding): Verdict | undefined {
    const entry =
      byPath.get(options.pathOf(finding))?.find((candidate) => standsAt(candidate, finding, options.ownRules)) ??
      anywhere.find(({ secret }) => secret !== undefined && options.isOf(finding, secret));
    if (entry === undefined) return undefined;
    matched.add(entry);
    return { state: 'suppressed', by: kind, reason: `${file}:${entry.line}` };
  }

  function remarks({ whole }: JudgedScan): Problem[] {
    const stale = entries.filter((entry) => !matched.has(entry) && (entry.commit === undefined) === (whole === 'scan'));
    if (whole === undefined || stale.length === 0) return [];
    const some = stale.length === 1 ? 'An entry' : `${stale.length} entries`;
    return [
      problem('stale-exception', `${some} of '${file}' match nothing any more; hullcheck migrate tells which`, file),
    ];
  }
  return { judge, remarks };
}

function standsAt(
  { rule, commit, startLine, endLine }: ForeignException,
  { detector, location, provenance }: Finding,
  ownRules: ReadonlySet<string>,
): boolean {
  if (startLine !== undefined && (location.startLine > (endLine ?? startLine) || location.endLine < startLine))
    return false;
  if (commit !== undefined && !(provenance.kind === 'git' && provenance.commit?.id.startsWith(commit) === true))
    return false;
  return rule === undefined || !ownRules.has(detector) || rule === detector;
}

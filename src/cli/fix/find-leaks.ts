/** The literals to fix: what a scan of the same paths reports, with offsets in the texts of the files. */

import type { Finding, Location } from '../../model/finding.js';
import type { Problem } from '../../model/problem.js';
import type { Leak } from '../../remedy/plan.js';
import { planDirectory } from '../../sources/directory/plan.js';
import type { Outputs } from '../outputs.js';
import { withoutBaseline } from '../policy/load.js';
import { runScan } from '../run-scan.js';
import type { ScanOptions } from '../scan-options.js';

export interface Found {
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly complete: boolean;
  /** How many files were looked at. */
  readonly contents: number;
}

export async function findLeaks(
  target: { readonly paths: readonly string[]; readonly cwd: string; readonly ignore: boolean },
  options: ScanOptions,
): Promise<Found> {
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  let complete = false;
  let contents = 0;
  const outputs: Outputs = {
    begin: () => undefined,
    finding: (finding) => void (isLeak(finding) && findings.push(finding)),
    problem: (trouble) => void problems.push(trouble),
    end: (summary) => void ({ complete, contents } = summary),
    close: () => true,
  };
  const source = { plan: (signal: AbortSignal) => planDirectory(target, signal) };
  const scope = { kind: 'paths', paths: target.paths } as const;
  // What a baseline sets aside is to be fixed some day; what somebody decided to keep is not.
  const adjust = withoutBaseline;
  await runScan({ command: 'scan', target: target.paths.join(' '), source, options, outputs, scope, adjust });
  return { findings, problems, complete, contents };
}

function isLeak({ verdict, class: kind, provenance }: Finding): boolean {
  return verdict.state === 'open' && kind === undefined && provenance.kind === 'file';
}

/** Lines and columns of a finding as offsets. */
export function leakOf({ provenance, location, detector }: Finding, text: string | undefined): Leak {
  const { path } = provenance;
  if (text === undefined) return { path, detector, start: 0, end: 0 };
  return { path, detector, ...offsetsOf(text, location) };
}

function offsetsOf(text: string, location: Location): { start: number; end: number } {
  const start = offsetAt(text, { line: location.startLine, column: location.startColumn });
  return { start, end: offsetAt(text, { line: location.endLine, column: location.endColumn }) };
}

/** Columns count Unicode characters, offsets UTF-16 units. */
function offsetAt(text: string, { line, column }: { line: number; column: number }): number {
  let at = 0;
  for (let passed = 1; passed < line; passed++) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  for (let passed = 1; passed < column && at < text.length; passed++)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

/** Comments beside the secret: `hullcheck:allow DETECTOR REASON`, and those of other tools. */

import type { AllowMark, Finding, Verdict } from '../model/finding.js';
import { problem, type Problem } from '../model/problem.js';
import { matches } from './selection.js';
import type { Step } from './step.js';

export type AllowSyntax = AllowMark['syntax'];

export interface InlineOptions {
  /** Whose comments count. */
  readonly comments: readonly AllowSyntax[];
  /** Why a comment does not count here at all: its author is not the one who asked for the scan. Absent: it counts. */
  readonly distrust?: (finding: Finding) => Distrust | undefined;
}

/** `change`: the comment came with the change that is scanned. `foreign`: the target is not the caller's own. */
export type Distrust = 'change' | 'foreign';

export function createInline({ comments, distrust = () => undefined }: InlineOptions): Step {
  const problems: Problem[] = [];

  function judge(finding: Finding): Verdict | undefined {
    const marks = (finding.allow ?? []).filter(({ syntax }) => comments.includes(syntax));
    if (marks.length === 0) return undefined;
    const valid = marks.find((mark) => faultOf(mark, finding.detector) === undefined);
    if (valid === undefined) {
      for (const mark of marks) note('bad-allow', finding, { mark, why: faultOf(mark, finding.detector) ?? '' });
      return undefined;
    }
    const reason = distrust(finding);
    if (reason === undefined) return { state: 'suppressed', by: 'inline', reason: describe(valid) };
    if (reason === 'change') note('allow-in-change', finding, { mark: valid, why: IN_CHANGE });
    return undefined;
  }

  function note(code: 'bad-allow' | 'allow-in-change', finding: Finding, { mark, why }: Note): void {
    const { path } = finding.provenance;
    problems.push(problem(code, `'${path}:${mark.line}': ${mark.syntax}'s comment ${why}`, path));
  }

  return { judge, remarks: () => problems };
}

interface Note {
  readonly mark: AllowMark;
  readonly why: string;
}

const IN_CHANGE = 'came with the change that is scanned and does not count until that is merged';

/** Only our own syntax names what it is about; the others are taken as their tools take them. */
function faultOf({ syntax, detector, reason }: AllowMark, found: string): string | undefined {
  if (syntax !== 'hullcheck') return undefined;
  if (detector === '') return `does not say what it allows; write hullcheck:allow ${found} REASON`;
  if (detector === '*') return `allows everything; write hullcheck:allow ${found} REASON`;
  if (!detector.split(',').some((pattern) => matches(pattern, found))) {
    return `allows '${detector}', but the secret there was found by '${found}'`;
  }
  return reason === '' ? `gives no reason; write hullcheck:allow ${detector} REASON` : undefined;
}

function describe({ syntax, reason, line }: AllowMark): string {
  const comment = syntax === 'hullcheck' ? 'comment' : `${syntax} comment`;
  return reason === '' ? `${comment} on line ${line}` : `${comment} on line ${line}: ${reason}`;
}

/** Scans what a commit or a push brings, and says no in words. */

import { readFileSync } from 'node:fs';
import { isIncomplete, type Problem } from '../../model/problem.js';
import { findingRecord, type FindingRecord } from '../../report/records.js';
import { openHistory } from '../../sources/git/plan.js';
import type { Selection } from '../../sources/git/selection.js';
import { loadCatalog } from '../assets.js';
import type { Outputs } from '../outputs.js';
import { runScan } from '../run-scan.js';
import type { ScanOptions } from '../scan-options.js';
import { incomplete, rejection, type Moment } from './message.js';
import { parsePrePush, parsePreReceive } from './pushed-refs.js';
import { openQuarantine } from './quarantine.js';

const STDIN = 0;

/** The exit code for git: 0 goes on, anything else stops. */
export async function runHook(
  moment: Moment,
  { remote, options }: { remote: string; options: ScanOptions },
): Promise<number> {
  const cwd = process.cwd();
  switch (moment) {
    case 'pre-commit':
      return check(moment, { repository: cwd, selection: { kind: 'staged' }, options });
    case 'pre-push': {
      const refs = parsePrePush(readFileSync(STDIN, 'utf8'));
      // What the remote has is known from the last fetch, and from what it just told.
      const selection = { kind: 'pushed', ...refs, known: `refs/remotes/${remote}/` } as const;
      return check(moment, { repository: cwd, selection, options });
    }
    case 'pre-receive': {
      const refs = parsePreReceive(readFileSync(STDIN, 'utf8'));
      const quarantine = await openQuarantine(cwd, process.env);
      try {
        const selection = { kind: 'pushed', ...refs, known: 'refs/' } as const;
        return await check(moment, { repository: quarantine.directory, selection, options });
      } finally {
        quarantine.remove();
      }
    }
  }
}

interface Checked {
  readonly repository: string;
  readonly selection: Selection;
  readonly options: ScanOptions;
}

async function check(moment: Moment, { repository, selection, options }: Checked): Promise<number> {
  if (selection.kind === 'pushed' && selection.to.length === 0) return 0;
  const findings: FindingRecord[] = [];
  const problems: Problem[] = [];
  const detectors = new Map(loadCatalog().detectors.map((detector) => [detector.id, detector]));
  const outputs: Outputs = {
    begin: () => undefined,
    finding(finding) {
      if (finding.verdict.state !== 'open' || finding.class === 'misconfiguration') return;
      findings.push(findingRecord(finding, { showSecrets: false, detectors }));
    },
    problem: (trouble) => void (isIncomplete(trouble) && problems.push(trouble)),
    end: () => undefined,
    close: () => true,
  };
  const source = openHistory({ repository, cwd: process.cwd(), selection });
  // A developer's own hook believes their worktree: they decide here, and CI judges by the base of the change.
  const scope =
    moment === 'pre-receive'
      ? ({ kind: 'elsewhere' } as const)
      : ({ kind: 'repository', repository, selection } as const);
  const code = await runScan({ command: 'git', target: repository, source, options, outputs, scope });
  if (code === 1) console.error(rejection(moment, findings));
  else if (code !== 0) console.error(incomplete(moment, problems));
  return code;
}

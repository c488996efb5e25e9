/** `hullcheck join`: saved reports in, one report and its exit code out. */

import { readFileSync } from 'node:fs';
import { exitCode } from '../gate/exit-code.js';
import { isIncomplete, problem, PROBLEMS, type Problem, type ProblemCode } from '../model/problem.js';
import { joinFindings } from '../report/join.js';
import { createReportReader, SavedReportError, type SavedReport } from '../report/saved.js';
import { reasonOf } from '../sources/shared/errors.js';
import { loadReportSchema, version } from './assets.js';
import { OutputError } from './print.js';
import { openOutputs } from './run-scan.js';
import type { ReportOptions } from './scan-options.js';
import { createTally } from './tally.js';

const INCOMPLETE = 3;

/** Throws a UsageError for a report that cannot be written. One that cannot be read is a problem of the joined report. */
export function runJoin(files: readonly string[], options: ReportOptions): number {
  const { reports, problems } = readReports(files);
  const bytes = reports.reduce((sum, { summary }) => sum + summary.bytes, 0);
  const tally = createTally('join', { contents: reports.length, bytes });
  // Secrets are masked also where a report has them in clear, and names and advice are in the reports.
  const outputs = openOutputs({ ...options, showSecrets: false }, []);
  try {
    outputs.begin({ version: version(), command: 'join', target: files.join(' '), ...sameKey(reports) });
    for (const record of joinFindings(reports)) {
      tally.finding(record);
      outputs.record(record);
    }
    for (const trouble of [...problems, ...differentKeys(reports), ...reports.flatMap(problemsOf)]) {
      tally.problem(trouble);
      outputs.problem(trouble);
    }
    const summary = tally.summary();
    outputs.end(summary);
    const { failOn = 'low', allowIncomplete } = options;
    const code = exitCode({ summary, failOn, allowIncomplete, misconfigurations: false });
    return outputs.close() ? code : INCOMPLETE;
  } catch (error) {
    // It was told as it happened.
    if (!(error instanceof OutputError)) throw error;
    outputs.close();
    return INCOMPLETE;
  }
}

function readReports(files: readonly string[]): { reports: SavedReport[]; problems: Problem[] } {
  const read = createReportReader(loadReportSchema());
  const reports: SavedReport[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    try {
      reports.push(read(readFileSync(file, 'utf8')));
    } catch (error) {
      const known = error instanceof SavedReportError;
      const message = known ? `'${file}' ${error.message}` : `Cannot read the report '${file}': ${reasonOf(error)}`;
      problems.push(problem('bad-report', message, file));
    }
  }
  return { reports, problems };
}

/** Ids of the keys that are known. */
function keysOf(reports: readonly SavedReport[]): string[] {
  return [...new Set(reports.flatMap(({ run }) => run.fingerprintKey ?? []))];
}

function sameKey(reports: readonly SavedReport[]): { readonly fingerprintKey?: string } {
  const [key, ...others] = keysOf(reports);
  return key === undefined || others.length > 0 ? {} : { fingerprintKey: key };
}

function differentKeys(reports: readonly SavedReport[]): Problem[] {
  if (keysOf(reports).length < 2) return [];
  const message =
    'The reports were made with different keys, so that one secret in two of them counts as two; scan again with the same HULLCHECK_KEY';
  return [problem('different-keys', message)];
}

/** What each scan had to say about itself, with which scan said it. */
function problemsOf({ run, problems, summary }: SavedReport): Problem[] {
  const scan = `${run.command} ${run.target}`;
  const told = problems.map(({ code, message, path }) =>
    problem(isProblemCode(code) ? code : 'bad-report', `${message} (${scan})`, path),
  );
  if (summary.complete || told.some(isIncomplete)) return told;
  return [...told, problem('bad-report', `The report of ${scan} is of a scan that did not finish`)];
}

function isProblemCode(code: string): code is ProblemCode {
  return code in PROBLEMS;
}

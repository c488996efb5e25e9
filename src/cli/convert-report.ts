/** A saved report in, the same findings in other formats out. */

import { readFileSync } from 'node:fs';
import { exitCode } from '../gate/exit-code.js';
import { PROBLEMS, type Problem } from '../model/problem.js';
import { maskedRecord } from '../report/records.js';
import { createReportReader, SavedReportError, type SavedReport } from '../report/saved.js';
import { reasonOf } from '../sources/shared/errors.js';
import { loadReportSchema } from './assets.js';
import { OutputError } from './print.js';
import { openOutputs } from './run-scan.js';
import type { ReportOptions } from './scan-options.js';
import { UsageError } from './usage-error.js';

/** The exit code when a report could not be written. */
const NOT_WRITTEN = 3;

/**
 * 0 once it is written; with `--fail-on` the exit code that the scan would have had. Throws a UsageError for a file that
 * is no report.
 */
export function convertReport(file: string, options: ReportOptions): number {
  const { run, findings, problems, summary } = readReport(file);
  const told = problems.map((trouble) => knownProblem(trouble, file));
  // Secrets are masked also where the report has them in clear, and names and advice are in it.
  const outputs = openOutputs({ ...options, showSecrets: false }, []);
  try {
    outputs.begin(run);
    for (const finding of findings) outputs.record(maskedRecord(finding));
    for (const trouble of told) outputs.problem(trouble);
    outputs.end(summary);
  } catch (error) {
    // It was told as it happened.
    if (!(error instanceof OutputError)) throw error;
  }
  if (!outputs.close()) return NOT_WRITTEN;
  const { failOn, allowIncomplete } = options;
  return failOn === undefined ? 0 : exitCode({ summary, failOn, allowIncomplete, misconfigurations: false });
}

function readReport(file: string): SavedReport {
  try {
    return createReportReader(loadReportSchema())(readFileSync(file, 'utf8'));
  } catch (error) {
    const known = error instanceof SavedReportError;
    throw new UsageError(known ? `'${file}' ${error.message}` : `Cannot read '${file}': ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function knownProblem({ code, message, path }: SavedReport['problems'][number], file: string): Problem {
  if (!isKnown(code)) throw new UsageError(`'${file}' was written by another version: it has a problem '${code}'`);
  return path === undefined ? { type: 'problem', code, message } : { type: 'problem', code, message, path };
}

function isKnown(code: string): code is Problem['code'] {
  return Object.hasOwn(PROBLEMS, code);
}

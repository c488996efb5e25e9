/** Where reports go: standard output and files, each with its own format. */

import { closeSync, openSync } from 'node:fs';
import type { Finding } from '../model/finding.js';
import type { Problem } from '../model/problem.js';
import type { Summary } from '../model/summary.js';
import { findingRecord, type FindingRecord, type RecordOptions } from '../report/records.js';
import type { Report, RunInfo } from '../report/report.js';
import { reasonOf } from '../sources/shared/errors.js';
import { OutputError, writeFully } from './print.js';

/** A report and where its text is written. */
export interface Output {
  readonly report: Report;
  /** Throws an OutputError when the text cannot be written. */
  write(text: string): void;
  close(): void;
}

/** Several outputs as one; every event goes to each. */
export interface Outputs {
  begin(run: RunInfo): void;
  finding(finding: Finding): void;
  problem(problem: Problem): void;
  end(summary: Summary): void;
  /** Whether every report was written whole. */
  close(): boolean;
}

/** Outputs that take the findings of saved reports too. */
export interface RecordOutputs extends Outputs {
  record(record: FindingRecord): void;
}

/**
 * One that cannot be written (a full disk, a reader that went away) is told and given up, the others go on. Throws the
 * OutputError once none is left: there is nobody to report to.
 */
export function createOutputs(all: readonly Output[], options: RecordOptions): RecordOutputs {
  const working = new Set(all);
  function attempt(output: Output, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      if (working.delete(output)) console.error(`hullcheck: ${error.message}`);
    }
  }
  function writeAll(text: (report: Report) => string): void {
    for (const output of working) {
      const part = text(output.report);
      if (part !== '') attempt(output, () => output.write(part));
    }
    if (working.size === 0 && all.length > 0) throw new OutputError('No report can be written');
  }
  const record = (one: FindingRecord): void => writeAll((report) => report.finding(one));
  return {
    begin: (run) => writeAll((report) => report.begin(run)),
    finding: (finding) => record(findingRecord(finding, options)),
    record,
    problem: (trouble) => writeAll((report) => report.problem(trouble)),
    end: (summary) => writeAll((report) => report.end(summary)),
    close() {
      for (const output of all) attempt(output, () => output.close());
      return working.size === all.length;
    },
  };
}

/** Writes to an open descriptor at once: what was reported stays reported however the process ends. */
export function descriptorOutput(report: Report, { fd, name }: { fd: number; name: string }): Output {
  return {
    report,
    write(text) {
      try {
        writeFully(fd, text);
      } catch (error) {
        throw new OutputError(`Cannot write the report to ${name}: ${reasonOf(error)}; it is not whole`, {
          cause: error,
        });
      }
    },
    close: () => undefined,
  };
}

/** Opens the file now, so that a bad path is told before the scan and not after it. */
export function fileOutput(report: Report, path: string, flags: 'w' | 'a' = 'w'): Output {
  let fd: number;
  try {
    // A report can name files that are nobody else's business, so only its owner may read it.
    fd = openSync(path, flags, 0o600);
  } catch (error) {
    throw new OutputError(`Cannot write the report '${path}': ${reasonOf(error)}`, { cause: error });
  }
  return { ...descriptorOutput(report, { fd, name: path }), close: () => closeFully(fd, path) };
}

/** Some file systems tell only now that there was no room. */
function closeFully(fd: number, name: string): void {
  try {
    closeSync(fd);
  } catch (error) {
    throw new OutputError(`Cannot write the report to ${name}: ${reasonOf(error)}; it is not whole`, { cause: error });
  }
}

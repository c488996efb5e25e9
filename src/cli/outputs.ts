/** Where reports go: standard output and files, each with its own format. */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { Finding } from '../model/finding.js';
import type { Problem } from '../model/problem.js';
import type { Summary } from '../model/summary.js';
import { findingRecord, type FindingRecord, type RecordOptions } from '../report/records.js';
import type { Report, RunInfo } from '../report/report.js';
import { hasCode } from '../sources/shared/errors.js';

/** A report and where its text is written. */
export interface Output {
  readonly report: Report;
  /** Throws an OutputError when the text cannot be written. */
  write(text: string): void;
  close(): void;
}

/** The report could not be written; the message names the file. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** Several outputs as one; every event goes to each. */
export interface Outputs {
  begin(run: RunInfo): void;
  finding(finding: Finding): void;
  problem(problem: Problem): void;
  end(summary: Summary): void;
  close(): void;
}

/** Outputs that take the findings of saved reports too. */
export interface RecordOutputs extends Outputs {
  record(record: FindingRecord): void;
}

export function createOutputs(all: readonly Output[], options: RecordOptions): RecordOutputs {
  function writeAll(text: (report: Report) => string): void {
    for (const output of all) {
      const part = text(output.report);
      if (part !== '') output.write(part);
    }
  }
  const record = (one: FindingRecord): void => writeAll((report) => report.finding(one));
  return {
    begin: (run) => writeAll((report) => report.begin(run)),
    finding: (finding) => record(findingRecord(finding, options)),
    record,
    problem: (trouble) => writeAll((report) => report.problem(trouble)),
    end: (summary) => writeAll((report) => report.end(summary)),
    close: () => all.forEach((output) => output.close()),
  };
}

/** Writes to an open descriptor at once: what was reported stays reported however the process ends. */
export function descriptorOutput(report: Report, { fd, name }: { fd: number; name: string }): Output {
  return {
    report,
    write: (text) => writeFully(fd, Buffer.from(text), name),
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
  return { ...descriptorOutput(report, { fd, name: path }), close: () => closeSync(fd) };
}

/** A pipe may take less than it is given, or nothing for a moment (EAGAIN). */
function writeFully(fd: number, bytes: Uint8Array, name: string): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (hasCode(error, 'EAGAIN')) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        continue;
      }
      throw new OutputError(`Cannot write the report to ${name}: ${reasonOf(error)}`, { cause: error });
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

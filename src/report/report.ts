/** What every report format implements: text to be written at once for each event, so that findings stream as found. */

import type { Problem } from '../model/problem.js';
import type { Summary } from '../model/summary.js';
import type { FindingRecord } from './records.js';

export interface RunInfo {
  readonly version: string;
  readonly command: 'scan' | 'git' | 'image' | 'cluster' | 'join' | 'stdin';
  /** What is scanned, as the user typed it. */
  readonly target: string;
  /** Tells whether two reports have fingerprints of the same key. Absent where it is not known. */
  readonly fingerprintKey?: string;
}

/** Called in the order begin, then finding and problem as they come, then end. Returns '' for nothing to write yet. */
export interface Report {
  begin(run: RunInfo): string;
  finding(finding: FindingRecord): string;
  problem(problem: Problem): string;
  /** The text so far with this one after it is a whole document, also when the scan was stopped early. */
  end(summary: Summary): string;
}

/** Built from `page/`. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

export interface ReportOptions {
  /** Escape sequences for a terminal. */
  readonly colour: boolean;
  /** Secrets are in clear: formats that leave them out otherwise print them. */
  readonly showSecrets: boolean;
  /** For the formats that demand times; others have none, so that equal input gives equal bytes. */
  now(): Date;
  /** What the page of the `html` report is made with. */
  page(): PageAssets;
}

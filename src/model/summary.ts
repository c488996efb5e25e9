/** What a scan did, in numbers: for the end of a report and for the gate. */

import type { SkipReason } from './content.js';
import type { Severity } from './detector.js';
import type { ProblemCode } from './problem.js';

export interface Summary {
  /** Whether everything that should have been read was read. */
  readonly complete: boolean;
  /** Files, blobs or streams scanned. */
  readonly contents: number;
  /** What one of `contents` is called, such as `file`. */
  readonly unit: string;
  readonly bytes: number;
  /** Open findings by severity. */
  readonly open: Readonly<Record<Severity, number>>;
  /** Open findings of class `misconfiguration`, which are not in `open`. */
  readonly misconfigurations: Readonly<Record<Severity, number>>;
  /** Findings that triage suppressed. */
  readonly suppressed: number;
  /** The same by what suppressed them, such as `baseline`. */
  readonly suppressedBy: Readonly<Record<string, number>>;
  /** How many different secrets the open findings are. */
  readonly secrets: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
}

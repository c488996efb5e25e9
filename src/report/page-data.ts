/** What the `html` report writes into its page, for the page's script to show. */

import type { FindingRecord } from './records.js';
import type { RunInfo } from './report.js';

/** What all findings of a type have in common; told once. */
export type TypeInfo = Pick<FindingRecord, 'name' | 'risk' | 'remediation' | 'references'>;

export type Item = Omit<FindingRecord, keyof TypeInfo>;

export interface PageData {
  readonly run: RunInfo & { /** `2024-03-01`. */ readonly date: string; readonly inClear: boolean };
  readonly findings: readonly Item[];
  /** By detector. */
  readonly types: Readonly<Record<string, TypeInfo>>;
  readonly problems: readonly { readonly code: string; readonly message: string; readonly incomplete: boolean }[];
  readonly summary: { readonly complete: boolean; readonly scanned: string };
}

/** The report formats. */

import { createJsonReport } from './json.js';
import { createJsonlReport } from './jsonl.js';
import type { Report, ReportOptions } from './report.js';
import { createSarifReport } from './sarif.js';
import { createTextReport } from './text.js';

export const REPORTS = {
  text: createTextReport,
  json: createJsonReport,
  jsonl: createJsonlReport,
  sarif: createSarifReport,
} as const satisfies Record<string, (options: ReportOptions) => Report>;

export type ReportFormat = keyof typeof REPORTS;

/** The report formats. */

import { createCsvReport } from './csv.js';
import { createGithubReport } from './github.js';
import { createGitlabReport } from './gitlab.js';
import { createHtmlReport } from './html.js';
import { createJsonReport } from './json.js';
import { createJsonlReport } from './jsonl.js';
import { createJunitReport } from './junit.js';
import { createMarkdownReport } from './markdown.js';
import type { Report, ReportOptions } from './report.js';
import { createSarifReport } from './sarif.js';
import { createTextReport } from './text.js';

export const REPORTS = {
  text: createTextReport,
  json: createJsonReport,
  jsonl: createJsonlReport,
  sarif: createSarifReport,
  gitlab: createGitlabReport,
  junit: createJunitReport,
  csv: createCsvReport,
  github: createGithubReport,
  markdown: createMarkdownReport,
  html: createHtmlReport,
} as const satisfies Record<string, (options: ReportOptions) => Report>;

export type ReportFormat = keyof typeof REPORTS;

/** `json`: one document, written as it grows. The same bytes for the same findings, whatever the number of threads. */

import type { Problem } from '../model/problem.js';
import { jsonText } from './json-text.js';
import { findingRecord, problemRecord, SCHEMA } from './records.js';
import type { Report, ReportOptions } from './report.js';

export function createJsonReport(options: ReportOptions): Report {
  const problems: Problem[] = [];
  let separator = '\n';
  return {
    begin({ version, command, target }) {
      const head = { schema: SCHEMA, tool: { name: 'hullcheck', version }, command, target };
      return `${jsonText(head, 2).slice(0, -2)},\n  "findings": [`;
    },
    finding(finding) {
      if (finding.verdict.state !== 'open') return '';
      const text = `${separator}    ${jsonText(findingRecord(finding, options))}`;
      separator = ',\n';
      return text;
    },
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end(summary) {
      const close = separator === '\n' ? ']' : '\n  ]';
      const rest = jsonText({ problems: problems.map(problemRecord), summary }, 2);
      return `${close},\n${rest.slice(2)}\n`;
    },
  };
}

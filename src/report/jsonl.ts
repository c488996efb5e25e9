/** `jsonl`: one record a line, each complete in itself, for pipes and logs. */

import { jsonText } from './json-text.js';
import { findingRecord, problemRecord, SCHEMA } from './records.js';
import type { Report, ReportOptions } from './report.js';

export function createJsonlReport(options: ReportOptions): Report {
  return {
    begin: ({ version, command, target }) => line('run', { tool: { name: 'hullcheck', version }, command, target }),
    finding: (finding) => (finding.verdict.state === 'open' ? line('finding', findingRecord(finding, options)) : ''),
    problem: (problem) => line('problem', problemRecord(problem)),
    end: (summary) => line('summary', summary),
  };
}

function line(type: string, record: object): string {
  return `${jsonText({ schema: SCHEMA, type, ...record })}\n`;
}

/** `jsonl`: one record a line, each complete in itself, for pipes and logs. */

import { jsonText } from './json-text.js';
import { isAccepted, problemRecord, runRecord, SCHEMA } from './records.js';
import type { Report } from './report.js';

export function createJsonlReport(): Report {
  return {
    begin: (run) => line('run', runRecord(run)),
    finding(finding) {
      if (finding.verdict.state === 'open') return line('finding', finding);
      return isAccepted(finding) ? line('suppressed', finding) : '';
    },
    problem: (problem) => line('problem', problemRecord(problem)),
    end: (summary) => line('summary', summary),
  };
}

function line(type: string, record: object): string {
  return `${jsonText({ schema: SCHEMA, type, ...record })}\n`;
}

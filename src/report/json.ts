/** `json`: one document, written as it grows. The same bytes for the same findings, whatever the number of threads. */

import type { Problem } from '../model/problem.js';
import { jsonText } from './json-text.js';
import { isAccepted, problemRecord, runRecord, SCHEMA } from './records.js';
import type { Report } from './report.js';

export function createJsonReport(): Report {
  const problems: Problem[] = [];
  const accepted: string[] = [];
  let separator = '\n';
  return {
    begin(run) {
      const head = { schema: SCHEMA, ...runRecord(run) };
      return `${jsonText(head, 2).slice(0, -2)},\n  "findings": [`;
    },
    finding(finding) {
      if (isAccepted(finding)) accepted.push(`    ${jsonText(finding)}`);
      if (finding.verdict.state !== 'open') return '';
      const text = `${separator}    ${jsonText(finding)}`;
      separator = ',\n';
      return text;
    },
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end(summary) {
      const close = separator === '\n' ? ']' : '\n  ]';
      const suppressed = accepted.length === 0 ? '[]' : `[\n${accepted.join(',\n')}\n  ]`;
      const rest = jsonText({ problems: problems.map(problemRecord), summary }, 2);
      return `${close},\n  "suppressed": ${suppressed},\n${rest.slice(2)}\n`;
    },
  };
}

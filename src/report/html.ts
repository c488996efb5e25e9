/**
 * `html`: one file to look at and to send on, with everything in it: works offline and asks nothing of any server.
 * The findings are data in the page; its script (`page/`) draws them, and only as text.
 */

import { createHash } from 'node:crypto';
import { isIncomplete, type Problem } from '../model/problem.js';
import { jsonText } from './json-text.js';
import type { Item, TypeInfo } from './page-data.js';
import { isAccepted, type FindingRecord } from './records.js';
import type { Report, ReportOptions } from './report.js';
import { foundLine, scannedLine } from './summary-text.js';

export function createHtmlReport({ now, page, showSecrets }: ReportOptions): Report {
  const { script, style } = page();
  const types: Record<string, TypeInfo> = {};
  const problems: Problem[] = [];
  let separator = '\n';
  return {
    begin({ version, command, target }) {
      const run = { version, command, target, date: now().toISOString().slice(0, 10), inClear: showSecrets };
      return `${head(script, style)}<script type="application/json" id="data">{"run":${inScript(run)},"findings":[`;
    },
    finding(finding) {
      if (finding.verdict.state !== 'open' && !isAccepted(finding)) return '';
      const text = `${separator}${inScript(itemOf(finding, types))}`;
      separator = ',\n';
      return text;
    },
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end(summary) {
      const rest = {
        types,
        problems: problems.map((one) => ({ code: one.code, message: one.message, incomplete: isIncomplete(one) })),
        summary: { complete: summary.complete, scanned: scannedLine(summary) },
      };
      const without = `<noscript><p>${foundLine(summary)} ${scannedLine(summary)} The list needs JavaScript.</p></noscript>`;
      return `\n],${inScript(rest).slice(1)}</script>\n${without}\n<script>${script}</script>\n</body>\n</html>\n`;
    },
  };
}

/** Nothing but this style and this script may be loaded or run, and nothing may be sent. */
function head(script: string, style: string): string {
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>hullcheck</title>
<style>${style}</style>
</head>
<body>
<main id="page"></main>
`;
}

/** https://www.w3.org/TR/CSP3/#grammardef-hash-source */
function hashOf(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`;
}

/** JSON that cannot end the element it stands in. */
function inScript(value: object): string {
  return jsonText(value).replaceAll('<', String.raw`\u003c`);
}

/** What a type has in common goes into `types`, once. */
function itemOf(
  { name, risk, remediation, references, ...item }: FindingRecord,
  types: Record<string, TypeInfo>,
): Item {
  types[item.detector] ??= { name, risk, remediation, references };
  return item;
}

/**
 * `junit`: a failed test for each finding, for CI systems that show tests. XML as the xUnit plugin of Jenkins takes it.
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */

import { isIncomplete, type Problem } from '../model/problem.js';
import { findingText } from './finding-text.js';
import type { FindingRecord } from './records.js';
import type { Report, ReportOptions } from './report.js';
import { neutral } from './terminal.js';

const SUITE = 'hullcheck';

/** The counts stand before the tests, so everything is written at the end. */
export function createJunitReport({ showSecrets }: ReportOptions): Report {
  const cases: string[] = [];
  let failures = 0;
  let errors = 0;
  let target = '';
  return {
    begin(run) {
      target = run.target;
      return '';
    },
    finding(finding) {
      if (finding.verdict.state !== 'open') return '';
      failures++;
      cases.push(findingCase(finding, showSecrets));
      return '';
    },
    problem(problem) {
      if (isIncomplete(problem)) errors++;
      cases.push(problemCase(problem));
      return '';
    },
    end({ complete }) {
      // A report without tests counts as failed or as missing in some systems.
      cases.push(
        testCase({
          group: SUITE,
          name: complete ? `scan of ${target}` : `scan of ${target}, as far as it could be read`,
        }),
      );
      const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}"`;
      const suite = `<testsuite name="${SUITE}" ${counts}>\n${cases.join('')}</testsuite>`;
      return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${SUITE}" ${counts}>\n${suite}\n</testsuites>\n`;
    },
  };
}

function findingCase(finding: FindingRecord, showSecrets: boolean): string {
  const { detector, name, severity, secret, location } = finding;
  const { path, startLine, startColumn } = location;
  const text = findingText(finding, { paint: (_, plain) => plain, showSecrets, advise: true });
  const message = secret === '' ? `${severity}: ${name}` : `${severity}: ${name} ${secret}`;
  const result = `<failure type="${escaped(detector)}" message="${escaped(message)}">${escaped(path)}\n${lines(text)}</failure>`;
  return testCase({ group: path, name: `${name} at ${startLine}:${startColumn} [${detector}]`, result });
}

function problemCase(problem: Problem): string {
  const { code, message, path } = problem;
  const kind = isIncomplete(problem) ? 'error' : 'skipped';
  const result = `<${kind} type="${code}" message="${escaped(message)}"/>`;
  return testCase({ group: SUITE, name: path === undefined ? code : `${code}: ${path}`, result });
}

function testCase({ group, name, result = '' }: { group: string; name: string; result?: string }): string {
  return `<testcase classname="${escaped(group)}" name="${escaped(name)}">${result}</testcase>\n`;
}

function lines(text: string): string {
  return text.split('\n').map(escaped).join('\n');
}

/** XML 1.0 has no control characters, not even as references, nor halves of surrogates (section 2.2). */
function escaped(text: string): string {
  return neutral(text)
    .replace(/[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

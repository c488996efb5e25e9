/**
 * `gitlab`: the secret detection report of GitLab, for the security tab and merge requests.
 * https://gitlab.com/gitlab-org/security-products/security-report-schemas
 */

import { createHash } from 'node:crypto';
import type { Severity } from '../model/detector.js';
import { isIncomplete, type Problem } from '../model/problem.js';
import { jsonText } from './json-text.js';
import { commitOf } from './origin.js';
import type { FindingRecord } from './records.js';
import type { Report, ReportOptions } from './report.js';

/**
 * The oldest version that has all that is written here. GitLab refuses a report of a newer one than it knows
 * (gitlab-org/gitlab#497405) and takes older ones, so this is read by every release since 15.
 */
const VERSION = '15.0.7';

const SCHEMA = `https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v${VERSION}/dist/secret-detection-report-format.json`;

/** What GitLab's own analyzer writes where there is no commit. */
const NO_COMMIT = '0000000';

/** Characters that GitLab takes of a name and of a solution. */
const NAME = 255;
const SOLUTION = 7000;

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

export function createGitlabReport({ now, showSecrets }: ReportOptions): Report {
  const problems: Problem[] = [];
  const started = timestamp(now());
  let version = '';
  let separator = '\n';
  return {
    begin(run) {
      version = run.version;
      return `${jsonText({ version: VERSION, schema: SCHEMA }, 2).slice(0, -2)},\n  "vulnerabilities": [`;
    },
    finding(finding) {
      if (finding.verdict.state !== 'open') return '';
      const text = `${separator}    ${jsonText({ ...vulnerability(finding), raw_source_code_extract: showSecrets ? finding.secret : finding.excerpt })}`;
      separator = ',\n';
      return text;
    },
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end({ complete }) {
      const tool = { id: 'hullcheck', name: 'hullcheck', version, vendor: { name: 'hullcheck' } };
      const scan = {
        analyzer: tool,
        scanner: tool,
        type: 'secret_detection',
        start_time: started,
        end_time: timestamp(now()),
        status: complete ? 'success' : 'failure',
        messages: problems.map((problem) => ({
          level: isIncomplete(problem) ? 'fatal' : 'warn',
          value: problem.message,
        })),
      };
      return `${separator === '\n' ? ']' : '\n  ]'},\n${jsonText({ scan }, 2).slice(2)}\n`;
    },
  };
}

function vulnerability(finding: FindingRecord): object {
  const { detector, name, severity, risk, remediation, references, location, fingerprint } = finding;
  const { path, startLine, endLine } = location;
  return {
    id: idOf(finding),
    name: name.slice(0, NAME),
    description: risk,
    severity: SEVERITY[severity],
    solution: remediation.slice(0, SOLUTION),
    identifiers: [{ type: 'hullcheck_rule_id', name: `hullcheck rule ${detector}`, value: detector }],
    links: references.map((url) => ({ url })),
    location: { file: path, start_line: startLine, end_line: endLine, commit: commitRecord(finding) },
    // GitLab follows a finding by this where lines move.
    tracking: {
      type: 'source',
      items: [
        {
          file: path,
          start_line: startLine,
          end_line: endLine,
          signatures: [{ algorithm: 'hash', value: `${path}|${fingerprint}` }],
        },
      ],
    },
  };
}

function commitRecord(finding: FindingRecord): object {
  const commit = commitOf(finding);
  if (commit === undefined) return { sha: NO_COMMIT };
  const { id, author, date, summary } = commit;
  return { sha: id, author, date, message: summary };
}

/** A UUID of secret and place: the same in every run. */
function idOf({ fingerprint, location, provenance }: FindingRecord): string {
  const { path, startLine, startColumn } = location;
  const digest = createHash('sha256').update(JSON.stringify([fingerprint, path, startLine, startColumn, provenance]));
  const hex = digest.digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function timestamp(time: Date): string {
  return time.toISOString().slice(0, 19);
}

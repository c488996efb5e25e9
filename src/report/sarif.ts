/**
 * `sarif`: for code scanning of GitHub and others. SARIF 2.1.0 within GitHub's limits.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */

import type { Invocation, Notification, Run } from 'sarif';
import { isIncomplete, PROBLEMS, type Problem, type ProblemCode } from '../model/problem.js';
import { jsonText } from './json-text.js';
import { isAccepted } from './records.js';
import type { Report, RunInfo } from './report.js';
import { artifactOf, plainText, resultOf } from './sarif-result.js';
import { createRules } from './sarif-rules.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** GitHub refuses a run with more. What comes after goes into another run of the same file, so that nothing is lost. */
const RESULTS_PER_RUN = 25_000;

const HOME = 'https://www.npmjs.com/package/hullcheck';

export function createSarifReport(): Report {
  const problems: Problem[] = [];
  const occurrences = new Map<string, number>();
  let rules = createRules();
  let version = '';
  let runs = 0;
  let results = 0;

  /** The beginning of a run, up to its first result. GitHub tells several runs of one tool apart by this id. */
  function beginRun(): string {
    runs++;
    results = 0;
    rules = createRules();
    const id = runs === 1 ? {} : { automationDetails: { id: `hullcheck-part-${runs}/` } };
    return `{${jsonText({ columnKind: 'unicodeCodePoints', ...id }).slice(1, -1)},"results":[`;
  }

  function endRun(rest: Partial<Run>): string {
    return `\n],${jsonText({ ...rest, tool: { driver: driverOf(version, problems, rules.list()) } }).slice(1)}`;
  }

  return {
    begin(run: RunInfo) {
      version = run.version;
      return `{"$schema":${JSON.stringify(SCHEMA)},"version":"2.1.0","runs":[${beginRun()}`;
    },
    finding(finding) {
      if (finding.verdict.state !== 'open' && !isAccepted(finding)) return '';
      const next = results < RESULTS_PER_RUN ? '' : `${endRun({})},\n${beginRun()}`;
      const place = `${finding.fingerprint} ${finding.location.path}`;
      const occurrence = (occurrences.get(place) ?? 0) + 1;
      occurrences.set(place, occurrence);
      const result = resultOf(finding, { ruleIndex: rules.index(finding), occurrence });
      return `${next}${results++ === 0 ? '\n' : ',\n'}${jsonText(result)}`;
    },
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end: ({ complete }) => `${endRun({ invocations: [invocationOf(complete, problems)] })}]}\n`,
  };
}

function driverOf(version: string, problems: readonly Problem[], rules: Run['tool']['driver']['rules']) {
  const codes = [...new Set(problems.map(({ code }) => code))];
  return {
    name: 'hullcheck',
    informationUri: HOME,
    ...(/^\d+\.\d+\.\d+/.test(version) ? { semanticVersion: version } : {}),
    version,
    rules: rules ?? [],
    notifications: codes.map((code) => ({ id: code, shortDescription: { text: PROBLEMS[code].title } })),
  };
}

function invocationOf(complete: boolean, problems: readonly Problem[]): Invocation {
  const codes: ProblemCode[] = [...new Set(problems.map(({ code }) => code))];
  return {
    executionSuccessful: complete,
    toolExecutionNotifications: problems.map((problem) => notificationOf(problem, codes.indexOf(problem.code))),
  };
}

function notificationOf(problem: Problem, index: number): Notification {
  const { code, message, path } = problem;
  return {
    level: isIncomplete(problem) ? 'error' : 'warning',
    descriptor: { id: code, index },
    message: { text: plainText(message) },
    ...(path === undefined || path === ''
      ? {}
      : { locations: [{ physicalLocation: { artifactLocation: artifactOf(path) } }] }),
  };
}

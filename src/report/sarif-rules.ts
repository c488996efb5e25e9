/** The rules of a SARIF run: the detectors that found something, in the order in which they first did. */

import type { ReportingDescriptor } from 'sarif';
import { CONFIDENCES, SEVERITIES, type Confidence, type Severity } from '../model/detector.js';
import type { FindingRecord } from './records.js';
import { LEVELS, plainText } from './sarif-result.js';

/** GitHub calls it critical above 9.0, high from 7.0, medium from 4.0. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.5',
};

const PRECISION: Readonly<Record<Confidence, string>> = { high: 'very-high', medium: 'medium', low: 'low' };

interface Rules {
  /** The position of the finding's rule in the list. */
  index(finding: FindingRecord): number;
  list(): ReportingDescriptor[];
}

interface Seen {
  readonly index: number;
  readonly finding: FindingRecord;
  /** The worst that was found, as only a rule has a security severity and not a result. */
  severity: Severity;
  confidence: Confidence;
}

export function createRules(): Rules {
  const seen = new Map<string, Seen>();
  return {
    index(finding) {
      const { detector, severity, confidence } = finding;
      const rule = seen.get(detector) ?? { index: seen.size, finding, severity, confidence };
      seen.set(detector, rule);
      rule.severity = firstOf(SEVERITIES, rule.severity, severity);
      rule.confidence = firstOf(CONFIDENCES, rule.confidence, confidence);
      return rule.index;
    },
    list: () => [...seen.values()].map(ruleOf),
  };
}

function ruleOf({ finding, severity, confidence }: Seen): ReportingDescriptor {
  const { detector, name, risk, remediation, references } = finding;
  const advice = [risk, remediation].filter((text) => text !== '').join(' ') || name;
  const [helpUri] = references;
  return {
    id: detector,
    name: pascal(detector),
    shortDescription: { text: plainText(name) },
    fullDescription: { text: plainText(advice) },
    help: { text: plainText(advice), markdown: helpMarkdown(finding) },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      'security-severity': SECURITY_SEVERITY[severity],
      precision: PRECISION[confidence],
      tags: ['security', 'secret', 'external/cwe/cwe-798'],
    },
  };
}

function helpMarkdown({ name, risk, remediation, references }: FindingRecord): string {
  const links = references.map((reference) => `- <${reference}>`);
  return [
    `# ${name}`,
    ...(risk === '' ? [] : [`**What it can do.** ${risk}`]),
    ...(remediation === '' ? [] : [`**What to do.** ${remediation}`]),
    'Taking it out of the file does not undo the leak: revoke it first, then remove it.',
    ...(links.length === 0 ? [] : [links.join('\n')]),
  ].join('\n\n');
}

/** `github-classic-pat` as `GithubClassicPat`, the form that SARIF recommends. */
function pascal(id: string): string {
  return id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Of two values the one that comes first in the order. */
function firstOf<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) <= order.indexOf(b) ? a : b;
}

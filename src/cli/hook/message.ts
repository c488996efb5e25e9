/** What a developer reads when a hook stops them: what was found, and what to do in this moment. */

import { SEVERITIES } from '../../model/detector.js';
import type { Problem } from '../../model/problem.js';
import type { FindingRecord } from '../../report/records.js';
import { commitOf } from '../../report/origin.js';
import { neutral } from '../../report/terminal.js';

export type Moment = 'pre-commit' | 'pre-push' | 'pre-receive';

/** Secrets that are listed; a push with more needs another way of working. */
const MOST = 20;

const HEAD: Readonly<Record<Moment, (secrets: string) => string>> = {
  'pre-commit': (secrets) => `The commit was stopped: what is staged holds ${secrets}. Nothing was committed.`,
  'pre-push': (secrets) => `The push was stopped: it would bring ${secrets}. Nothing has left this machine.`,
  'pre-receive': (secrets) => `The push was rejected: it brings ${secrets}. Nothing of it was stored here.`,
};

export function rejection(moment: Moment, findings: readonly FindingRecord[]): string {
  const worstFirst = findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const listed = worstFirst.slice(0, MOST).map(entry);
  const more = findings.length - listed.length;
  const head = HEAD[moment](findings.length === 1 ? 'a secret' : `${findings.length} secrets`);
  return [
    `hullcheck: ${head}`,
    '',
    ...listed,
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
    'What to do',
    ...STEPS[moment](worstFirst),
    '',
  ].join('\n');
}

function entry(finding: FindingRecord): string {
  const { location, name, secret, severity } = finding;
  const commit = commitOf(finding);
  const place = `  ${location.path}:${location.startLine}:${location.startColumn}`;
  const what = `      ${severity}: ${name}  ${secret.split('\n')[0] ?? ''}`;
  const where = commit === undefined ? [] : [`      commit ${commit.id.slice(0, 12)}: ${commit.summary}`];
  return [place, what, ...where].map(neutral).join('\n');
}

const STEPS: Readonly<Record<Moment, (findings: readonly FindingRecord[]) => string[]>> = {
  'pre-commit': (findings) => [
    '  1. Move it out: into an environment variable, a secret store or a file that git ignores.',
    '     Then stage the file again and commit.',
    ...revoke('  2. If it was ever sent or shared, take it for leaked.', findings),
    ...accept('  3.', findings),
    '  To commit this once all the same: git commit --no-verify',
  ],
  'pre-push': (findings) => [
    ...rewrite(findings),
    ...revoke('  2. If it was ever pushed or shared, take it for leaked.', findings),
    ...accept('  3.', findings),
    '  To push this once all the same: git push --no-verify',
  ],
  'pre-receive': (findings) => [
    ...rewrite(findings),
    ...revoke('  2. It has left your machine, so take it for leaked.', findings),
    '  3. No secret? Whoever runs this server can accept it, by the fingerprint',
    `     ${findings[0]?.fingerprint ?? ''}`,
  ],
};

/** A further commit would not help: the secret stays in the one before. */
function rewrite(findings: readonly FindingRecord[]): string[] {
  const commits = new Set(findings.flatMap((finding) => commitOf(finding)?.id ?? []));
  const [first] = commits;
  const one =
    commits.size === 1 && first !== undefined ? `git rebase -i ${first.slice(0, 12)}^` : 'git rebase -i COMMIT^';
  return [
    '  1. Take it out of the commit that brings it. A further commit that removes it does not help.',
    '     In the last commit:  edit the file, git add it, git commit --amend',
    `     In an earlier one:   ${one}  and mark the commit 'edit'`,
  ];
}

/** What the worst of them needs; the full report has the others. */
function revoke(first: string, findings: readonly FindingRecord[]): string[] {
  const advice = [...new Set(findings.map(({ remediation }) => remediation).filter((text) => text !== ''))].slice(0, 3);
  return [first, ...advice.map((text) => `     ${neutral(text)}`)];
}

function accept(number: string, findings: readonly FindingRecord[]): string[] {
  const { fingerprint = '' } = findings[0] ?? {};
  return [
    `${number} No secret? Accept it, with a reason that others can read:`,
    `     hullcheck ignore ${fingerprint} --reason "..."`,
  ];
}

/** A scan that could not finish stops the change too: it would look clean. */
export function incomplete(moment: Moment, problems: readonly Problem[]): string {
  const what = moment === 'pre-commit' ? 'commit' : 'push';
  return [
    `hullcheck: The ${what} was stopped: it could not be checked to its end.`,
    '',
    ...problems.slice(0, MOST).map(({ message }) => `  ${neutral(message)}`),
    '',
  ].join('\n');
}

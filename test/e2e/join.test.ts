/** `hullcheck join`: real reports of several scans put together. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { hullcheck, hullcheckJson, type JsonFinding } from '../support/command.js';
import { repositoryAt } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

const SCHEMA = join(import.meta.dirname, '../../docs/schema/hullcheck-1.schema.json');

type Joined = JsonFinding & {
  readonly scan: { readonly command: string; readonly target: string };
  readonly places: number;
};

/** A repository that once held a token, a directory that holds it and another, and what is piped in. */
function threeReports(extra: readonly string[] = []): { directory: string; shared: string; alone: string } {
  const [shared, alone] = [secrets.github('shared'), secrets.stripe('alone')];
  const directory = tree({ 'deploy/values.yaml': `a: 1\ntoken: ${shared}\n`, 'app.js': `pay("${alone}")\n` });
  const history = repositoryAt(directory);
  history.git('init', '--quiet', '--initial-branch=main', 'repo');
  const repo = repositoryAt(join(directory, 'repo'));
  repo.commit('Add', { 'config/app.env': `TOKEN=${shared}\n` });
  repo.commit('Remove', { 'config/app.env': null });
  hullcheck(['git', 'repo', '--report', 'json=git.json', '--quiet', ...extra], { cwd: directory });
  hullcheck(['scan', 'deploy', 'app.js', '--report', 'jsonl=scan.jsonl', '--quiet', ...extra], { cwd: directory });
  hullcheck(['stdin', '--report', 'json=pipe.json', '--quiet', ...extra], { cwd: directory, input: `x ${shared}` });
  return { directory, shared, alone };
}

const FILES = ['git.json', 'scan.jsonl', 'pipe.json'];

test('one secret with all its places, the most widespread of equal ones first', () => {
  const { directory } = threeReports();
  const { code, report } = hullcheckJson(['join', ...FILES], { cwd: directory });
  expect(code).toBe(1);
  const findings = report.findings as readonly Joined[];
  expect(
    findings.map(({ detector, places, scan, location }) => [detector, places, scan.command, location.path]),
  ).toEqual([
    ['github-classic-pat', 3, 'git', 'config/app.env'],
    ['github-classic-pat', 3, 'scan', 'deploy/values.yaml'],
    ['github-classic-pat', 3, 'stdin', 'stdin'],
    ['stripe-live-secret-key', 1, 'scan', 'app.js'],
  ]);
  expect(report.summary).toMatchObject({ complete: true, contents: 3, secrets: 2 });
  const valid = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
  expect([valid(report), valid.errors]).toEqual([true, null]);
});

test('as text a secret is told once, and below it where it is', () => {
  const { directory } = threeReports();
  const { stdout } = hullcheck(['join', ...FILES], { cwd: directory });
  expect(stdout).toMatch(
    /^\ncritical {2}GitHub personal access token \(classic\) \[github-classic-pat\] {2}ghp_\*+ {2}in 3 places {2}id: \w{12}\n/,
  );
  expect(stdout).toContain('  git repo  config/app.env:1:7\n    introduced in ');
  expect(stdout).toContain('  scan deploy app.js  deploy/values.yaml:2:8\n');
  expect(stdout).toContain('  stdin stdin  stdin:1:3\n');
  expect(stdout).toContain('4 findings: 4 critical, 2 different secrets.\nScanned 3 reports, ');
});

test('every format takes it', () => {
  const { directory } = threeReports();
  for (const format of ['jsonl', 'sarif', 'gitlab', 'junit', 'csv', 'markdown']) {
    const { code, stdout } = hullcheck(['join', ...FILES, '--format', format], { cwd: directory });
    expect([format, code]).toEqual([format, 1]);
    expect(stdout).toContain('deploy/values.yaml');
  }
});

test('secrets that a report has in clear are masked', () => {
  const { directory, shared, alone } = threeReports(['--show-secrets']);
  expect(readFileSync(join(directory, 'git.json'), 'utf8')).toContain(shared);
  for (const format of ['text', 'json', 'csv']) {
    const { stdout } = hullcheck(['join', ...FILES, '--format', format], { cwd: directory });
    expect(stdout).toContain('ghp_********');
    expect(stdout).not.toContain(shared);
    expect(stdout).not.toContain(alone);
  }
});

test('joining is a matter of sets: again, in two steps, or with a report given twice', () => {
  const { directory } = threeReports();
  const places = (...files: string[]): string[] =>
    (hullcheckJson(['join', ...files], { cwd: directory }).report.findings as readonly Joined[])
      .map(({ fingerprint, scan, location, places: count }) => JSON.stringify([fingerprint, scan, location, count]))
      .toSorted();
  const all = places(...FILES);
  hullcheck(['join', 'git.json', 'pipe.json', '--report', 'json=two.json', '--quiet'], { cwd: directory });
  expect(places('two.json', 'scan.jsonl')).toEqual(all);
  expect(places(...FILES, 'git.json')).toEqual(all);
});

test('what a scan could not read, and reports that are none, make the joined one incomplete', () => {
  const directory = tree({
    'clean.txt': 'nothing\n',
    'no.json': '{"a":1}',
    'cut.json': '{"schema":"hullcheck/1",',
    text: 'x',
  });
  hullcheck(['scan', 'clean.txt', 'absent.txt', '--report', 'json=part.json', '--quiet'], { cwd: directory });
  hullcheck(['scan', 'clean.txt', '--report', 'json=whole.json', '--quiet'], { cwd: directory });
  const run = (...files: string[]) => hullcheckJson(['join', ...files], { cwd: directory });
  expect(run('whole.json')).toMatchObject({ code: 0, report: { summary: { complete: true } } });
  const part = run('whole.json', 'part.json');
  expect(part.code).toBe(3);
  expect(part.report.problems).toMatchObject([
    { code: 'not-found', message: expect.stringMatching(/\(scan .*absent\.txt\)$/) },
  ]);
  const bad = run('whole.json', 'no.json', 'cut.json', 'text', 'absent.json');
  expect(bad.code).toBe(3);
  expect(bad.report.problems.map(({ code, message }) => [code, message])).toEqual([
    ['bad-report', "'no.json' is no report of hullcheck"],
    ['bad-report', "'cut.json' is not whole JSON"],
    ['bad-report', "'text' is not whole JSON"],
    ['bad-report', "Cannot read the report 'absent.json': no such file or directory"],
  ]);
});

test('a report that was tampered with, or is of another version, is told with what is wrong', () => {
  const { directory } = threeReports();
  const report = JSON.parse(readFileSync(join(directory, 'git.json'), 'utf8')) as { findings: { location: object }[] };
  const write = (name: string, content: object): void => writeFileSync(join(directory, name), JSON.stringify(content));
  write('line.json', { ...report, findings: [{ ...report.findings[0], location: { path: 7 } }] });
  write('newer.json', { ...report, schema: 'hullcheck/2' });
  const { report: joined } = hullcheckJson(['join', 'line.json', 'newer.json'], { cwd: directory });
  expect(joined.problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^'line\.json' is not a whole report: findings\.0\.location/),
    "'newer.json' has the format 'hullcheck/2', which this version does not read",
  ]);
  expect(hullcheck(['join'], { cwd: temporaryDirectory() }).code).toBe(2);
});

test('reports that were made with different keys are told', () => {
  const token = secrets.github('keys');
  const directory = tree({ a: `x ${token}\n`, b: `y ${token}\n` });
  const scan = (file: string, key: string): void => {
    const args = ['scan', file, '--report', `json=${file}.json`, '--quiet'];
    hullcheck(args, { cwd: directory, env: { HULLCHECK_KEY: key } });
  };
  const [one, other] = ['one key of some length', 'another of some length'];
  scan('a', one);
  scan('b', one);
  const same = hullcheckJson(['join', 'a.json', 'b.json'], { cwd: directory }).report;
  expect([same.problems, same.summary.secrets]).toEqual([[], 1]);
  scan('b', other);
  const different = hullcheckJson(['join', 'a.json', 'b.json'], { cwd: directory }).report;
  expect(different.problems).toMatchObject([{ code: 'different-keys' }]);
  expect(different.summary).toMatchObject({ secrets: 2, complete: true });
});

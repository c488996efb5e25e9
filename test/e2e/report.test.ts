/** `hullcheck report`: a saved report turned into others. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPORTS } from '../../src/report/index.js';
import { hullcheck } from '../support/command.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

const FORMATS = Object.keys(REPORTS);

function leakyRepository(): string {
  const repo = repository();
  repo.commit('Add it', { 'a b.env': `GITHUB_TOKEN=${secrets.github('convert')}\n` });
  repo.commit('More', {
    'deploy.sh': `export SLACK=${secrets.slack('convert')} # hullcheck:allow slack-bot-token ours\n`,
  });
  return repo.directory;
}

test('every format comes out as the scan itself would have written it', () => {
  const directory = leakyRepository();
  const out = temporaryDirectory();
  const file = (side: string, format: string): string => join(out, `${side}.${format}`);
  const each = (side: string): string[] => FORMATS.flatMap((format) => ['--report', `${format}=${file(side, format)}`]);
  expect(hullcheck(['git', '.', '--quiet', ...each('direct')], { cwd: directory }).code).toBe(1);
  expect(hullcheck(['report', file('direct', 'json'), '--quiet', ...each('converted')])).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
  const read = (side: string, format: string): string =>
    readFileSync(file(side, format), 'utf8').replaceAll(/(start|end)_time": "[^"]*"/g, '');
  for (const format of FORMATS.filter((name) => name !== 'jsonl')) {
    expect(read('converted', format), format).toBe(read('direct', format));
  }
  // Accepted findings come last in a saved report, so only the order of lines may differ.
  expect(read('converted', 'jsonl').split('\n').toSorted()).toEqual(read('direct', 'jsonl').split('\n').toSorted());
});

test('writes to standard output like any report', () => {
  const directory = tree({ 'a.env': `GITHUB_TOKEN=${secrets.github('out')}\n` });
  const { stdout } = hullcheck(['scan', '--format', 'json'], { cwd: directory });
  writeFileSync(join(directory, 'saved.json'), stdout);
  expect(hullcheck(['report', 'saved.json'], { cwd: directory }).stdout).toBe(
    hullcheck(['scan', 'a.env'], { cwd: directory }).stdout,
  );
});

test.each([
  ['missing.json', undefined, "Cannot read 'missing.json': no such file or directory"],
  ['bad.json', '{', "'bad.json' is not whole JSON"],
  ['other.json', '{"version":"2.1.0"}', "'other.json' is no report of hullcheck"],
  ['old.json', '{"schema":"hullcheck/1","findings":[]}', "'old.json' is not a whole report: "],
])('refuses %s and says why', (name, content, message) => {
  const directory = tree(content === undefined ? {} : { [name]: content });
  const { code, stderr } = hullcheck(['report', name], { cwd: directory });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('masks secrets that the saved report has in clear', () => {
  const secret = secrets.github('clear');
  const directory = tree({ 'a.env': `GITHUB_TOKEN=${secret}\n` });
  hullcheck(['scan', 'a.env', '--show-secrets', '--format', 'json', '--output', 'saved.json'], { cwd: directory });
  expect(readFileSync(join(directory, 'saved.json'), 'utf8')).toContain(secret);
  const { code, stdout } = hullcheck(['report', 'saved.json', '--format', 'csv'], { cwd: directory });
  expect(code).toBe(0);
  expect(stdout).toContain('ghp_********');
  expect(stdout).not.toContain(secret);
});

test('is a gate where it is asked to be one', () => {
  const directory = tree({ 'a.env': `GITHUB_TOKEN=${secrets.github('gate')}\n` });
  hullcheck(['scan', 'a.env', '--format', 'jsonl', '--output', 'saved.jsonl'], { cwd: directory });
  expect(hullcheck(['report', 'saved.jsonl', '--fail-on', 'high'], { cwd: directory }).code).toBe(1);
});

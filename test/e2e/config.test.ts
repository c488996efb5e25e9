/** `.hullcheck.yaml`, through the command. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hullcheck, hullcheckJson } from '../support/command.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { tree } from '../support/tree.js';

const config = (...lines: string[]): string => `${lines.join('\n')}\n`;

test('the severity that fails, and detectors to leave out', () => {
  const files = { 'a.js': `key = "${secrets.stripe('config')}"\nconst dbPassword = "${secrets.password('config')}"\n` };
  expect(
    hullcheck(['scan', '.'], {
      cwd: tree({ ...files, '.hullcheck.yaml': config('skip: [stripe-*]', 'failOn: critical') }),
    }).code,
  ).toBe(0);
  const cwd = tree({ ...files, '.hullcheck.yaml': config('failOn: critical') });
  expect(hullcheck(['scan', '.'], { cwd }).code).toBe(1);
  expect(hullcheck(['scan', '.', '--skip', 'stripe-*'], { cwd }).code).toBe(0);
  expect(hullcheck(['scan', '.', '--skip', 'stripe-*', '--fail-on', 'low'], { cwd }).code).toBe(1);
  expect(
    hullcheck(['scan', '.'], { cwd: tree({ ...files, '.hullcheck.yaml': config('skip: [strype-*]') }) }),
  ).toMatchObject({ code: 2 });
});

test('paths are those of the worktree, wherever the command runs', () => {
  const key = `key = "${secrets.stripe('paths')}"\n`;
  const repo = repository();
  repo.commit('all', {
    'vendor/a.js': key,
    'sub/vendor/b.js': key,
    'sub/test/c.js': key,
    'sub/d.js': key,
    '.hullcheck.yaml': config(
      'skipPaths: [vendor/]',
      'rules:',
      '  - { detectors: [stripe-*], paths: [/sub/test/], reason: a closed account }',
    ),
  });
  for (const [cwd, prefix] of [
    [repo.directory, 'sub/'],
    [join(repo.directory, 'sub'), ''],
  ] as const) {
    const { report } = hullcheckJson(['scan', '.'], { cwd });
    expect(report.findings.map(({ location }) => location.path)).toEqual([`${prefix}d.js`]);
    expect(report.suppressed.map(({ location, verdict }) => [location.path, verdict.by])).toEqual([
      [`${prefix}test/c.js`, 'config'],
    ]);
  }
  expect(hullcheckJson(['scan', '.'], { cwd: repo.directory }).report.summary.skipped).toEqual({ excluded: 2 });
  const { report } = hullcheckJson(['git', '.'], { cwd: repo.directory });
  expect(report.findings.map(({ location }) => location.path)).toEqual(['sub/d.js']);
});

test('detectors of your own, with the faults of their files', () => {
  const detector = (id: string, pattern: string): string => `provider: Acme
detectors:
  - id: ${id}
    name: Acme token
    severity: high
    risk: Opens the door.
    remediation: Change the lock.
    references: [https://docs.acme.example/tokens]
    keywords: [acme_]
    pattern: ['${pattern}']
    examples:
      match: ['a ~{acme_<digits:12>}~ b', 'k=~{acme_<digits:12>}~']
      noMatch: ['acme_', 'acme_x', 'acme_12']
`;
  const make = (text: string): string =>
    tree({
      'a.txt': `acme_${'123456789012'}\n`,
      'security/acme.yaml': text,
      '.hullcheck.yaml': config('detectors: [security/acme.yaml]', 'skipPaths: [security/]'),
    });
  const { report, code } = hullcheckJson(['scan', '.'], {
    cwd: make(detector('acme-token', String.raw`\b(?P<secret>acme_[0-9]{12})\b`)),
  });
  expect(code).toBe(1);
  expect(report.findings.map((finding) => finding.detector)).toEqual(['acme-token']);
  const refused = (text: string): string => hullcheck(['scan', '.'], { cwd: make(text) }).stderr;
  expect(refused(detector('acme-token', '(?P<secret>acme_(?=x))'))).toContain(
    'security/acme.yaml: acme-token: pattern uses "(?="',
  );
  expect(refused(detector('jwt', '(?P<secret>acme_[0-9]{12})'))).toContain(
    "id is already used in 'hullcheck's own catalogue'",
  );
});

test('a file that is named has to be there', () => {
  const cwd = tree({ '.hullcheck.yaml': config('baseline: nowhere') });
  expect(hullcheck(['scan', '.'], { cwd })).toMatchObject({
    code: 2,
    stderr: "hullcheck: There is no file 'nowhere'\n",
  });
  expect(hullcheck(['scan', '.', '--config', 'x.yaml'], { cwd })).toMatchObject({ code: 2 });
});

/** Exceptions, through the command. */

import { expect, test } from 'vitest';
import { hullcheck, hullcheckJson } from '../support/command.js';
import { secrets } from '../support/secrets.js';
import { tree, writeTree } from '../support/tree.js';

test('a comment beside a secret keeps it from failing the scan, and is told with its reason', () => {
  const token = secrets.github('allowed');
  const cwd = tree({
    'a.py': `token = "${token}" # hullcheck:allow github-* for the tests\n`,
    'b.js': `// hullcheck:allow stripe-live-secret-key not a real account\nconst key = "${secrets.stripe('allowed')}";\n`,
  });
  const { code, report } = hullcheckJson(['scan', '.'], { cwd });
  expect(code).toBe(0);
  expect(report.findings).toEqual([]);
  expect(report.suppressed.map(({ detector, verdict }) => [detector, verdict.by, verdict.reason])).toEqual([
    ['github-classic-pat', 'inline', 'comment on line 1: for the tests'],
    ['stripe-live-secret-key', 'inline', 'comment on line 1: not a real account'],
  ]);
  expect(hullcheck(['scan', '.'], { cwd }).stdout).toContain('No leaks found (2 suppressed: 2 inline).');
});

test.each([
  ['hullcheck:allow', 'does not say what it allows'],
  ['hullcheck:allow *', 'allows everything'],
  ['hullcheck:allow aws-* for the tests', "allows 'aws-*', but the secret there was found by 'github-classic-pat'"],
  ['hullcheck:allow github-classic-pat', 'gives no reason'],
])('%s does not count', (comment, complaint) => {
  const cwd = tree({ 'a.py': `token = "${secrets.github('bad')}" # ${comment}\n` });
  const { code, report } = hullcheckJson(['scan', '.'], { cwd });
  expect(code).toBe(1);
  expect(report.findings).toHaveLength(1);
  expect(report.problems).toMatchObject([{ code: 'bad-allow', path: 'a.py' }]);
  expect(report.problems[0]?.message).toContain(complaint);
});

test("comments of other tools count, secretlint's where the configuration says so", () => {
  const cwd = tree({
    'a.py': `a = "${secrets.github('a')}" # pragma: allowlist secret\n# pragma: allowlist nextline secret\nb = "${secrets.github('b')}"\n`,
    'b.js': `c = "${secrets.github('c')}" // betterleaks:allow\n`,
    'c.js': `// secretlint-disable-next-line\nd = "${secrets.github('d')}";\ne = "${secrets.github('e')}"; // secretlint-disable-line\n`,
  });
  const paths = (): string[] =>
    hullcheckJson(['scan', '.'], { cwd }).report.findings.map(({ location }) => location.path);
  expect(paths()).toEqual(['c.js', 'c.js']);
  writeTree(cwd, { '.hullcheck.yaml': 'allowComments: [hullcheck, secretlint]\n' });
  expect(paths()).toEqual(['a.py', 'a.py', 'b.js']);
});

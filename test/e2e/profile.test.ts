import { describe, expect, test } from 'vitest';
import { hullcheck, type Run } from '../support/command.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { tree } from '../support/tree.js';

const [stripe, github] = [secrets.stripe('profile'), secrets.github('profile')];
const leaky = { 'a.js': `pay("${stripe}")\n`, 'deploy/b.yaml': `token: ${github}\n`, 'c.txt': 'nothing\n' };

/** The row of a table, as numbers by the titles of its columns. */
function row({ stderr }: Run, name: string, column: string): number {
  const lines = stderr.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${name} `));
  const cells = (line = ''): string[] => line.split(/ {2,}/);
  const head = cells(lines.slice(0, at).findLast((line) => /^(?:stage|detector) /.test(line)));
  return Number(cells(lines[at])[head.indexOf(column)]);
}

/** The same scan with and without. */
function both(args: readonly string[], cwd: string): { plain: Run; profiled: Run } {
  const all = [...args, '--format', 'json', '--no-cache'];
  return { plain: hullcheck(all, { cwd }), profiled: hullcheck([...all, '--profile'], { cwd }) };
}

describe('where the time went', () => {
  test('of a directory', () => {
    const { plain, profiled } = both(['scan'], tree(leaky));
    expect(profiled.code).toBe(1);
    expect(profiled.stdout).toBe(plain.stdout);
    expect(plain.stderr).toBe('');
    expect(profiled.stderr).toMatch(/^profile: [\d.]+ s for 3 contents of 0\.0 MB; 0\.0 MB searched, \d+ keywords/);
    for (const stage of ['plan', 'reading', 'prefilter', 'regex', 'engine']) {
      expect(row(profiled, stage, 'ms')).toBeGreaterThanOrEqual(0);
    }
    expect(row(profiled, 'github-classic-pat', 'woken')).toBe(1);
    expect(row(profiled, 'github-classic-pat', 'candidates')).toBe(1);
    expect(row(profiled, 'github-classic-pat', 'findings')).toBe(1);
    expect(row(profiled, 'generic-credential', 'woken')).toBeGreaterThan(0);
  });

  test('of a history, from several threads', () => {
    const repo = repository();
    for (let commit = 0; commit < 40; commit++)
      repo.commit('more', { [`${commit}.js`]: `a = ${commit}; pay("${stripe}")\n` });
    const { plain, profiled } = both(['git', '--threads', '2'], repo.directory);
    expect(profiled.stdout).toBe(plain.stdout);
    expect(row(profiled, 'attribution', 'ms')).toBeGreaterThan(0);
    expect(row(profiled, 'stripe-live-secret-key', 'findings')).toBeGreaterThan(0);
  });

  test('without a secret, also when all is quiet', () => {
    const quiet = hullcheck(['scan', '--profile', '--quiet', '--show-secrets'], { cwd: tree(leaky) });
    expect(quiet.stdout).toBe('');
    expect(quiet.stderr).toContain('github-classic-pat');
    for (const secret of [stripe, github]) expect(quiet.stderr).not.toContain(secret);
  });
});

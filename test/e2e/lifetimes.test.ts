import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hullcheck, hullcheckJson, type JsonFinding } from '../support/command.js';
import { repository, type Repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';

const token = (seed: string): string => secrets.stripe(`lifetime ${seed}`);

interface Life {
  readonly inHead: boolean;
  readonly removed?: { readonly id: string };
  readonly refs: { readonly names: readonly string[]; readonly count: number };
}

function scan({ directory }: Repository, ...options: string[]): readonly JsonFinding[] {
  const { code, report } = hullcheckJson(['git', directory, ...options]);
  expect(report.problems).toEqual([]);
  expect(code).toBe(report.findings.length > 0 ? 1 : 0);
  return report.findings;
}

function lifeOf({ provenance }: JsonFinding): Life {
  const { life } = provenance as { life?: Life };
  if (life === undefined) throw new Error('a finding without a life');
  return life;
}

/** `path in commit's summary`. */
const placeOf = ({ location, provenance }: JsonFinding): string =>
  `${location.path} in ${provenance.commit?.summary ?? 'no commit'}`;

describe('what became of a secret', () => {
  test('which commit took it away, and which refs still lead to it', () => {
    const repo = repository();
    repo.commit('start', { x: 'x' });
    repo.git('branch', 'before');
    repo.commit('bring', { '.env': `KEY=${token('gone')}\n`, kept: `${token('kept')}\n` });
    repo.git('tag', 'v1');
    const removal = repo.commit('take away', { '.env': null });
    repo.commit('later', { x: 'y' });
    const lives = new Map(scan(repo).map((finding) => [finding.location.path, lifeOf(finding)]));
    expect(lives.get('.env')).toMatchObject({ inHead: false, removed: { id: removal } });
    expect(lives.get('.env')?.refs).toEqual({ names: ['refs/heads/main', 'refs/tags/v1'], count: 2 });
    expect(lives.get('kept')).toEqual({ inHead: true, refs: { names: ['refs/heads/main', 'refs/tags/v1'], count: 2 } });
    const { stdout } = hullcheck(['git', repo.directory]);
    expect(stdout).toContain(`removed in ${removal.slice(0, 12)} by Ada`);
    expect(stdout).toContain('not in HEAD, but in the history of main, v1');
    expect(stdout).toContain('in HEAD, and in the history of main, v1');
  });

  test('one that a merge itself brings belongs to the merge', () => {
    const repo = repository();
    repo.commit('start', { file: 'one\n' });
    repo.git('checkout', '--quiet', '-b', 'side');
    repo.commit('side', { side: 'two\n' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('main', { file: 'three\n' });
    repo.git('merge', '--quiet', '--no-commit', 'side');
    const merge = repo.commit('merged', { file: `three ${token('evil')}\n` });
    const [finding, ...others] = scan(repo);
    expect(others).toEqual([]);
    expect(finding?.provenance.commit?.id).toBe(merge);
    expect(finding === undefined || lifeOf(finding).inHead).toBe(true);
  });

  test('a removal on one side of a merge, and one that was taken back', () => {
    const repo = repository();
    repo.commit('bring', { file: `${token('back')}\n` });
    repo.commit('remove', { file: 'x\n' });
    repo.commit('again', { file: `${token('back')}\n` });
    repo.git('checkout', '--quiet', '-b', 'side');
    const removal = repo.commit('remove on side', { file: 'y\n' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('other', { other: 'z\n' });
    repo.git('merge', '--quiet', '-m', 'merged', 'side');
    const [finding] = scan(repo);
    expect(finding === undefined ? undefined : lifeOf(finding).removed?.id).toBe(removal);
  });
});

describe('secrets outside of files', () => {
  test('the messages of commits and annotated tags are read', () => {
    const repo = repository();
    repo.commit(`subject\n\nuse api_key = "${token('message')}" for now\n`, { x: 'x' });
    repo.git('tag', '-a', 'v1', '-m', `release\n\nwith ${token('tag')}`);
    const found = scan(repo);
    expect(found.map(placeOf).toSorted()).toEqual(['[commit message] in subject', '[tag message] in no commit']);
    expect(found.find(({ location }) => location.path === '[commit message]')?.location.startLine).toBe(3);
    expect(JSON.stringify(found)).not.toContain(token('message'));
  });

  test('and those of a range', () => {
    const repo = repository();
    const first = repo.commit(`old ${token('old message')}`, { x: 'x' });
    repo.commit(`new ${token('new message')}`, { x: 'y' });
    expect(scan(repo, '--since', first).map(({ location }) => location.path)).toEqual(['[commit message]']);
  });
});

describe('what no branch or tag leads to', () => {
  test('is read with --all-objects, and labelled', () => {
    const repo = repository();
    repo.commit('start', { x: 'x' });
    repo.commit('first try', { config: `${token('amended')}\n` });
    repo.git('rm', '--quiet', '--cached', 'config');
    repo.git('commit', '--quiet', '--allow-empty', '--amend', '-m', 'second try');
    repo.git('add', 'config');
    repo.git('stash', '--quiet');
    repo.git('stash', 'drop', '--quiet');
    repo.git('reset', '--quiet', '--hard');
    expect(scan(repo)).toEqual([]);
    const found = scan(repo, '--all-objects');
    expect(found.map(placeOf)).toEqual(['config in first try']);
    expect(found.map((finding) => lifeOf(finding).refs.count)).toEqual([0]);
    expect(hullcheck(['git', repo.directory, '--all-objects']).stdout).toContain('unreachable: no branch or tag');
  });

  test('a file that was only staged, and a dropped stash', () => {
    const repo = repository();
    repo.commit('start', { x: 'x', y: 'y' });
    repo.commit('kept', { kept: `${token('kept')}\n` });
    repo.git('update-index', '--add', '--cacheinfo', `100644,${staged(repo, token('staged'))},never`);
    repo.git('reset', '--quiet', '--hard');
    repo.git('checkout', '--quiet', '--detach');
    repo.git('checkout', '--quiet', 'main');
    for (const packed of [false, true]) {
      if (packed) repo.git('repack', '--quiet', '-a', '-d', '-k');
      expect(scan(repo).map(({ location }) => location.path)).toEqual(['kept']);
      expect(scan(repo, '--all-objects').map(placeOf)).toEqual(['kept in kept', '[unnamed file] in no commit']);
    }
  });

  test('--branch reads one history only', () => {
    const repo = repository();
    repo.commit('start', { x: 'x' });
    repo.git('checkout', '--quiet', '-b', 'side');
    repo.commit('on side', { side: `${token('side')}\n` });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('on main', { main: `${token('main')}\n` });
    expect(scan(repo, '--branch', 'side').map(placeOf)).toEqual(['side in on side']);
    expect(scan(repo, '--branch', 'main').map(placeOf)).toEqual(['main in on main']);
    expect(hullcheck(['git', repo.directory, '--branch', 'nowhere']).code).toBe(3);
    expect(hullcheck(['git', repo.directory, '--branch', 'main', '--all-objects']).code).toBe(2);
  });
});

function staged({ directory, git }: Repository, secret: string): string {
  const file = `${directory}/never`;
  writeFileSync(file, `${secret}\n`);
  const id = git('hash-object', '-w', file);
  rmSync(file);
  return id;
}

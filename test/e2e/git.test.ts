import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hullcheck, hullcheckJson, type JsonFinding } from '../support/command.js';
import { repository, repositoryAt, type Repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory } from '../support/tree.js';

function scan(directory: string): { code: number | null; findings: readonly JsonFinding[]; problems: string[] } {
  const { code, report } = hullcheckJson(['git', directory]);
  return { code, findings: report.findings, problems: report.problems.map((problem) => problem.code) };
}

/** `path@commit` of each finding, in the order of the report. */
function places(directory: string): string[] {
  return scan(directory).findings.map(({ location, provenance }) => `${location.path}@${provenance.commit?.id}`);
}

const token = secrets.stripe('git');

describe('the commit that introduced a secret', () => {
  test('is told with its author, date and message', () => {
    const repo = repository();
    repo.commit('start', { 'app.js': 'let x;\n' });
    const id = repo.commit('add billing\n\nlong text', { 'app.js': `let x;\nlet key = "${token}";\n` });
    repo.commit('change more', { 'app.js': `// moved down\n\nlet x;\nlet key = "${token}";\n` });
    const { code, findings } = scan(repo.directory);
    expect(code).toBe(1);
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding?.location).toEqual({
      source: 'git',
      path: 'app.js',
      startLine: 2,
      startColumn: 12,
      endLine: 2,
      endColumn: 12 + token.length,
    });
    expect(finding?.provenance.commit).toMatchObject({
      id,
      author: 'Ada',
      email: 'ada@example.org',
      summary: 'add billing',
    });
    expect(finding?.provenance.commit?.date).toBe(repo.git('show', '-s', '--format=%aI', id));
  });

  test('is found when the secret is gone since', () => {
    const repo = repository();
    const id = repo.commit('oops', { '.env': `KEY=${token}\n` });
    repo.commit('remove it', { '.env': null });
    expect(places(repo.directory)).toEqual([`.env@${id}`]);
  });

  test('is the one of each path that held it', () => {
    const repo = repository();
    const first = repo.commit('one', { a: `${token}\n` });
    const second = repo.commit('copied', { 'deep/b': `${token}\n`, a: `changed\n${token}\n` });
    const third = repo.commit('renamed', { a: null, c: `changed\n${token}\n` });
    expect(places(repo.directory)).toEqual([`a@${first}`, `deep/b@${second}`, `c@${third}`]);
  });

  test('may be on a branch that was never merged, under a tag, or in the stash', () => {
    const repo = repository();
    repo.commit('start', { x: 'x' });
    repo.git('checkout', '--quiet', '-b', 'side');
    const side = repo.commit('side', { side: secrets.stripe('side') });
    repo.git('checkout', '--quiet', '--detach', 'main');
    const tagged = repo.commit('tagged', { tagged: secrets.stripe('tagged') });
    repo.git('tag', '-a', '-m', 'a tag', 'v1');
    repo.git('checkout', '--quiet', 'main');
    writeFileSync(join(repo.directory, 'x'), secrets.stripe('stash'));
    repo.git('stash', '--quiet');
    const stash = repo.git('rev-parse', 'stash@{0}');
    expect(places(repo.directory).toSorted()).toEqual([`side@${side}`, `tagged@${tagged}`, `x@${stash}`].toSorted());
  });

  test('may be a merge that introduces what none of its parents has', () => {
    const repo = repository();
    repo.commit('start', { x: 'x' });
    repo.git('checkout', '--quiet', '-b', 'side');
    repo.commit('side', { side: 'side' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('main', { main: 'main' });
    repo.git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
    const merge = repo.commit('evil merge', { evil: token });
    expect(repo.git('rev-list', '--parents', '-n', '1', merge).split(' ')).toHaveLength(3);
    expect(places(repo.directory)).toEqual([`evil@${merge}`]);
  });

  test('agrees with git log -S on a random history', () => {
    const repo = repository();
    let state = 7;
    const random = (bound: number): number => (state = (state * 1103515245 + 12345) % 2147483648) % bound;
    const lines: string[] = [];
    for (let step = 0; step < 40; step++) {
      if (random(3) === 0 && lines.length > 2) lines.splice(random(lines.length), 1);
      lines.splice(
        random(lines.length + 1),
        0,
        random(2) === 0 ? `key${step} = "${secrets.stripe(`log ${step}`)}"` : `line ${step}`,
      );
      repo.commit(`step ${step}`, { 'keys.txt': `${lines.join('\n')}\n` });
    }
    const { report } = hullcheckJson(['git', repo.directory, '--show-secrets']);
    expect(report.findings.length).toBeGreaterThan(10);
    for (const { secret, provenance } of report.findings) {
      const oldest = repo.git('log', '--reverse', '--format=%H', `-S${secret}`).split('\n')[0];
      expect(provenance.commit?.id).toBe(oldest);
    }
  });
});

test('no secret of a commit is in clear in its summary, whichever finding it is shown with', () => {
  const repo = repository();
  const [one, two] = [secrets.github('summary one'), secrets.stripe('summary two')];
  repo.commit(`use ${one} and ${two}`, { a: `${one}\n`, b: `${two}\n` });
  for (const format of ['text', 'json', 'jsonl']) {
    const { stdout, code } = hullcheck(['git', repo.directory, '--format', format]);
    expect(code).toBe(1);
    for (const secret of [one, two]) expect(stdout).not.toContain(secret.slice(8));
  }
});

describe('kinds of repositories', () => {
  function leaky(): Repository {
    const repo = repository();
    repo.commit('leak', { 'deep/er/key': token });
    return repo;
  }

  test('bare, packed, with a packed-refs file', () => {
    const repo = leaky();
    const bare = join(temporaryDirectory(), 'bare.git');
    repo.git('clone', '--quiet', '--bare', '.', bare);
    repositoryAt(bare).git('repack', '-a', '-d', '-q');
    repositoryAt(bare).git('pack-refs', '--all');
    expect(places(bare)).toHaveLength(1);
  });

  test('a directory inside a worktree, and a linked worktree with its own HEAD', () => {
    const repo = leaky();
    expect(places(join(repo.directory, 'deep/er'))).toHaveLength(1);
    const linked = join(temporaryDirectory(), 'linked');
    repo.git('worktree', 'add', '--quiet', '--detach', linked);
    const id = repositoryAt(linked).commit('only here', { here: secrets.stripe('linked') });
    expect(places(linked)).toContain(`here@${id}`);
  });

  test('a shallow clone is scanned, and the cut is told', () => {
    const repo = leaky();
    repo.commit('second', { second: secrets.stripe('second') });
    const clone = join(temporaryDirectory(), 'shallow');
    repo.git('clone', '--quiet', '--depth=1', `file://${repo.directory}`, clone);
    const { code, findings, problems } = scan(clone);
    expect(code).toBe(1);
    expect(findings).toHaveLength(2);
    expect(problems).toEqual(['shallow-clone']);
  });

  test('a partial clone: absent blobs are counted, the rest is scanned, the exit code is 3', () => {
    const repo = repository();
    repo.git('config', 'uploadpack.allowFilter', 'true');
    repo.commit('big', { big: 'x'.repeat(5000), small: 'y' });
    const clone = join(temporaryDirectory(), 'partial');
    repo.git('clone', '--quiet', '--bare', '--filter=blob:limit=1k', `file://${repo.directory}`, clone);
    const { code, problems } = scan(clone);
    expect(code).toBe(3);
    expect(problems).toEqual(['absent-object']);
  });

  test('a corrupt object is told by its id, and the rest is scanned', () => {
    const repo = leaky();
    const blob = repo.commit('more', { other: 'other text' }) && repo.git('rev-parse', 'HEAD:other');
    const file = join(repo.directory, '.git/objects', blob.slice(0, 2), blob.slice(2));
    rmSync(file);
    writeFileSync(file, 'not zlib');
    const { report, code } = hullcheckJson(['git', repo.directory]);
    expect(code).toBe(1);
    expect(report.findings).toHaveLength(1);
    expect(report.problems).toMatchObject([{ code: 'corrupt-object', path: blob }]);
  });

  test('what is not supported is an error and never a clean scan', () => {
    const sha256 = temporaryDirectory();
    execFileSync('git', ['init', '--quiet', '--object-format=sha256', sha256]);
    expect(scan(sha256)).toMatchObject({ code: 3, problems: ['unsupported-repository'] });
  });

  test('no repository, and one without commits', () => {
    const directory = temporaryDirectory();
    expect(scan(directory)).toMatchObject({ code: 3, problems: ['not-a-repository'] });
    expect(scan(join(directory, 'nowhere'))).toMatchObject({ code: 3, problems: ['not-found'] });
    mkdirSync(join(directory, 'new'));
    execFileSync('git', ['init', '--quiet', join(directory, 'new')]);
    expect(scan(join(directory, 'new'))).toMatchObject({ code: 0, findings: [], problems: [] });
  });
});

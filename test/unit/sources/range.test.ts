import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createObjectReader } from '../../../src/sources/git/objects.js';
import { commitsBetween } from '../../../src/sources/git/range.js';
import { readRefs } from '../../../src/sources/git/refs.js';
import { resolveRevision } from '../../../src/sources/git/revision.js';
import { diffTrees } from '../../../src/sources/git/tree-diff.js';
import { repository, type Repository } from '../../support/repository.js';

const { signal } = new AbortController();

function fail(id: string, error: unknown): never {
  throw new Error(`${id}: ${String(error)}`);
}

function readerOf({ directory }: Repository): ReturnType<typeof createObjectReader> {
  return createObjectReader(join(directory, '.git'), fail);
}

/** Branches that fork and merge, with clocks that go backwards now and then. */
function tangled(choices: readonly number[]): { repo: Repository; commits: string[] } {
  const repo = repository();
  const commits = [repo.commit('root', { root: 'root' })];
  for (const [step, choice] of choices.entries()) {
    const target = commits[choice % commits.length] ?? '';
    const other = commits[(choice * 7) % commits.length] ?? '';
    repo.git('checkout', '--quiet', '--detach', target);
    if (choice % 3 === 0) repo.git('merge', '--quiet', '--no-edit', '-s', 'ours', other);
    commits.push(repo.commit(`step ${step}`, { [`file${choice % 5}`]: `${step}` }));
  }
  commits.forEach((id, index) => repo.git('branch', `b${index}`, id));
  return { repo, commits: [...new Set(commits)] };
}

describe('commits between two', () => {
  test('are those that git lists, on random histories', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1000), { minLength: 2, maxLength: 14 }),
        fc.nat(),
        fc.nat(),
        async (choices, a, b) => {
          const { repo, commits } = tangled(choices);
          const [from = '', to = ''] = [commits[a % commits.length], commits[b % commits.length]];
          const walk = { reader: readerOf(repo), signal, trouble: fail };
          const found = await commitsBetween(walk, { from: [from], to: [to], shallow: new Set() });
          const expected = repo.git('rev-list', `${from}..${to}`).split('\n').filter(Boolean);
          expect([...found.keys()].toSorted()).toEqual(expected.toSorted());
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a revision', () => {
  function branchy(): { repo: Repository; one: string; resolve: (name: string) => string } {
    const repo = repository();
    const one = repo.commit('one', { a: '1' });
    repo.git('tag', '-a', '-m', 'tag', 'v1');
    repo.git('checkout', '--quiet', '-b', 'topic/x');
    repo.commit('two', { a: '2' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('three', { b: '3' });
    repo.git('merge', '--quiet', '--no-ff', '--no-edit', 'topic/x');
    repo.git('update-ref', 'refs/remotes/origin/main', one);
    const gitDir = join(repo.directory, '.git');
    return {
      repo,
      one,
      resolve: (name) => resolveRevision(name, readerOf(repo), readRefs({ gitDir, commonDir: gitDir })),
    };
  }

  test('is what git takes it for', () => {
    const { repo, one, resolve } = branchy();
    const names =
      'HEAD @ main refs/heads/main v1 topic/x origin/main HEAD~1 HEAD~2 HEAD^ HEAD^2 HEAD^2~1 main^0 HEAD^^'.split(' ');
    for (const name of [...names, one, one.slice(0, 7), one.slice(0, 12).toUpperCase()]) {
      expect([name, resolve(name)]).toEqual([name, repo.git('rev-parse', `${name}^{commit}`)]);
    }
  });

  test('that leads nowhere is refused with a reason', () => {
    const { repo, resolve } = branchy();
    for (const [name, message] of [
      ['nowhere', "there is no branch, tag or commit 'nowhere'"],
      ['HEAD~9', "'HEAD~9' goes beyond the first commit"],
      ['HEAD^3', "'HEAD^3' goes beyond the first commit"],
      ['0000000', "there is no branch, tag or commit '0000000'"],
      ['', "there is no branch, tag or commit ''"],
      [repo.git('rev-parse', 'HEAD^{tree}'), 'is a tree and not a commit'],
    ] as const) {
      expect(() => resolve(name)).toThrow(message);
    }
  });
});

describe('the difference of trees', () => {
  test('is what git says, against one tree and against two', { timeout: 240_000 }, () => {
    const file = fc.tuple(
      fc.constantFrom('a', 'b', 'dir/a', 'dir/b', 'dir/deep/a', 'other/x'),
      fc.constantFrom('1', '2', '3', null),
    );
    fc.assert(
      fc.property(
        fc.array(file, { maxLength: 6 }),
        fc.array(file, { maxLength: 6 }),
        fc.array(file, { maxLength: 6 }),
        (...edits) => {
          const repo = repository();
          repo.commit('start', { keep: 'keep', 'dir/keep': 'keep' });
          const trees = edits.map((files) => {
            const present = new Set(repo.git('ls-files').split('\n'));
            for (const [path, content] of files) {
              if (content === null ? !present.has(path) : false) continue;
              repo.commit('edit', { [path]: content });
              if (content === null) present.delete(path);
              else present.add(path);
            }
            return repo.git('rev-parse', 'HEAD^{tree}');
          });
          const [tree = '', one = '', two = ''] = trees;
          const walk = { reader: readerOf(repo), trouble: fail };
          const list = (id: string): Map<string, string> =>
            new Map(
              repo
                .git('ls-tree', '-r', id)
                .split('\n')
                .map((line): [string, string] => [line.split('\t')[1] ?? '', line.split(/\s/)[2] ?? '']),
            );
          for (const others of [[one], [one, two]]) {
            const mine = list(tree);
            const theirs = others.map(list);
            const { added, replaced } = diffTrees(walk, tree, others);
            const expectedAdded = [...mine].filter(([path, id]) => theirs.every((files) => files.get(path) !== id));
            expect(added.map(({ path, id }) => [path, id]).toSorted()).toEqual(expectedAdded.toSorted());
            const changed = (path: string): boolean => theirs.every((files) => files.get(path) !== mine.get(path));
            const expectedReplaced = theirs.flatMap((files) => [...files].filter(([path]) => changed(path)));
            expect(replaced.map(({ path, id }) => [path, id]).toSorted()).toEqual(expectedReplaced.toSorted());
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

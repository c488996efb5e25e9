import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planDirectory } from '../../../src/sources/directory/plan.js';
import { repository } from '../../support/repository.js';
import { temporaryDirectory, tree, writeTree } from '../../support/tree.js';

interface Plan {
  readonly files: string[];
  readonly skipped: Record<string, string>;
  readonly problems: { code: string; path: string | undefined }[];
}

async function plan(cwd: string, paths: readonly string[] = ['.'], ignore = true): Promise<Plan> {
  const found: Plan = { files: [], skipped: {}, problems: [] };
  for await (const item of planDirectory({ paths, cwd, ignore }, new AbortController().signal)) {
    if (!('type' in item)) found.files.push(...item.files.map(({ path }) => path));
    else if (item.type === 'skipped') found.skipped[item.path] = item.reason;
    else found.problems.push({ code: item.code, path: item.path });
  }
  return found;
}

describe('outside of git', () => {
  test('walks everything in the order of the paths', async () => {
    const root = tree({
      'b.txt': '',
      'a/z.txt': '',
      'a.txt': '',
      'a/b/c.txt': '',
      '.hidden': '',
      '.gitignore': '*.txt\n',
    });
    expect((await plan(root, ['.'], false)).files).toEqual([
      '.gitignore',
      '.hidden',
      'a.txt',
      'a/b/c.txt',
      'a/z.txt',
      'b.txt',
    ]);
  });

  test('shows paths as they were typed, each file once', async () => {
    const root = tree({ 'a/x': '', 'a/y': '' });
    expect((await plan(root, ['a/', 'a/x', './a'], false)).files).toEqual(['a/x', 'a/y']);
    expect((await plan(root, ['./a'], false)).files).toEqual(['./a/x', './a/y']);
  });

  test('does not follow symbolic links, and says so', async () => {
    const root = tree({ 'a/x': '', 'outside/secret': '' });
    symlinkSync('..', join(root, 'a/loop'));
    symlinkSync('../outside/secret', join(root, 'a/out'));
    const found = await plan(root, ['a'], false);
    expect(found.files).toEqual(['a/x']);
    expect(found.skipped).toEqual({ 'a/loop': 'symlink', 'a/out': 'symlink' });
  });

  test('follows a symbolic link that is named', async () => {
    const root = tree({ 'a/x': '' });
    symlinkSync('a', join(root, 'link'));
    expect((await plan(root, ['link'], false)).files).toEqual(['link/x']);
  });

  test('leaves pipes and sockets alone', async () => {
    const root = tree({ x: '' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const code = 'require("net").createServer().listen("socket", () => process.exit())';
    spawnSync(process.execPath, ['-e', code], { cwd: root });
    // Leaving by exit removes a socket file on some systems: then only the pipe is there to be seen.
    const found = await plan(root);
    expect(found.files).toEqual(['x']);
    expect(found.skipped['pipe']).toBe('special-file');
    expect((await plan(root, ['pipe'])).problems).toEqual([{ code: 'unreadable', path: 'pipe' }]);
  });

  test('names what does not exist', async () => {
    expect((await plan(temporaryDirectory(), ['nowhere'])).problems).toEqual([{ code: 'not-found', path: 'nowhere' }]);
  });
});

describe('in a git worktree', () => {
  function oracle(directory: string): string[] {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: directory,
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
    });
    return listed.split('\0').filter(Boolean).toSorted();
  }

  test('scans what git would track: ignored files that are tracked too', async () => {
    const repo = repository();
    repo.commit('first', { '.gitignore': 'secret.env\nbuild/\n', 'secret.env': 'A', 'build/kept': '', src: '' });
    writeTree(repo.directory, { 'other.env': '', 'build/new': '', 'secret.env': 'B' });
    const found = (await plan(repo.directory)).files.toSorted();
    expect(found).toEqual(['.gitignore', 'build/kept', 'other.env', 'secret.env', 'src']);
    expect(found).toEqual(oracle(repo.directory));
  });

  test('scans everything with --no-ignore, and what is named in any case', async () => {
    const repo = repository();
    repo.commit('first', { '.gitignore': 'ignored/\n' });
    writeTree(repo.directory, { 'ignored/x': '' });
    expect((await plan(repo.directory, ['ignored/x'])).files).toEqual(['ignored/x']);
    const all = (await plan(repo.directory, ['.'], false)).files;
    expect(all).toContain('ignored/x');
    expect(all).toContain('.git/HEAD');
  });

  test('takes the rules of the directories above a named directory', async () => {
    const repo = repository();
    repo.commit('first', { '.gitignore': '*.log\n', 'a/b/.gitignore': '!keep.log\n', 'a/b/x': '' });
    writeTree(repo.directory, { 'a/b/keep.log': '', 'a/b/drop.log': '' });
    expect((await plan(repo.directory, ['a/b'])).files).toEqual(['a/b/.gitignore', 'a/b/keep.log', 'a/b/x']);
  });

  test('enters repositories inside with their own rules', async () => {
    const outer = repository();
    outer.commit('outer', { '.gitignore': '*.tmp\n', x: '' });
    const inner = repository();
    inner.commit('inner', { '.gitignore': 'y\n', z: '' });
    renameSync(inner.directory, join(outer.directory, 'inner'));
    mkdirSync(inner.directory);
    writeTree(outer.directory, { 'inner/y': '', 'inner/a.tmp': '' });
    expect((await plan(outer.directory)).files).toEqual([
      '.gitignore',
      'inner/.gitignore',
      'inner/a.tmp',
      'inner/z',
      'x',
    ]);
  });

  test('works in a linked worktree', async () => {
    const repo = repository();
    repo.commit('first', { '.gitignore': 'tracked.env\n', 'tracked.env': '' });
    const linked = join(temporaryDirectory(), 'linked');
    repo.git('worktree', 'add', '--quiet', linked);
    expect((await plan(linked)).files).toEqual(['.gitignore', 'tracked.env']);
  });

  test.each(['2', '3', '4'])('reads the index in format %s', async (version) => {
    const repo = repository();
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`dir${i % 7}/some-file-${i}.env`, '']));
    repo.commit('first', { '.gitignore': '*.env\n', ...files });
    if (version === '3') {
      // Only an entry with an extended flag makes git write format 3.
      writeFileSync(join(repo.directory, 'later'), '');
      repo.git('add', '--intent-to-add', 'later');
    } else repo.git('update-index', `--index-version=${version}`);
    expect((await plan(repo.directory)).files.toSorted()).toEqual(oracle(repo.directory));
  });

  test('agrees with git on random rules and files', { timeout: 120_000 }, async () => {
    const name = fc.constantFrom('a', 'b', 'build', 'x.log', 'y.log', 'Z');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const rule = fc.constantFrom(
      '*.log',
      '!x.log',
      'build/',
      '/a',
      'a/*',
      '!a/b',
      '**/Z',
      'b/**',
      '/*/x.log',
      '# note',
      '',
      '\\!a',
      'Z/',
      '[xy].log',
      'a/**/b',
    );
    const directory = fc.constantFrom('', 'a/', 'b/', 'build/', 'a/b/');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(path, { maxLength: 14 }),
        fc.array(fc.tuple(directory, fc.array(rule, { maxLength: 4 })), { maxLength: 3 }),
        fc.integer({ min: 0, max: 5 }),
        async (paths, rules, tracked) => {
          const repo = repository();
          for (const one of paths) {
            // A name may be a file in one path and a directory in another: the first one wins.
            try {
              writeTree(repo.directory, { [one]: one });
            } catch {
              continue;
            }
          }
          for (const one of paths.slice(0, tracked)) {
            try {
              repo.git('add', '--force', one);
            } catch {
              continue;
            }
          }
          for (const [where, lines] of rules) {
            try {
              writeTree(repo.directory, { [`${where}.gitignore`]: `${lines.join('\n')}\n` });
            } catch {
              continue;
            }
          }
          expect((await plan(repo.directory)).files.toSorted()).toEqual(oracle(repo.directory));
        },
      ),
      { numRuns: 60 },
    );
  });
});

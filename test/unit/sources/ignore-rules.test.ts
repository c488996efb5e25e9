import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planDirectory } from '../../../src/sources/directory/plan.js';
import { rebaseRules } from '../../../src/sources/directory/rebase-rules.js';
import { configValue } from '../../../src/sources/shared/git-config.js';
import { readIndex } from '../../../src/sources/shared/git-index.js';
import { repository } from '../../support/repository.js';
import { temporaryDirectory, tree, writeTree } from '../../support/tree.js';

interface Plan {
  readonly files: string[];
  readonly problems: string[];
}

async function plan(cwd: string, ...paths: string[]): Promise<Plan> {
  const found: Plan = { files: [], problems: [] };
  const target = { paths: paths.length === 0 ? ['.'] : paths, cwd, ignore: true };
  for await (const item of planDirectory(target, new AbortController().signal)) {
    if (!('type' in item)) found.files.push(...item.files.map(({ path }) => path));
    else if (item.type === 'problem') found.problems.push(item.code);
  }
  return found;
}

/** What git itself would add or has, and that is there. */
function oracle(directory: string): string[] {
  const options = { cwd: directory, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' } };
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options);
  const paths = new Set(listed.toString().split('\0').filter(Boolean));
  return [...paths].filter((path) => existsSync(join(directory, path))).toSorted();
}

test('agrees with git where rules of several directories meet', { timeout: 240_000 }, async () => {
  const name = fc.constantFrom('a', 'b', 'B', 'c d', '[x]', 'x', 'a*', '!n', '#h');
  const directory = fc.array(name, { maxLength: 3 }).map((parts) => parts.map((part) => `${part}.d/`).join(''));
  const file = fc.tuple(directory, name).map(([where, what]) => where + what);
  const atom = fc.constantFrom(
    'a',
    'b',
    '*',
    '?',
    '**',
    'a.d',
    'b.d',
    '*.d',
    '[ab]',
    '[!a]',
    '\\!n',
    '\\#h',
    'x ',
    'c\\ d',
  );
  const rule = fc
    .tuple(fc.constantFrom('', '!'), fc.constantFrom('', '/'), fc.array(atom, { minLength: 1, maxLength: 3 }))
    .chain(([negated, root, atoms]) => fc.constantFrom('', '/').map((end) => negated + root + atoms.join('/') + end));
  const rules = fc.array(fc.tuple(directory, fc.array(rule, { minLength: 1, maxLength: 4 })), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(file, { minLength: 1, maxLength: 16 }),
      rules,
      fc.nat(4),
      async (files, ignores, n) => {
        const repo = repository();
        writeTree(repo.directory, Object.fromEntries(files.map((path) => [path, path])));
        if (n > 0) repo.git('add', '--force', '--', ...files.slice(0, n).map((path) => `:(literal)${path}`));
        for (const [where, lines] of ignores) {
          writeTree(repo.directory, { [`${where}.gitignore`]: `${lines.join('\n')}\n` });
        }
        expect((await plan(repo.directory)).files.toSorted()).toEqual(oracle(repo.directory));
      },
    ),
    { numRuns: 150 },
  );
});

test('letter case counts, and a directory that a rule below takes back is entered', async () => {
  const repo = repository();
  writeTree(repo.directory, { '.gitignore': 'Build\nfoo\n', 'build/x': '', 'a/.gitignore': '!foo\n', 'a/foo/x': '' });
  expect((await plan(repo.directory)).files).toEqual(['.gitignore', 'a/.gitignore', 'a/foo/x', 'build/x']);
});

test('a rule in an ignored directory takes nothing back', async () => {
  const repo = repository();
  writeTree(repo.directory, { '.gitignore': 'out/\n', 'out/.gitignore': '!*\n', 'out/kept': '', 'out/new': '' });
  repo.git('add', '--force', 'out/kept');
  expect((await plan(repo.directory)).files).toEqual(['.gitignore', 'out/kept']);
});

test('an ignored directory that is named is scanned whole', async () => {
  const repo = repository();
  writeTree(repo.directory, { '.gitignore': 'out/\n', 'out/a/b': '', 'out/a/.gitignore': 'b\n' });
  expect((await plan(repo.directory, 'out')).files).toEqual(['out/a/.gitignore', 'out/a/b']);
  expect((await plan(repo.directory, 'out/a')).files).toEqual(['out/a/.gitignore', 'out/a/b']);
  expect((await plan(repo.directory, '.git/info')).files).toContain('.git/info/exclude');
});

test('the exclude files of the repository count in a linked worktree too', async () => {
  const repo = repository();
  repo.commit('first', { x: '' });
  const excludes = join(temporaryDirectory(), 'excludes');
  writeFileSync(excludes, 'a\n');
  repo.git('config', 'core.excludesFile', excludes);
  writeTree(repo.directory, { '.git/info/exclude': 'b\n' });
  const linked = join(temporaryDirectory(), 'linked');
  repo.git('worktree', 'add', '--quiet', linked);
  for (const directory of [repo.directory, linked]) {
    writeTree(directory, { a: '', b: '', c: '' });
    expect((await plan(directory)).files).toEqual(['c', 'x']);
    expect(oracle(directory)).toEqual(['c', 'x']);
  }
});

test('a submodule in an ignored directory is entered', async () => {
  const inner = repository();
  inner.commit('inner', { 'lib.c': '' });
  const outer = repository();
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.directory, 'vendor/lib');
  outer.commit('outer', { '.gitignore': 'vendor/\n' });
  writeTree(outer.directory, { 'vendor/other': '' });
  expect((await plan(outer.directory)).files).toEqual(['.gitignore', '.gitmodules', 'vendor/lib/lib.c']);
});

test('reads a split index', async () => {
  const repo = repository();
  repo.commit('first', { '.gitignore': '*.env\n', 'a.env': '' });
  repo.git('update-index', '--split-index');
  repo.commit('second', { 'b.env': '' });
  writeTree(repo.directory, { 'c.env': '' });
  expect((await plan(repo.directory)).files).toEqual(['.gitignore', 'a.env', 'b.env']);
});

test('a pipe in the place of a file that git reads does not hold up the walk', async () => {
  const root = tree({ 'a/x': '', 'b/x': '', 'b/.git/HEAD': '', 'c/x': '' });
  execFileSync('mkfifo', ['a/.gitignore', 'b/.git/index', 'c/.git'], { cwd: root });
  mkdirSync(join(root, '.git'));
  expect((await plan(root)).files).toEqual(['a/x', 'b/x', 'c/x']);
});

test('a .gitignore that is a link or a directory has no rules', async () => {
  const repo = repository();
  writeTree(repo.directory, { rules: 'x\n', x: '', 'a/.gitignore/y': '', 'a/x': '' });
  symlinkSync('rules', join(repo.directory, '.gitignore'));
  expect((await plan(repo.directory)).files).toEqual(['a/.gitignore/y', 'a/x', 'rules', 'x']);
});

test('a broken index is told, and the rest is scanned', async () => {
  const repo = repository();
  repo.commit('first', { x: '' });
  writeTree(repo.directory, { '.git/index': 'DIRC', y: '' });
  expect(await plan(repo.directory)).toEqual({ files: ['x', 'y'], problems: ['unreadable'] });
});

test('names that are not UTF-8 are walked into', async () => {
  const root = temporaryDirectory();
  const odd = Buffer.concat([Buffer.from(`${root}/d`), Buffer.from([0xff])]);
  mkdirSync(odd);
  writeFileSync(Buffer.concat([odd, Buffer.from('/f'), Buffer.from([0xfe])]), '');
  mkdirSync(join(root, '.git'));
  renameSync(join(root, '.git'), join(root, 'plain'));
  writeTree(root, { 'plain/x': '' });
  expect((await plan(root)).files).toEqual(['d\uFFFD/f\uFFFD', 'plain/x']);
});

test('rules are moved to the top of the worktree', () => {
  const text = '\uFEFFx\r\n!y/\n/z\na/b\n# note\n\n/\n!\n**/**/**/**/**/x\n*.[ch] \n';
  expect(rebaseRules(text, 'd*/')).toEqual(['/d\\*/**/x', '!/d\\*/**/y/', '/d\\*/z', '/d\\*/a/b', '/d\\*/**/*.[ch] ']);
  expect(rebaseRules('x\n/z\na/b/\n', '')).toEqual(['x', '/z', '/a/b/']);
});

test('values of a configuration file', () => {
  const text =
    '[Core]\n\texcludesFile = "/a b" # note\n[core "x"]\n excludesfile = no\n[CORE] excludesFile=~/c;d\n[other]\nexcludesfile = no\n';
  expect(configValue(text, { section: 'core', key: 'excludesfile' })).toBe('~/c');
  expect(configValue('[core]\n', { section: 'core', key: 'excludesfile' })).toBeUndefined();
});

test('an index that is none says what is wrong', () => {
  expect(() => readIndex(Buffer.from('nothing'))).toThrow('not a git index');
  expect(() => readIndex(Buffer.from('DIRC\0\0\0\x09\0\0\0\0'))).toThrow('version 9');
  expect(() => readIndex(Buffer.from('DIRC\0\0\0\x02\0\0\0\x01'))).toThrow('cut short');
});

test('rules of more than a mebibyte are told and not applied', async () => {
  const repo = repository();
  writeTree(repo.directory, { '.gitignore': `*\n${'#'.repeat(1 << 20)}`, y: 'y' });
  const { files, problems } = await plan(repo.directory);
  expect(files).toContain('y');
  expect(problems).toEqual(['bad-ignore-file']);
});

import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GitShard, Sighting } from '../../../src/model/content.js';
import type { Finding } from '../../../src/model/finding.js';
import { COMMIT_MESSAGE } from '../../../src/model/provenance.js';
import { Secret } from '../../../src/model/secret.js';
import { openHistory } from '../../../src/sources/git/plan.js';
import { createGitReader } from '../../../src/sources/git/read.js';
import { deltaKernel } from '../../support/assets.js';
import { repository, repositoryAt, type Repository } from '../../support/repository.js';
import { temporaryDirectory, writeTree } from '../../support/tree.js';

const { signal } = new AbortController();
const readGit = createGitReader(deltaKernel);

interface Scan {
  /** `mark path commit-summary`, in the order of the report. */
  readonly found: string[];
  readonly problems: { code: string; message: string }[];
  readonly blobs: GitShard['blobs'][number][];
  readonly findings: readonly Finding[];
}

/** Scans with an engine that finds `MARK-` and letters. */
async function scan(directory: string): Promise<Scan> {
  const source = openHistory({ repository: directory, cwd: '/', selection: { kind: 'all' } });
  const raw: Finding[] = [];
  const sightings: Sighting[] = [];
  const problems: Scan['problems'] = [];
  const blobs: Scan['blobs'] = [];
  for await (const item of source.plan(signal)) {
    if ('type' in item) {
      if (item.type === 'problem') problems.push({ code: item.code, message: item.message });
      continue;
    }
    if (item.source !== 'git') throw new Error('not a git shard');
    blobs.push(...item.blobs);
    for await (const event of readGit(item, signal)) {
      if (event.type === 'content') {
        const id = event.id ?? '';
        const marks = marksIn(event.bytes, id, event.provenance.path);
        raw.push(...marks);
        sightings.push({
          type: 'sighting',
          id,
          fingerprints: [...new Set(marks.map(({ fingerprint }) => fingerprint))],
        });
      } else if (event.type === 'problem') problems.push({ code: event.code, message: event.message });
    }
  }
  const again = [...(source.again?.(sightings) ?? [])].flatMap((planned) =>
    'source' in planned && planned.source === 'git' ? planned.blobs : [],
  );
  const read = new Set(again.map(({ id }) => id));
  const reported = raw.filter(({ provenance }) => provenance.kind === 'git' && read.has(provenance.blob));
  const findings = (await source.attribute?.(reported)) ?? [];
  const found = findings.map(({ fingerprint, provenance }) => {
    const summary = provenance.kind === 'git' ? (provenance.commit?.summary ?? 'none') : '';
    return `${fingerprint} ${provenance.path} ${summary}`;
  });
  return { found, problems, blobs, findings };
}

function marksIn(bytes: Uint8Array, blob: string, path: string): Finding[] {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  return lines.flatMap((line, index) =>
    [...line.matchAll(/MARK-[a-z0-9]+/g)].map((match): Finding => ({
      type: 'finding',
      detector: 'mark',
      severity: 'low',
      confidence: 'low',
      secret: new Secret(match[0]),
      fingerprint: match[0],
      location: { startLine: index + 1, startColumn: match.index + 1, endLine: index + 1, endColumn: match.index + 2 },
      provenance: { kind: 'git', path, blob },
      decoded: [],
      excerpt: { text: '', start: 0, length: 0 },
      reasons: [],
      verdict: { state: 'open' },
    })),
  );
}

describe('introductions', () => {
  test('a secret belongs to the commit that first had it at that path', async () => {
    const repo = repository();
    repo.commit('one', { a: 'MARK-x\n' });
    repo.commit('two', { a: 'more\nMARK-x\n', b: 'MARK-y' });
    repo.commit('three', { a: 'gone', b: null, c: 'MARK-y' });
    repo.commit('four', { a: 'MARK-x\n' });
    expect((await scan(repo.directory)).found).toEqual(['MARK-x a one', 'MARK-y b two', 'MARK-y c three']);
  });

  test('branches, tags, notes, the stash and a remote are history too', async () => {
    const repo = repository();
    repo.commit('base', { a: 'nothing' });
    repo.git('switch', '--quiet', '-c', 'side');
    repo.commit('side', { b: 'MARK-branch' });
    repo.git('switch', '--quiet', '--detach');
    repo.commit('tagged', { c: 'MARK-tag' });
    repo.git('tag', '-a', '-m', 'note', 'annotated');
    repo.git('tag', '-a', '-m', 'tag of a tag', 'outer', 'annotated');
    repo.git('switch', '--quiet', 'main');
    repo.commit('remote', { d: 'MARK-remote' });
    repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    repo.git('reset', '--quiet', '--hard', 'HEAD^');
    writeTree(repo.directory, { a: 'MARK-stash' });
    repo.git('stash', '--quiet');
    repo.git('notes', 'add', '-m', 'MARK-note');
    const { found, problems } = await scan(repo.directory);
    expect(found.map((line) => line.split(' ')[0])).toEqual([
      'MARK-branch',
      'MARK-tag',
      'MARK-remote',
      'MARK-stash',
      'MARK-note',
    ]);
    expect(problems).toEqual([]);
  });

  test('what only a merge brought in belongs to the merge', async () => {
    const repo = repository();
    repo.commit('base', { a: '1' });
    repo.git('switch', '--quiet', '-c', 'side');
    repo.commit('side', { b: '2' });
    repo.git('switch', '--quiet', 'main');
    repo.commit('main', { c: '3' });
    repo.git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
    repo.commit('merge', { a: 'MARK-evil' });
    expect((await scan(repo.directory)).found).toEqual(['MARK-evil a merge']);
  });

  test('one secret twice in a file is one finding, at the first line', async () => {
    const repo = repository();
    repo.commit('one', { a: 'x\nMARK-x\nMARK-x\nMARK-a' });
    const { found, findings } = await scan(repo.directory);
    expect(found).toEqual(['MARK-x a one', 'MARK-a a one']);
    expect(findings[0]?.location.startLine).toBe(2);
  });

  test('a blob is read once, with the first of its paths, and reported at each', async () => {
    const repo = repository();
    repo.commit('one', { 'b/x': 'MARK-x', a: 'MARK-x' });
    repo.commit('two', { c: 'MARK-x' });
    const { found, blobs } = await scan(repo.directory);
    expect(blobs.map(({ path }) => path)).toEqual(['a', COMMIT_MESSAGE, COMMIT_MESSAGE]);
    expect(found).toEqual(['MARK-x a one', 'MARK-x b/x one', 'MARK-x c two']);
  });

  test('a link is a blob with the name of its target, a submodule is none', async () => {
    const inner = repository();
    inner.commit('inner', { x: 'MARK-inner' });
    const repo = repository();
    execFileSync('ln', ['-s', 'MARK-target', join(repo.directory, 'link')]);
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.directory, 'lib');
    repo.commit('one', {});
    expect((await scan(repo.directory)).found).toEqual(['MARK-target link one']);
    expect((await scan(join(repo.directory, 'lib'))).found).toEqual(['MARK-inner x inner']);
  });

  test('what a tag of a tree or of a blob holds is scanned, and has no commit', async () => {
    const repo = repository();
    repo.commit('one', { a: 'MARK-a' });
    writeTree(repo.directory, { loose: 'MARK-b' });
    repo.git('tag', 'blob-tag', repo.git('hash-object', '-w', 'loose'));
    repo.git('add', 'loose');
    repo.git('tag', 'tree-tag', repo.git('write-tree'));
    expect((await scan(repo.directory)).found).toEqual(['MARK-a a one', 'MARK-b loose none']);
    repo.git('tag', '-d', 'tree-tag');
    expect((await scan(repo.directory)).found).toEqual(['MARK-a a one', 'MARK-b refs/tags/blob-tag none']);
  });

  test('agrees with walking every commit in full, on random histories', { timeout: 240_000 }, async () => {
    const step = fc.record({
      branch: fc.constantFrom('main', 'left', 'right'),
      merge: fc.option(fc.constantFrom('main', 'left', 'right'), { nil: undefined, freq: 2 }),
      path: fc.constantFrom('a', 'b', 'd/a', 'd/e/b'),
      text: fc.option(fc.constantFrom('MARK-x', 'MARK-y', 'MARK-x MARK-z', 'plain'), { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), fc.boolean(), async (steps, packed) => {
        const repo = repository();
        repo.commit('root', { README: 'x' });
        for (const [index, { branch, merge, path, text }] of steps.entries()) {
          repo.git('checkout', '--quiet', ...(repo.git('branch', '--list', branch) === '' ? ['-b'] : []), branch);
          if (merge !== undefined && repo.git('branch', '--list', merge) !== '') {
            repo.git('merge', '--quiet', '--no-commit', '-s', 'ours', merge);
          }
          const isThere = repo.git('ls-files', path) !== '';
          repo.commit(`step${index}`, text === null && !isThere ? {} : { [path]: text });
        }
        if (packed) repo.git('gc', '--quiet');
        expect((await scan(repo.directory)).found).toEqual(naive(repo));
      }),
      { numRuns: 25 },
    );
  });
});

/** All commits, each after its parents and the earliest date first; each one's whole tree. */
function naive(repo: Repository): string[] {
  const waiting = repo
    .git('log', '--all', '--format=%ct %H %s|%P')
    .split('\n')
    .toSorted()
    .map((line) => {
      const [head = '', parents = ''] = line.split('|');
      const [, id = '', summary = ''] = head.split(' ');
      return { id, summary, parents: parents.split(' ').filter(Boolean) };
    });
  const found = new Set<string>();
  const lines: string[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ parents }) =>
      parents.every((parent) => !waiting.some(({ id }) => id === parent)),
    );
    const [commit] = waiting.splice(next, 1);
    if (commit === undefined) break;
    const paths = repo.git('ls-tree', '-r', '--name-only', commit.id).split('\n');
    for (const path of paths.toSorted()) {
      for (const [mark] of repo.git('show', `${commit.id}:${path}`).matchAll(/MARK-[a-z]+/g)) {
        if (found.has(`${mark} ${path}`)) continue;
        found.add(`${mark} ${path}`);
        lines.push(`${mark} ${path} ${commit.summary}`);
      }
    }
  }
  return lines;
}

describe('kinds of repositories', () => {
  function leaky(): Repository {
    const repo = repository();
    repo.commit('one', { a: 'MARK-x', 'd/b': 'text' });
    repo.commit('two', { a: null, 'd/b': 'MARK-y' });
    return repo;
  }
  const EXPECTED = ['MARK-x a one', 'MARK-y d/b two'];

  test('packed, partly packed, bare, from a directory below, from the git directory', async () => {
    const repo = leaky();
    repo.git('gc', '--quiet');
    expect((await scan(repo.directory)).found).toEqual(EXPECTED);
    repo.commit('three', { c: 'MARK-z' });
    const all = [...EXPECTED, 'MARK-z c three'];
    expect((await scan(repo.directory)).found).toEqual(all);
    expect((await scan(join(repo.directory, 'd'))).found).toEqual(all);
    expect((await scan(join(repo.directory, '.git'))).found).toEqual(all);
    const bare = join(temporaryDirectory(), 'bare.git');
    repo.git('clone', '--quiet', '--bare', repo.directory, bare);
    expect(await scan(bare)).toMatchObject({ found: all, problems: [] });
  });

  test('a linked worktree has a HEAD of its own and shares the rest', async () => {
    const repo = leaky();
    const linked = join(temporaryDirectory(), 'linked');
    repo.git('worktree', 'add', '--quiet', '--detach', linked);
    repositoryAt(linked).commit('detached', { e: 'MARK-z' });
    expect((await scan(linked)).found).toEqual([...EXPECTED, 'MARK-z e detached']);
    expect((await scan(repo.directory)).found).toEqual(EXPECTED);
  });

  test('a clone that borrows its objects is read with them', async () => {
    const repo = leaky();
    const borrowing = join(temporaryDirectory(), 'borrowing');
    repo.git('clone', '--quiet', '--shared', repo.directory, borrowing);
    expect(await scan(borrowing)).toMatchObject({ found: (await scan(repo.directory)).found, problems: [] });
  });

  test('a partial clone tells once what it lacks', async () => {
    const repo = leaky();
    repo.git('config', 'uploadpack.allowFilter', 'true');
    const partial = join(temporaryDirectory(), 'partial');
    repo.git('clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${repo.directory}`, partial);
    const { found, problems } = await scan(partial);
    expect(found).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['absent-object']);
    expect(problems[0]?.message).toMatch(/^3 blobs are not in this clone and were not scanned: [0-9a-f]{40}, /);
  });

  test('a shallow clone is noted and scanned as far as it goes', async () => {
    const repo = leaky();
    const shallow = join(temporaryDirectory(), 'shallow');
    repo.git('clone', '--quiet', '--depth=1', `file://${repo.directory}`, shallow);
    const { found, problems } = await scan(shallow);
    expect(found).toEqual(['MARK-y d/b two']);
    expect(problems.map(({ code }) => code)).toEqual(['shallow-clone']);
  });

  test('what is not supported is named', async () => {
    const sha256 = temporaryDirectory();
    repositoryAt(sha256).git('init', '--quiet', '--object-format=sha256');
    const plain = temporaryDirectory();
    const gone = join(plain, 'gone');
    for (const [directory, code, words] of [
      [sha256, 'unsupported-repository', 'SHA-256'],
      [plain, 'not-a-repository', 'hullcheck scan'],
      [gone, 'not-found', 'no such file'],
    ] as const) {
      const { problems } = await scan(directory);
      expect(problems).toMatchObject([{ code, message: expect.stringContaining(words) }]);
    }
  });

  test('a repository without a commit is clean', async () => {
    expect(await scan(repository().directory)).toMatchObject({ found: [], problems: [] });
  });

  test('a name that leads nowhere is nothing, one that holds nonsense is a problem', async () => {
    const repo = leaky();
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/gone');
    expect((await scan(repo.directory)).problems).toEqual([]);
    writeTree(repo.directory, { '.git/refs/heads/broken': '' });
    const { found, problems } = await scan(repo.directory);
    expect(found).toEqual(EXPECTED);
    expect(problems).toMatchObject([{ code: 'unreadable', message: expect.stringContaining('refs/heads/broken') }]);
  });
});

describe('damage and malice', () => {
  function looseFile(repo: Repository, id: string): string {
    return join(repo.directory, '.git/objects', id.slice(0, 2), id.slice(2));
  }

  test('a corrupt blob, tree or commit is a problem, and the rest is scanned', async () => {
    const repo = repository();
    repo.commit('one', { a: 'MARK-x', 'd/b': 'MARK-y', c: 'MARK-z' });
    repo.commit('two', { e: 'MARK-w' });
    for (const name of ['HEAD:c', 'HEAD:d']) {
      const file = looseFile(repo, repo.git('rev-parse', name));
      chmodSync(file, 0o644);
      writeFileSync(file, 'nonsense');
    }
    const { found, problems } = await scan(repo.directory);
    expect(found).toEqual(['MARK-x a one', 'MARK-w e two']);
    expect(problems.map(({ code }) => code)).toEqual(['corrupt-object', 'corrupt-object']);
  });

  test('a loose object with other content than its id says is corrupt', async () => {
    const repo = repository();
    repo.commit('one', { a: 'MARK-x', b: 'MARK-y' });
    renameSync(looseFile(repo, repo.git('rev-parse', 'HEAD:a')), looseFile(repo, repo.git('rev-parse', 'HEAD:b')));
    const { problems } = await scan(repo.directory);
    expect(problems.map(({ code }) => code).toSorted()).toEqual(['absent-object', 'corrupt-object']);
  });

  test('a broken pack is told once, and what it held is counted', async () => {
    const repo = repository();
    for (let n = 0; n < 5; n++) repo.commit(`c${n}`, { a: `MARK-x${n}` });
    repo.git('branch', 'other', 'HEAD^');
    repo.git('gc', '--quiet');
    const packs = join(repo.directory, '.git/objects/pack');
    const pack = join(packs, readdirSync(packs).find((name) => name.endsWith('.pack')) ?? '');
    chmodSync(pack, 0o644);
    writeFileSync(pack, 'PACK');
    const { problems } = await scan(repo.directory);
    expect(problems.map(({ code }) => code)).toEqual(['corrupt-object', 'absent-object']);
    expect(problems[0]?.message).toMatch(/^Cannot open the pack .* cut short/);
    expect(problems[1]?.message).toMatch(/^2 commits or trees are not in this clone/);
  });

  test('a tree of ten alike trees, ten levels deep, is not walked to its end', async () => {
    const repo = repository();
    writeTree(repo.directory, { blob: 'MARK-bomb' });
    let entry = `100644 blob ${repo.git('hash-object', '-w', 'blob')}`;
    for (let level = 0; level < 10; level++) {
      const lines = Array.from({ length: 10 }, (_, n) => `${entry}\tf${n}`).join('\n');
      const tree = execFileSync('git', ['mktree'], { cwd: repo.directory, input: lines }).toString().trim();
      entry = `040000 tree ${tree}`;
    }
    const commit = repo.git('commit-tree', '-m', 'bomb', entry.split(' ')[2] ?? '');
    repo.git('update-ref', 'refs/heads/main', commit);
    const { findings } = await scan(repo.directory);
    expect(findings).toHaveLength(100);
    expect(findings[0]?.reasons).toEqual(['the same file is at more than 100 paths']);
  });

  test('old and odd commits and names cost nothing', async () => {
    const repo = repository();
    repo.commit('one', { 'back\\slash': 'MARK-x' });
    const tree = repo.git('rev-parse', 'HEAD^{tree}');
    const odd = Buffer.concat([
      Buffer.from(`tree ${tree}\nauthor No Mail 99999999999999 +0100\ncommitter <> x\nencoding ISO-8859-1\n\n`),
      Buffer.from([0xe4, 0x0a]),
    ]);
    const options = { cwd: repo.directory, input: odd };
    const id = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], options).toString();
    repo.git('update-ref', 'refs/heads/main', id.trim());
    const { findings, problems } = await scan(repo.directory);
    expect(problems).toEqual([]);
    expect(findings.map(({ provenance }) => provenance)).toMatchObject([
      { path: 'back\\slash', commit: { author: expect.stringContaining('No Mail'), email: '', summary: 'ä' } },
    ]);
  });
});

test('author, address, date and summary are as git has them', async () => {
  const repo = repository();
  const zones = ['+0000', '-0330', '+1245', '-1100'];
  for (const [index, zone] of zones.entries()) {
    writeTree(repo.directory, { [`f${index}`]: `MARK-${index}` });
    repo.git('add', '--all');
    const author = `Zoë <z@example.org>`;
    const message = `Subject ${index}\n\nBody`;
    repo.git('commit', '--quiet', `--author=${author}`, `--date=${1_700_000_000 + index} ${zone}`, '-m', message);
  }
  const log = repo.git('log', '--reverse', '--format=%H|%an|%ae|%aI|%s').replaceAll('Z|', '+00:00|').split('\n');
  const { findings } = await scan(repo.directory);
  const ours = findings.map(({ provenance }) => {
    const commit = provenance.kind === 'git' ? provenance.commit : undefined;
    return [commit?.id, commit?.author, commit?.email, commit?.date, commit?.summary].join('|');
  });
  expect(ours).toEqual(log);
});

test('an aborted plan ends early', async () => {
  const repo = repository();
  repo.commit('one', { a: 'MARK-x' });
  const controller = new AbortController();
  controller.abort();
  const items: unknown[] = [];
  for await (const item of openHistory({ repository: repo.directory, cwd: '/', selection: { kind: 'all' } }).plan(
    controller.signal,
  ))
    items.push(item);
  expect(items).toEqual([]);
});

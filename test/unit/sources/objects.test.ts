import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDelta } from '../../../src/sources/git/objects/delta.js';
import { readPackIndex } from '../../../src/sources/git/objects/pack-index.js';
import { AbsentObject, openObjectStore, type ObjectStore } from '../../../src/sources/git/objects/store.js';
import { createReferenceReader } from '../../support/reference-objects.js';
import { repository, repositoryAt, type Repository } from '../../support/repository.js';
import { temporaryDirectory } from '../../support/tree.js';

function storeOf({ directory }: Pick<Repository, 'directory'>): ObjectStore {
  return openObjectStore(join(directory, '.git/objects'), (file, error) => {
    throw new Error(`${file}: ${String(error)}`);
  });
}

function idsOf({ git }: Repository): string[] {
  return git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n').filter(Boolean);
}

function packsOf({ directory }: Repository): string[] {
  const packs = join(directory, '.git/objects/pack');
  return readdirSync(packs)
    .filter((name) => name.endsWith('.pack'))
    .map((name) => join(packs, name));
}

/** A repository in which files grow, shrink, move and repeat, so that packing it makes deltas of all kinds. */
function busyRepository(seed: number): Repository {
  let state = seed;
  const random = (bound: number): number => (state = (state * 1103515245 + 12345) % 2147483648) % bound;
  const repo = repository();
  const files = new Map<string, string[]>();
  for (let step = 0; step < 12; step++) {
    const name = `dir${random(3)}/file${random(4)}`;
    const lines = files.get(name) ?? Array.from({ length: random(60) }, () => `line ${random(1000)}`);
    for (let edit = random(4); edit >= 0; edit--)
      lines.splice(random(lines.length + 1), random(3), `edit ${random(1e6)}`);
    files.set(name, lines);
    const binary = Buffer.from(Array.from({ length: random(3000) }, () => random(256)));
    repo.commit(`step ${step}`, { [name]: lines.join(random(5) === 0 ? '\r\n' : '\n'), [`bin${random(2)}`]: binary });
  }
  return repo;
}

describe('every object is what the reference reader says', () => {
  test('whatever way the repository is packed', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1e6),
        fc.constantFrom(0, 1, 5, 50),
        fc.constantFrom(2, 10, 100),
        fc.constantFrom('one pack', 'two packs', 'packed and loose', 'loose', 'id deltas'),
        async (seed, depth, window, layout) => {
          const repo = busyRepository(seed);
          const repack = (...more: string[]): string =>
            repo.git('repack', '-q', '-f', `--depth=${depth}`, `--window=${window}`, ...more);
          if (layout !== 'loose' && layout !== 'id deltas') repack('-a', '-d');
          if (layout === 'id deltas') {
            repo.git('config', 'repack.useDeltaBaseOffset', 'false');
            repack('-a', '-d');
          }
          if (layout === 'two packs' || layout === 'packed and loose')
            repo.commit('later', { later: `line ${seed}\n`.repeat(50) });
          if (layout === 'two packs') repo.git('repack', '-q');
          const store = storeOf(repo);
          const reference = createReferenceReader(join(repo.directory, '.git'));
          const ids = idsOf(repo);
          for (const id of ids.toSorted((a, b) => (store.position(a) ?? NaN) - (store.position(b) ?? NaN))) {
            const { type, bytes } = store.read(id);
            const expected = await reference(id);
            expect([id, type, Buffer.compare(bytes, expected.bytes)]).toEqual([id, expected.type, 0]);
            expect(store.position(id)).toBeDefined();
          }
          expect(ids.length).toBeGreaterThan(20);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('in a repository that borrows from another, and that one from a third', () => {
    const third = busyRepository(1);
    const second = repositoryAt(join(temporaryDirectory(), 'second'));
    third.git('clone', '--quiet', '--shared', third.directory, second.directory);
    const first = repositoryAt(join(temporaryDirectory(), 'first'));
    second.git('clone', '--quiet', '--shared', second.directory, first.directory);
    const store = storeOf(first);
    for (const id of idsOf(third)) expect(store.read(id).type).toMatch(/^(blob|tree|commit)$/);
  });
});

describe('the index', () => {
  test('of version 1, and with offsets beyond 2 GiB, finds what git finds', () => {
    const repo = busyRepository(2);
    repo.git('gc', '--quiet');
    const [pack = ''] = packsOf(repo);
    const plain = readPackIndex(pack.replace(/pack$/, 'idx'));
    for (const options of [['--index-version=1'], ['--index-version=2,0x40']]) {
      const file = join(temporaryDirectory(), 'other.idx');
      execFileSync('git', ['index-pack', ...options, '-o', file, pack], { cwd: repo.directory, stdio: 'ignore' });
      const index = readPackIndex(file);
      expect(index.count).toBe(plain.count);
      for (const id of idsOf(repo)) {
        const offset = index.find(Buffer.from(id, 'hex'));
        expect(offset).toBe(plain.find(Buffer.from(id, 'hex')));
        expect(index.end(offset ?? 0)).toBe(plain.end(offset ?? 0));
      }
      expect(index.find(Buffer.alloc(20))).toBeUndefined();
      expect(index.find(Buffer.alloc(20, 0xff))).toBeUndefined();
    }
  });

  test('cut short anywhere is an error and never a crash', () => {
    const repo = busyRepository(3);
    repo.git('gc', '--quiet');
    const bytes = readFileSync((packsOf(repo)[0] ?? '').replace(/pack$/, 'idx'));
    const file = join(temporaryDirectory(), 'cut.idx');
    for (let length = 0; length < bytes.length - 40; length += 97) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(() => readPackIndex(file)).toThrow(/cut short/);
    }
  });
});

describe('a damaged pack', () => {
  test('loses only what is damaged, with a reason', () => {
    const repo = busyRepository(4);
    repo.git('gc', '--quiet');
    const [pack = ''] = packsOf(repo);
    const ids = idsOf(repo);
    const whole = readFileSync(pack);
    chmodSync(pack, 0o644);
    let state = 9;
    for (let round = 0; round < 40; round++) {
      const damaged = Buffer.from(whole);
      state = (state * 1103515245 + 12345) % 2147483648;
      damaged[12 + (state % (whole.length - 32))]! ^= 1 + (state % 255);
      writeFileSync(pack, damaged);
      const store = storeOf(repo);
      let readable = 0;
      for (const id of ids) {
        try {
          store.read(id);
          readable++;
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }
      // A delta chain hangs together, the rest does not.
      expect(readable).toBeGreaterThan(0);
    }
  });

  test('cut short, the objects in front of the cut are still read', () => {
    const repo = busyRepository(5);
    repo.git('gc', '--quiet');
    const [pack = ''] = packsOf(repo);
    chmodSync(pack, 0o644);
    truncateSync(pack, readFileSync(pack).length >> 1);
    const store = storeOf(repo);
    const outcomes = idsOf(repo).map((id) => {
      try {
        return store.read(id).type;
      } catch (error) {
        return error instanceof Error ? 'error' : 'crash';
      }
    });
    expect(outcomes).toContain('commit');
    expect(outcomes).toContain('error');
    expect(outcomes).not.toContain('crash');
  });

  test('two objects that are deltas for each other are an error', () => {
    const repo = busyRepository(6);
    repo.git('config', 'repack.useDeltaBaseOffset', 'false');
    repo.git('repack', '-q', '-a', '-d', '-f');
    const [pack = ''] = packsOf(repo);
    const bytes = readFileSync(pack);
    const index = readPackIndex(pack.replace(/pack$/, 'idx'));
    // An entry of type 7 names its base by id behind its header: make one name itself.
    const deltas = idsOf(repo).filter((id) => (((bytes[index.find(Buffer.from(id, 'hex')) ?? 0] ?? 0) >> 4) & 7) === 7);
    const [id = ''] = deltas;
    let at = index.find(Buffer.from(id, 'hex')) ?? 0;
    while (((bytes[at++] ?? 0) & 0x80) !== 0);
    Buffer.from(id, 'hex').copy(bytes, at);
    chmodSync(pack, 0o644);
    writeFileSync(pack, bytes);
    expect(() => storeOf(repo).read(id)).toThrow('a chain of too many deltas');
  });
});

describe('a loose object', () => {
  test('under another id, cut short or of another kind is an error; a missing one is absent', () => {
    const repo = repository();
    repo.commit('one', { a: 'a', b: 'b' });
    const store = storeOf(repo);
    const [a = '', b = ''] = ['a', 'b'].map((name) => repo.git('rev-parse', `HEAD:${name}`));
    const file = (id: string): string => join(repo.directory, '.git/objects', id.slice(0, 2), id.slice(2));
    renameSync(file(a), file(b));
    expect(() => store.read(b)).toThrow('other content than its id says');
    expect(() => store.read(a)).toThrow(AbsentObject);
    writeFileSync(file(a), readFileSync(file(b)).subarray(0, 5));
    expect(() => store.read(a)).toThrow(Error);
  });
});

test('applying any bytes as a delta gives bytes or an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 30 }), (base, instructions) => {
      const delta = Uint8Array.from([base.length, 40, ...instructions]);
      try {
        expect(applyDelta(base, delta)).toHaveLength(40);
      } catch (error) {
        expect(String(error)).toMatch(/^Error: a delta/);
      }
    }),
    { numRuns: 5000 },
  );
});

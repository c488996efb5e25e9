import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { entriesOf, filesTelling, report } from '../support/cache.js';
import { hullcheck, startHullcheck, type JsonReport } from '../support/command.js';
import { repository, type Repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { temporaryDirectory, tree } from '../support/tree.js';

vi.setConfig({ testTimeout: 180_000 });

const planted = {
  file: secrets.stripe('history cache file'),
  message: secrets.github('history cache message'),
  path: secrets.slack('history cache path'),
  gone: secrets.github('history cache gone'),
};

function leaky(): Repository {
  const repo = repository();
  repo.commit('start', { 'app.js': 'let x;\n', 'notes.md': 'nothing\n' });
  repo.commit(`deploy with ${planted.message}`, { 'app.js': `let key = "${planted.file}";\n`, 'empty.txt': '' });
  repo.commit('more', { [`keys/${planted.path}.txt`]: `${planted.path}\n`, '.env': `TOKEN=${planted.gone}\n` });
  repo.commit('less', { '.env': null, 'copy/app.js': `let key = "${planted.file}";\n` });
  return repo;
}

function used(file: string): boolean {
  return statSync(file).mtimeMs > 1_000_000;
}

/** Long ago, so that a later look at the file is seen. */
function age(file: string): void {
  utimesSync(file, 1000, 1000);
}

test('a history that is scanned again has the same report, also when it grew and lost a branch', () => {
  const repo = leaky();
  repo.git('branch', 'side');
  const cache = temporaryDirectory();
  const args = ['git', repo.directory];
  const first = report(args);
  expect((JSON.parse(first.stdout) as JsonReport).findings).toHaveLength(5);
  expect(report(args, cache)).toEqual(first);
  // What is known of blobs, and of commits and trees.
  const entries = entriesOf(cache);
  expect(entries).toHaveLength(2);
  for (const entry of entries) age(entry);
  expect(report(args, cache)).toEqual(first);
  expect(entries.every(used)).toBe(true);
  expect(filesTelling(cache, Object.values(planted))).toEqual([]);

  repo.commit('again', { 'again.env': `TOKEN=${planted.gone}\n`, 'new.env': `TOKEN=${secrets.github('new')}\n` });
  expect(report(args, cache)).toEqual(report(args));
  repo.git('reset', '--quiet', '--hard', 'HEAD~2');
  expect(report(args, cache)).toEqual(report(args));
  expect(report([...args, '--show-secrets'], cache)).toEqual(report([...args, '--show-secrets']));
  expect(report([...args, '--branch', 'HEAD~1'], cache)).toEqual(report([...args, '--branch', 'HEAD~1']));
  expect(report([...args, '--all-objects'], cache)).toEqual(report([...args, '--all-objects']));
  // All of these are about one repository.
  expect(entriesOf(cache)).toEqual(entries);
});

test('what cannot be trusted is scanned', () => {
  const { directory } = leaky();
  const cache = temporaryDirectory();
  const args = ['git', directory];
  const plain = report(args, cache);
  const whole = entriesOf(cache).map((entry) => ({ entry, bytes: readFileSync(entry) }));
  for (const { entry, bytes } of whole) {
    for (const at of [0, 20, 60, 100, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      writeFileSync(entry, changed);
      expect(report(args, cache)).toEqual(plain);
    }
    for (const length of [0, 10, 60, bytes.length - 1]) {
      writeFileSync(entry, bytes);
      truncateSync(entry, length);
      expect(report(args, cache)).toEqual(plain);
    }
  }
});

test('other detectors, allow lists or fingerprints find what they find without a cache', () => {
  const { directory } = leaky();
  const cache = temporaryDirectory();
  report(['git', directory], cache);
  const config = tree({
    '.gitleaks.toml': `[[rules]]\nid = "own"\ndescription = "x"\nregex = '''let (key)'''\nkeywords = ["let"]\n`,
  });
  const gitleaks = ['git', directory, '--config', join(config, '.gitleaks.toml')];
  const plain = report(gitleaks);
  expect(plain.stdout).toContain('own');
  expect(report(gitleaks, cache)).toEqual(plain);
  expect(report(gitleaks, cache)).toEqual(plain);
  expect(entriesOf(cache)).toHaveLength(3);
  const env = { HULLCHECK_KEY: 'another key, not one of those that are sealed with' };
  expect(report(['git', directory], cache, env)).toEqual(report(['git', directory], undefined, env));
});

test('many scans at once, some of them killed, leave a cache that is whole', async () => {
  const repo = leaky();
  for (let at = 0; at < 10; at++)
    repo.commit(`c${at}`, { [`f${at}`]: `${at} ${secrets.stripe(String(at))}\n`.repeat(50) });
  const cache = temporaryDirectory();
  const args = ['git', repo.directory, '--format', 'json', '--threads', '1'];
  const plain = report(['git', repo.directory, '--threads', '1']);
  const runs = Array.from({ length: 24 }, (_, at) => {
    const run = startHullcheck([...args, '--cache-dir', cache], '/');
    if (at % 3 === 0) setTimeout(() => run.kill('SIGKILL'), 200 + at * 60);
    return run.done;
  });
  for (const { code, stdout } of await Promise.all(runs)) if (code !== null) expect(stdout).toBe(plain.stdout);
  expect(report(['git', repo.directory, '--threads', '1'], cache)).toEqual(plain);
  expect(readdirSync(cache).toSorted()).toContain('key');
  expect(filesTelling(cache, Object.values(planted))).toEqual([]);
});

test('a scan that is ended early is no ground to build on but for what it read', async () => {
  const repo = repository();
  for (let at = 0; at < 40; at++)
    repo.commit(`c${at}`, { [`f${at}`]: `${at} ${secrets.stripe(String(at))}\n`.repeat(500) });
  const cache = temporaryDirectory();
  report(['git', repo.directory, '--timeout', '0.4'], cache);
  expect(report(['git', repo.directory], cache)).toEqual(report(['git', repo.directory]));
});

test('without a place to write, a scan goes on without a word', () => {
  const { directory } = leaky();
  const file = join(temporaryDirectory(), 'file');
  mkdirSync(file);
  writeFileSync(join(file, 'hullcheck'), '');
  const { stdout } = hullcheck(['git', directory, '--format', 'json'], {
    env: { XDG_CACHE_HOME: join(file, 'hullcheck') },
  });
  expect(stdout).toBe(report(['git', directory]).stdout);
});

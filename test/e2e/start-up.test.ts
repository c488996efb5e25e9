/**
 * What a command loads before it works. Time cannot be tested on a machine that others use; what takes it can: modules
 * are found, read and compiled one by one, and a package that only few runs need costs more than all of our own.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { hullcheck } from '../support/command.js';
import { repository } from '../support/repository.js';
import { temporaryDirectory, tree, writeTree } from '../support/tree.js';

const RECORDER = pathToFileURL(join(import.meta.dirname, '../support/loaded-modules.mjs')).href;

interface Loaded {
  /** Files of our own. */
  readonly own: number;
  /** Packages. */
  readonly packages: readonly string[];
  /** Modules of Node itself. */
  readonly native: readonly string[];
}

function loadedBy(args: readonly string[], cwd: string): Loaded {
  const list = join(temporaryDirectory(), 'list');
  const env = { NODE_OPTIONS: `--import=${RECORDER}`, LOADED_MODULES: list };
  const { code, stderr } = hullcheck(args, { cwd, env });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const urls = readFileSync(list, 'utf8').trim().split('\n');
  return {
    own: urls.filter((url) => url.includes('/dist/')).length,
    packages: urls.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []),
    native: urls.flatMap((url) => (url.startsWith('native:') ? url.slice(7) : [])),
  };
}

const files = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`${n}.ts`, `export const value = ${n};\n`]));

/** Node's own that cost much and that nothing here needs. */
const HEAVY = ['http', 'https', 'tls', 'child_process', 'readline', 'perf_hooks', 'inspector'];

test('ten staged files', () => {
  const repo = repository();
  repo.commit('start', { 'README.md': 'text\n' });
  writeTree(repo.directory, files);
  repo.git('add', '.');
  const { own, packages, native } = loadedBy(['git', '--staged'], repo.directory);
  expect(own).toBeGreaterThan(5);
  expect(own).toBeLessThanOrEqual(28);
  expect(packages).toEqual([]);
  expect(native.filter((name) => HEAVY.includes(name))).toEqual([]);
});

test('a few files', () => {
  const { own, packages, native } = loadedBy(['scan'], tree(files));
  expect(own).toBeLessThanOrEqual(28);
  expect(packages).toEqual([]);
  expect(native.filter((name) => HEAVY.includes(name))).toEqual([]);
});

test('the version alone', () => {
  const { own, packages } = loadedBy(['--version'], tree({}));
  expect(own).toBeLessThanOrEqual(6);
  expect(packages).toEqual([]);
});

test('the recorder sees packages where they are needed', () => {
  const configured = tree({ ...files, '.hullcheck.yaml': 'version: 1\n' });
  expect(loadedBy(['scan'], configured).packages).toContain('yaml');
});

/** `src/cli/string-width.ts` counts on it. */
test('the help is ASCII', () => {
  for (const command of ['', 'scan', 'git', 'image', 'cluster', 'fix', 'hook', 'detectors']) {
    const { stdout } = hullcheck([command, '--help'].filter(Boolean));
    expect(stdout).toMatch(/^[\n -~]+$/);
  }
});

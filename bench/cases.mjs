// What is measured: on which input, beside what, and the budget that it is held against. An input that the command line
// does not give is made.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFile, makeImage, makeRepository, makeStaged, makeTree, prepared } from './inputs/make.mjs';
import { peersFor } from './peers.mjs';

const NODE = process.execPath;
const BIN = fileURLToPath(new URL('../bin/hullcheck.js', import.meta.url));

/** What the budget of a directory compares with: a search for a few words, as a person would do it. */
const WORDS = 'akia|ghp_|xoxb|password|secret|token|api_key';

/** A find is as good as none here; 3 would be an incomplete scan. */
const FOUND = [0, 1];

function hullcheck(name, args, more = {}) {
  const all = [BIN, ...args, '--format=jsonl', '--no-progress'];
  return { name, program: NODE, args: name === AGAIN ? all : [...all, '--no-cache'], good: FOUND, ...more };
}

/** With what the run before it kept. */
const AGAIN = 'hullcheck again';

function ripgrep(tree, more = []) {
  const args = ['-c', '--no-ignore', '--hidden', '-i', '-j2', ...more, WORDS, tree];
  return { name: ['rg', ...more].join(' '), program: 'rg', args, good: FOUND };
}

const nothing = { name: 'node -e 0', program: NODE, args: ['-e', '0'] };

/** Programs of the last resort: `git` as it prints all objects, or all patches. */
function gitPrinting(repository) {
  const git = (name, args) => ({ name, program: 'git', args: ['-C', repository, ...args] });
  return [
    git('git cat-file', ['cat-file', '--batch-all-objects', '--batch', '--unordered', '--buffer']),
    git('git log -p', ['log', '-p', '-U0', '--all']),
  ];
}

/** The layers of an OCI layout, one after the other. */
function decompressing(layout) {
  const layers = layersOf(layout).map((digest) => join(layout, 'blobs', digest.replace(':', '/')));
  return { name: 'gzip -dc', program: 'gzip', args: ['-dc', ...layers] };
}

function layersOf(layout) {
  const read = (path) => JSON.parse(readFileSync(join(layout, path), 'utf8'));
  const manifests = read('index.json').manifests.map(({ digest }) => read(join('blobs', digest.replace(':', '/'))));
  return manifests.flatMap(({ layers = [] }) => layers.map(({ digest }) => digest));
}

function firstFileOf(tree) {
  const entry = readdirSync(tree, { withFileTypes: true, recursive: true }).find((one) => one.isFile());
  return join(entry.parentPath, entry.name);
}

const size = (count, scale) => Math.max(1, Math.round(count * scale));

/**
 * The cases that compare programs on one input. `make(work, scale)` gives the path of the input, `commands(input,
 * { peers, work })` what runs on it, the reference first; `budget` what is promised of the row `of`.
 */
export const COMPARISONS = {
  directory: {
    make: (work, scale) =>
      prepared(work, `tree-${scale}`, (path) =>
        makeTree(path, { files: size(50_000, scale), bytes: size(300e6, scale) }),
      ),
    commands: (tree, { peers }) => [
      ripgrep(tree),
      hullcheck('hullcheck', ['scan', '--no-ignore', tree]),
      ...peersFor('directory', tree, peers),
    ],
    budget: { of: 'hullcheck', ratio: 2, megabytes: 300 },
  },
  binaries: {
    input: 'a tree of programs and libraries, such as /usr/lib',
    commands: (tree) => [ripgrep(tree, ['-a']), hullcheck('hullcheck', ['scan', '--no-ignore', tree])],
    budget: { of: 'hullcheck', ratio: 1, megabytes: 300 },
  },
  history: {
    make: (work, scale) =>
      prepared(work, `repository-${scale}`, (path) => makeRepository(path, { commits: size(20_000, scale) })),
    commands: (repository, { peers }) => [
      ...gitPrinting(repository),
      hullcheck('hullcheck', ['git', repository]),
      ...peersFor('history', repository, peers),
    ],
    budget: { of: 'hullcheck', ratio: 0.5, megabytes: 512 },
  },
  image: {
    make: (work, scale) => prepared(work, `image-${scale}`, (path) => makeImage(path, { bytes: size(1e9, scale) })),
    commands: (layout, { work }) => [
      decompressing(layout),
      hullcheck('hullcheck', ['image', layout]),
      hullcheck(AGAIN, ['image', layout, `--cache-dir=${join(work, 'cache')}`]),
    ],
    budget: { of: 'hullcheck', ratio: 1.25, megabytes: 300 },
  },
  staged: {
    make: (work) => prepared(work, 'staged', makeStaged),
    commands: (repository, { peers }) => [
      nothing,
      hullcheck('hullcheck git --staged', ['git', '--staged'], { cwd: repository }),
      ...peersFor('staged', repository, peers),
    ],
    budget: { of: 'hullcheck git --staged', milliseconds: 150 },
  },
  start: {
    make: (work) => prepared(work, 'staged', makeStaged),
    commands: (repository) => [
      nothing,
      { name: 'hullcheck --version', program: NODE, args: [BIN, '--version'] },
      hullcheck('hullcheck scan FILE', ['scan', firstFileOf(join(repository, 'old'))]),
    ],
    budget: { of: 'hullcheck scan FILE', milliseconds: 150 },
  },
};

/** Cases of one program on inputs of several sizes: three decades at scale 1, and the `least` to take off. */
export const GROWTHS = {
  'growth-bytes': {
    unit: 'bytes',
    least: 1000,
    sizes: [1e6, 1e7, 1e8, 1e9],
    make: (work, bytes) => prepared(work, `bytes-${bytes}`, (path) => makeTree(path, { files: 50, bytes })),
    command: (tree) => hullcheck('hullcheck', ['scan', '--no-ignore', tree]),
  },
  'growth-files': {
    unit: 'files',
    least: 1,
    sizes: [100, 1000, 10_000, 100_000],
    make: (work, files) => prepared(work, `files-${files}`, (path) => makeTree(path, { files, bytes: files * 4000 })),
    command: (tree) => hullcheck('hullcheck', ['scan', '--no-ignore', tree]),
  },
  'growth-history': {
    unit: 'commits',
    least: 1,
    sizes: [200, 2000, 20_000],
    make: (work, commits) => prepared(work, `commits-${commits}`, (path) => makeRepository(path, { commits })),
    command: (repository) => hullcheck('hullcheck', ['git', repository]),
  },
  'one-file': {
    unit: 'bytes',
    least: 1000,
    sizes: [2e7, 2e8, 2e9],
    make: (work, bytes) => prepared(work, `file-${bytes}.txt`, (path) => makeFile(path, bytes)),
    command: (file) => hullcheck('hullcheck', ['scan', '--no-ignore', file]),
  },
};

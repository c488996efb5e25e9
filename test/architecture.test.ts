/** The import rules of ARCHITECTURE.md. Each fails with the offending edge. */

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** Which stage may import which, beside itself and the model. */
const ALLOWED: Record<string, readonly string[]> = {
  model: [],
  cache: ['scan'],
  detect: [],
  catalog: ['detect/regex.js', 'detect/checks/'],
  sources: [],
  triage: [],
  remedy: [],
  report: [],
  gate: [],
  scan: ['detect/engine.js'],
  cli: ['cache/', 'catalog/', 'detect/', 'gate/', 'remedy/', 'report/', 'scan', 'sources/', 'triage/'],
};

/** Packages, and the one place each may be imported from. */
const VENDORS: Record<string, string | readonly string[]> = {
  'isomorphic-git': 'sources/git/clone.ts',
  'isomorphic-git/http/node': 'sources/git/clone.ts',
  '@kubernetes/client-node': 'sources/kubernetes/',
  diff: 'remedy/',
  dockerode: 'sources/image/daemon.ts',
  ignore: ['sources/directory/', 'triage/path-pattern.ts'],
  re2: 'detect/regex.ts',
  re2js: 'detect/regex.ts',
  sarif: 'report/',
  'tar-stream': 'sources/',
  'unbzip2-stream/lib/bit_iterator': 'sources/shared/compression/',
  'unbzip2-stream/lib/bzip2': 'sources/shared/compression/',
  'smol-toml': 'catalog/',
  yaml: ['catalog/', 'detect/manifest/yaml.ts', 'remedy/'],
  'xz-decompress': 'sources/shared/compression/',
  yargs: 'cli/',
  yauzl: 'sources/shared/archive/',
  zod: ['catalog/', 'report/saved.ts'],
  'zstddec/stream': 'sources/shared/compression/',
};

/** Parts of Node that reach outside; the pure stages do without. */
const OUTSIDE = /^node:(fs|child_process|http|https|net|os|process|worker_threads)/;
const PURE = ['model', 'detect', 'catalog', 'triage', 'remedy', 'report', 'gate', 'scan'];

interface Edge {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('/wasm/'))
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

const edges: Edge[] = files.flatMap(({ file, text }) =>
  [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*|\brequire\(\s*)['"]([^'"]+)['"]/g)].map(([, specifier = '']) => ({
    from: file,
    to: specifier.startsWith('.') ? relative(SRC, join(SRC, dirname(file), specifier)) : specifier,
  })),
);

/** `detect/decode/index.ts` belongs to detect, `scan.ts` and `scan-shard.ts` to scan. */
function stageOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/(-.*)?\.[jt]s$/, '');
}

function describe({ from, to }: Edge): string {
  return `src/${from} imports ${to}`;
}

test('there is something to check', () => {
  expect(files.length).toBeGreaterThan(30);
  expect(edges.length).toBeGreaterThan(100);
});

test('stages import the model and nothing sideways', () => {
  const bad = edges.filter(({ from, to }) => {
    const isInternal = to.endsWith('.js') && !to.startsWith('..');
    const [stage, target] = [stageOf(from), stageOf(to)];
    if (!isInternal || target === stage || target === 'model') return false;
    return !(ALLOWED[stage] ?? []).some((allowed) => to.startsWith(allowed));
  });
  expect(bad.map(describe)).toEqual([]);
});

test('the model imports nothing but itself', () => {
  const bad = edges.filter(({ from, to }) => stageOf(from) === 'model' && stageOf(to) !== 'model');
  expect(bad.map(describe)).toEqual([]);
});

test('a package is imported by its one adapter', () => {
  const bad = edges.filter(({ from, to }) => {
    if (to.startsWith('node:') || to.endsWith('.js') || to.endsWith('.json')) return false;
    const home = VENDORS[to];
    return home === undefined || ![home].flat().some((place) => from.startsWith(place));
  });
  expect(bad.map(describe)).toEqual([]);
});

test('pure stages touch neither files, processes nor sockets', () => {
  const bad = edges.filter(({ from, to }) => PURE.includes(stageOf(from)) && OUTSIDE.test(to));
  expect(bad.map(describe)).toEqual([]);
});

test('only the command line speaks to the terminal and knows the process', () => {
  const bad = files.filter(
    ({ file, text }) => stageOf(file) !== 'cli' && /\b(console|process)\./.test(stripComments(text)),
  );
  expect(bad.map(({ file }) => file)).toEqual([]);
});

test('a secret is revealed in few places, all known', () => {
  const places = files.filter(({ text }) => /\.reveal\(\)/.test(stripComments(text))).map(({ file }) => file);
  const known = [
    'cli/wire.ts',
    // Compared with hashes that detect-secrets wrote.
    'cli/policy/tools.ts',
    'report/secret-text.ts',
    // To keep a keyed hash of it in place of the secret, and to see that it stands nowhere in what is kept.
    'cache/seal.ts',
    // Which values of a fix are one; what the user asked to have written; what a diff has to mask.
    'remedy/secret-book.ts',
    'remedy/secret-forms.ts',
    'remedy/masked-diff.ts',
  ];
  expect(places.filter((file) => !known.includes(file))).toEqual([]);
});

test('files stay short enough to read', () => {
  const lines = files.map(({ file, text }) => ({ file, lines: text.split('\n').length }));
  expect(lines.filter((entry) => entry.lines > 400)).toEqual([]);
});

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

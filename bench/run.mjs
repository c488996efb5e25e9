// Times hullcheck beside other programs on the same input, in one run: what counts is the ratio, not the seconds.
//
//   node bench/run.mjs directory TREE     against ripgrep counting a few words, where it is installed
//   node bench/run.mjs history REPO       against git printing every object
//   node bench/run.mjs image LAYOUT       against gzip decompressing the layers, one after the other
//   node bench/run.mjs start FILE         against node doing nothing
//
// Runs are interleaved, so that a noisy neighbour hurts all alike; the first of each only warms the page cache.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = 7;
const BIN = fileURLToPath(new URL('../bin/hullcheck.js', import.meta.url));
const WORDS = 'akia|ghp_|xoxb|password|secret|token|api_key';

const [kind, input] = process.argv.slice(2);
const node = process.execPath;
const GROUPS = {
  directory: [
    ['rg', 'rg', ['-c', '--no-ignore', '--hidden', '-i', '-j2', WORDS, input]],
    ['hullcheck', node, [BIN, 'scan', '--no-ignore', '--format', 'jsonl', input]],
  ],
  history: [
    ['git cat-file', 'git', ['-C', input, 'cat-file', '--batch-all-objects', '--batch', '--unordered', '--buffer']],
    ['hullcheck', node, [BIN, 'git', '--format', 'jsonl', input]],
  ],
  image: [
    [
      'gzip -dc',
      'sh',
      ['-c', 'for blob in "$0"/blobs/sha256/*; do gzip -dc "$blob" 2>/dev/null >/dev/null; done', input],
    ],
    ['hullcheck', node, [BIN, 'image', '--format', 'jsonl', input]],
  ],
  start: [
    ['node -e 0', node, ['-e', '0']],
    ['hullcheck --version', node, [BIN, '--version']],
    ['hullcheck scan', node, [BIN, 'scan', '--format', 'jsonl', input]],
  ],
};

const group = GROUPS[kind];
if (group === undefined || input === undefined) {
  console.error('usage: node bench/run.mjs directory|history|image|start INPUT');
  process.exit(2);
}

/** Milliseconds of wall time; undefined where the program is not installed. */
function time([, program, args]) {
  const begun = performance.now();
  const { error } = spawnSync(program, args, { stdio: 'ignore' });
  return error === undefined ? performance.now() - begun : undefined;
}

const installed = group.filter((entry) => time(entry) !== undefined);
const samples = new Map(installed.map(([name]) => [name, []]));
for (let run = 0; run < RUNS; run++) for (const entry of installed) samples.get(entry[0]).push(time(entry));

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const reference = installed[0][0];
const rows = installed.map(([name]) => {
  const times = samples.get(name);
  return {
    name,
    median: Math.round(median(times)),
    least: Math.round(Math.min(...times)),
    most: Math.round(Math.max(...times)),
    ratio: Number((median(times) / median(samples.get(reference))).toFixed(2)),
  };
});
console.table(rows);
const result = {
  kind,
  input,
  date: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model,
  threads: availableParallelism(),
  rows,
  samples: Object.fromEntries(samples),
};
mkdirSync(new URL('runs/', import.meta.url), { recursive: true });
writeFileSync(
  new URL(`runs/${result.date.slice(0, 10)}-${kind}-${basename(input).replace(/\.\w+$/, '')}.json`, import.meta.url),
  `${JSON.stringify(result, null, 2)}\n`,
);

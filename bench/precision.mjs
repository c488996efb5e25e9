// Precision and recall of hullcheck on a labelled corpus.
//
//   node bench/precision.mjs CORPUS [--exclude CATEGORY,...] [--worst N]
//
// CORPUS holds `data/`, which is scanned, and `labels.jsonl`, one label a line:
//   {file, repo, lineStart, lineEnd, groundTruth: "T"|"F"|"X", category: "A:B"}    file relative to data/
// A unit is one labelled range of lines; it counts once. T is a credential, F and X are none, and where a range has both
// it is one. A finding hits the units whose lines it touches, those that are credentials first; on lines without a label it
// counts neither way, since labels are there only where some scanner once reported something.
// The two halves are told apart by a hash of the repository's name: what was tuned was tuned on the first.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../bin/hullcheck.js', import.meta.url));

/** Categories that name things rather than open them. */
const IDENTIFIERS = 'UUID,Nonce,Salt,AWS S3 Bucket,Firebase Domain,Tencent WeChat API App ID,Twilio Credentials,Other';

/** Where a finding of a pattern stands among the sums of the generic detector, by its confidence. */
const RANKS = { high: 60, medium: 25, low: 5 };

/** Confidences from which on findings are taken, for the curve. */
const CURVE = [60, 50, 40, 35, 30, 25, 20, 15, 10, 5, 0];

const { corpus, exclude, worst } = options(process.argv.slice(2));
const findings = scan(join(corpus, 'data'));
const units = unitsOf(jsonLines(readFileSync(join(corpus, 'labels.jsonl'), 'utf8')), new Set(exclude));
for (const finding of findings) mark(finding);

const counted = units.filter(({ ignored }) => !ignored);
console.log(`hullcheck ${version()}, ${new Date().toISOString().slice(0, 10)}, ${counted.length} labelled ranges\n`);
table('', [
  ['all', counted],
  ['first half', counted.filter(({ half }) => half === 0)],
  ['second half', counted.filter(({ half }) => half === 1)],
]);
curve();
table('category', byCategory());
listWorst('Worst false positives', ({ isSecret, score }) => !isSecret && score !== undefined);
listWorst('Misses', ({ isSecret, score }) => isSecret && score === undefined);

function options(args) {
  const named = { exclude: IDENTIFIERS, worst: '20' };
  let directory;
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--exclude' || args[at] === '--worst') named[args[at].slice(2)] = args[++at] ?? '';
    else if (args[at].startsWith('--') || directory !== undefined) fail();
    else directory = args[at];
  }
  if (directory === undefined) fail();
  return { corpus: directory, exclude: named.exclude.split(',').filter(Boolean), worst: Number(named.worst) };
}

function fail() {
  console.error('usage: node bench/precision.mjs CORPUS [--exclude CATEGORY,...] [--worst N]');
  process.exit(2);
}

function scan(directory) {
  const args = [BIN, 'scan', '.', '--no-ignore', '--no-progress', '--format', 'jsonl'];
  const { stdout, status, stderr } = spawnSync(process.execPath, args, {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status === 2 || status === null) throw new Error(stderr);
  return jsonLines(stdout).filter(({ type }) => type === 'finding');
}

function jsonLines(text) {
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line)]));
}

function unitsOf(labels, excluded) {
  const byRange = new Map();
  for (const { file, repo, lineStart, lineEnd, groundTruth, category } of labels) {
    const key = `${file}\0${lineStart}\0${lineEnd}`;
    const half = halfOf(repo);
    const unit = byRange.get(key) ?? { file, lineStart, lineEnd, half, isSecret: false, ignored: true, categories: [] };
    byRange.set(key, unit);
    const categories = category.split(':');
    if (categories.every((name) => excluded.has(name))) continue;
    unit.ignored = false;
    if (groundTruth === 'T' && !unit.isSecret) unit.categories = [];
    unit.isSecret ||= groundTruth === 'T';
    if (unit.isSecret === (groundTruth === 'T')) unit.categories.push(...categories);
  }
  return [...byRange.values()];
}

/** The parity of a 32-bit hash of the name, its bits mixed (multiplication by 31, then one round of Murmur's finaliser). */
function halfOf(name) {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519) >>> 0;
  return (hash ^ (hash >>> 13)) & 1;
}

/** Notes the best score among the findings of each unit. */
function mark({ location, confidence, evidence, detector }) {
  const score = evidence?.reduce((sum, { points }) => sum + points, 0) ?? RANKS[confidence];
  const touched = (unitsIn(location.path.replace(/^\.\//, '')) ?? []).filter(
    ({ lineStart, lineEnd }) => lineStart <= location.endLine && lineEnd >= location.startLine,
  );
  const secrets = touched.filter(({ isSecret }) => isSecret);
  for (const unit of secrets.length > 0 ? secrets : touched) {
    if (unit.score === undefined || unit.score < score) Object.assign(unit, { score, detector });
  }
}

function unitsIn(path) {
  if (unitsIn.byFile === undefined) {
    unitsIn.byFile = new Map();
    for (const unit of units) {
      const known = unitsIn.byFile.get(unit.file);
      if (known === undefined) unitsIn.byFile.set(unit.file, [unit]);
      else known.push(unit);
    }
  }
  return unitsIn.byFile.get(path);
}

/** From `least` on a finding is taken for one. */
function measure(some, least = -Infinity) {
  const isHit = ({ score }) => score !== undefined && score >= least;
  const right = some.filter((unit) => unit.isSecret && isHit(unit)).length;
  const wrong = some.filter((unit) => !unit.isSecret && isHit(unit)).length;
  const missed = some.filter(({ isSecret }) => isSecret).length - right;
  const precision = right / (right + wrong);
  const recall = right / (right + missed);
  return { right, wrong, missed, precision, recall, f1: (2 * right) / (2 * right + wrong + missed) };
}

function percent(share) {
  return Number.isFinite(share) ? (100 * share).toFixed(1) : '-';
}

function table(head, rows) {
  const cells = rows.map(([name, some]) => {
    const { right, wrong, missed, precision, recall, f1 } = measure(some);
    return [name, right, wrong, missed, percent(precision), percent(recall), percent(f1)].map(String);
  });
  print([head, 'found', 'wrong', 'missed', 'precision', 'recall', 'F1'], cells);
}

function print(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  for (const row of [head, ...rows]) {
    console.log(
      row.map((cell, column) => (column === 0 ? cell.padEnd : cell.padStart).call(cell, widths[column])).join('  '),
    );
  }
  console.log('');
}

function curve() {
  const rows = CURVE.map((least) => {
    const { precision, recall, f1 } = measure(counted, least);
    return [String(least), percent(precision), percent(recall), percent(f1)];
  });
  print(['score from', 'precision', 'recall', 'F1'], rows);
  const reaching = [...new Set(counted.flatMap(({ score }) => score ?? []))]
    .toSorted((a, b) => b - a)
    .map((least) => measure(counted, least))
    .find(({ recall }) => recall >= 0.9);
  console.log(
    reaching === undefined
      ? 'precision at recall 0.9: that recall is not reached\n'
      : `precision at recall 0.9: ${percent(reaching.precision)}\n`,
  );
}

function byCategory() {
  const rows = new Map();
  for (const unit of counted) {
    for (const category of new Set(unit.categories)) rows.set(category, [...(rows.get(category) ?? []), unit]);
  }
  const secrets = (some) => some.filter(({ isSecret }) => isSecret).length;
  return [...rows].toSorted(([, a], [, b]) => secrets(b) - secrets(a) || b.length - a.length);
}

/** Places only: the corpus stays where it is. */
function listWorst(title, isListed) {
  const listed = counted.filter(isListed).toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0));
  console.log(`${title}: ${listed.length}`);
  for (const { file, lineStart, score, detector, categories } of listed.slice(0, worst)) {
    console.log(
      `  ${file}:${lineStart}  ${[detector, score, categories.join(' ')].filter((part) => part !== undefined).join('  ')}`,
    );
  }
  console.log('');
}

function version() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

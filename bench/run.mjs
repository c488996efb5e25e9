// Measures hullcheck beside other programs on the same input, or on inputs that grow. `node bench/run.mjs` says how.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, tmpdir, totalmem } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { COMPARISONS, GROWTHS } from './cases.mjs';
import { compare } from './compare.mjs';
import { Failed } from './measure.mjs';
import { PEER_NAMES, versionArguments } from './peers.mjs';
import { exponent } from './statistics.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const USAGE = `usage: node bench/run.mjs CASE [INPUT] [options]

  CASE                one of ${[...Object.keys(COMPARISONS), ...Object.keys(GROWTHS)].join(', ')}
  INPUT               a tree, repository or OCI layout of your own; without it one is made
  --name NAME         what the input is called in the result (default: its last part)
  --runs N            rounds (default 7; 20 for staged and start)
  --peers A,B         other scanners beside it, of ${PEER_NAMES.join(', ')}; or all
  --scale X           makes inputs smaller, to try things out (default 1)
  --work DIRECTORY    where inputs are made and kept
  --out DIRECTORY     where results go (default: bench/runs)`;

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failed) && !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
}

async function main(argv) {
  const options = optionsOf(argv);
  const { name } = options;
  const machine = describeMachine();
  if (machine.load > 0.5) console.error(`bench: the machine is busy (load ${machine.load}); look at ratios only`);
  const result = name in COMPARISONS ? await runComparison(options) : await runGrowth(options);
  const date = new Date().toISOString();
  const source = {
    version: versionOf(),
    commit: git('rev-parse', 'HEAD'),
    changed: git('status', '--porcelain') !== '',
  };
  const record = { case: name, date, hullcheck: source, machine, ...result };
  mkdirSync(options.out, { recursive: true });
  const file = join(options.out, `${date.slice(0, 10)}-${name}-${result.input.name}.json`);
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
  console.error(`kept in ${file}`);
}

function optionsOf(argv) {
  const string = { type: 'string' };
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { name: string, runs: string, peers: string, scale: string, work: string, out: string },
  });
  const [name, input, ...rest] = positionals;
  if (!(name in COMPARISONS || name in GROWTHS) || rest.length > 0) throw new Failed(USAGE);
  const peers = values.peers === 'all' ? PEER_NAMES : (values.peers ?? '').split(',').filter(Boolean);
  const unknown = peers.find((peer) => !PEER_NAMES.includes(peer));
  if (unknown !== undefined) throw new Failed(`unknown peer '${unknown}'; known are ${PEER_NAMES.join(', ')}`);
  return {
    name,
    input: input === undefined ? undefined : resolve(input),
    called: values.name,
    runs: Number(values.runs ?? (['staged', 'start'].includes(name) ? 20 : 7)),
    peers,
    scale: Number(values.scale ?? 1),
    work: resolve(values.work ?? join(tmpdir(), 'hullcheck-bench')),
    out: resolve(values.out ?? join(ROOT, 'bench/runs')),
  };
}

async function runComparison({ name, input, called, runs, peers, scale, work }) {
  const { make, input: wanted, commands, budget } = COMPARISONS[name];
  if (input === undefined && make === undefined) throw new Failed(`${name} needs an input: ${wanted}`);
  const path = input ?? (await make(work, scale));
  const { programs, left } = await compare(commands(path, { peers, work }), { runs, say });
  const shown = input === undefined ? { name: 'made', scale } : { name: called ?? basename(path), ...sizeOf(path) };
  const rows = programs.map((program) => withoutPaths(program, { INPUT: path, WORK: work }));
  say('');
  table(rows);
  for (const { name: absent, reason } of left) console.log(`without ${absent}: ${reason}`);
  console.log(verdict(rows, budget));
  return {
    input: shown,
    budget,
    programs: rows,
    left: left.map((one) => withoutPaths(one, { INPUT: path, WORK: work })),
  };
}

/** Each size beside the least one, whose time is what starting costs and is taken off. */
async function runGrowth({ name, runs, scale, work }) {
  const { unit, least, sizes, make, command } = GROWTHS[name];
  const start = { ...command(await make(work, least)), name: 'least' };
  const steps = [];
  for (const full of sizes) {
    const size = Math.max(least * 2, Math.round(full * scale));
    const path = await make(work, size);
    const { programs } = await compare([start, command(path)], { runs, say });
    const scanned = withoutPaths(programs[1], { INPUT: path, WORK: work });
    steps.push({ size, time: Math.max(1, scanned.wall.more.median), ...scanned });
  }
  say('');
  console.table(
    steps.map(({ size, time, wall, cpu, peakMemory }) => ({
      [unit]: size,
      ms: Math.round(wall.median),
      'more than the least': Math.round(time),
      cpu: cpu === undefined ? '' : Math.round(cpu),
      'peak MB': megabytes(peakMemory),
    })),
  );
  const grows = { all: exponent(steps), last: exponent(steps.slice(-2)) };
  console.log(
    `time grows with the power ${grows.all.toFixed(2)} of ${unit}, ${grows.last.toFixed(2)} in the last step`,
  );
  return { input: { name: 'made', unit, scale }, exponent: grows, steps };
}

/** Nothing of the machine's own paths is kept. `paths`: what they are called instead. */
function withoutPaths(record, paths) {
  const replaced = [...Object.entries(paths), ['', ROOT], ['node', process.execPath]];
  const text = replaced.reduce((rest, [name, path]) => rest.replaceAll(path, name), JSON.stringify(record));
  return { ...JSON.parse(text), version: versionOfProgram(record.name) };
}

function table(rows) {
  console.table(
    rows.map(({ name, wall, cpu, peakMemory }) => ({
      program: name,
      ms: Math.round(wall.median),
      least: Math.round(wall.least),
      most: Math.round(wall.most),
      cpu: cpu === undefined ? '' : Math.round(cpu),
      ratio: `${wall.ratio.median.toFixed(2)} (${wall.ratio.lower.toFixed(2)} to ${wall.ratio.upper.toFixed(2)})`,
      'more ms': Math.round(wall.more.median),
      'peak MB': megabytes(peakMemory),
    })),
  );
}

function verdict(rows, { of, ratio, milliseconds, megabytes: most }) {
  const row = rows.find(({ name }) => name === of);
  if (row === undefined) return `${of} did not run`;
  const { wall, peakMemory } = row;
  const parts = [
    ratio === undefined ? [] : [`${wall.ratio.median.toFixed(2)} x ${rows[0].name} (budget ${ratio})`],
    milliseconds === undefined
      ? []
      : [`${Math.round(wall.more.median)} ms more than ${rows[0].name} (budget ${milliseconds})`],
    most === undefined || peakMemory === undefined ? [] : [`${megabytes(peakMemory)} MB (budget ${most})`],
  ];
  return `${of}: ${parts.flat().join(', ')}`;
}

function megabytes(bytes) {
  return bytes === undefined ? '' : Math.round(bytes / 1e6);
}

function describeMachine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown',
    threads: availableParallelism(),
    memory: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    load: Number(loadavg()[0].toFixed(2)),
  };
}

/** What tells an input from another of the same name. */
function sizeOf(path) {
  const head = spawnSync('git', ['-C', path, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout?.trim();
  return head ? { commit: head } : {};
}

function versionOf() {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
}

function versionOfProgram(name) {
  const args = versionArguments(name) ?? (/^(?:rg|git|gzip)\b/.test(name) ? ['--version'] : undefined);
  if (args === undefined) return undefined;
  return spawnSync(name.split(' ')[0], args, { encoding: 'utf8' }).stdout?.trim().split('\n')[0];
}

function git(...args) {
  try {
    return execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** One line that is written over, on a terminal. */
function say(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

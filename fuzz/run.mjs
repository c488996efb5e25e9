// Fuzzes targets one after the other: node fuzz/run.mjs [--runs N] [--seconds N] [--seed N] [TARGET...]
// Ends with 1 when something was found; the input is then in fuzz/regressions/<target>/, where the tests run it from then on.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild-wasm';
import { instrument } from './engine/instrument.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    corpus: { type: 'string', default: join(here, 'corpus') },
  },
  allowPositionals: true,
});

/** One input may take so long, and the whole thread so much memory. */
const HANG_MS = 2000;
const MEMORY_MB = 512;
const RESIDENT_MB = 1500;
const LONGEST_INPUT = 1 << 20;

const all = readdirSync(join(here, 'targets')).map((file) => file.replace(/\.ts$/, ''));
const targets = positionals.length > 0 ? positionals : all;
const unknown = targets.find((name) => !all.includes(name));
if (unknown !== undefined) {
  console.error(`No target '${unknown}'; there are: ${all.join(', ')}`);
  process.exit(2);
}
let found = false;
for (const name of targets) found = (await fuzz(name)) || found;
process.exit(found ? 1 : 0);

/** The target with the loop around it as one instrumented module. Packages stay outside: ours is what is explored. */
async function bundle(name) {
  const output = await build({
    stdin: {
      contents: `export * from './targets/${name}.ts';`,
      resolveDir: here,
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    define: { 'import.meta.dirname': JSON.stringify(join(here, 'targets')) },
  });
  const { text, counters, words } = instrument(output.outputFiles[0].text);
  const directory = join(here, 'build');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${name}.mjs`);
  writeFileSync(file, text);
  const loop = join(directory, 'loop.mjs');
  await build({
    entryPoints: [join(here, 'engine/loop.ts')],
    outfile: loop,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  const main = join(directory, `${name}.worker.mjs`);
  writeFileSync(
    main,
    `import { loop } from './loop.mjs';\nconst { target } = await import('./${name}.mjs');\nawait loop(target);\n`,
  );
  return { main, counters, constants: words };
}

/** Returns whether something was found. */
async function fuzz(name) {
  const { main, counters, constants } = await bundle(name);
  const corpus = join(values.corpus, name);
  mkdirSync(corpus, { recursive: true });
  const state = new Int32Array(new SharedArrayBuffer(8));
  const current = new Uint8Array(new SharedArrayBuffer(LONGEST_INPUT));
  const worker = new Worker(main, {
    workerData: {
      counters,
      constants,
      corpus,
      state,
      current,
      seed: Number(values.seed),
      runs: Number(values.runs),
      seconds: Number(values.seconds),
    },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const begun = performance.now();
  let last = { runs: 0, reached: 0, corpus: 0 };
  const failure = await new Promise((resolve) => {
    const input = () => Uint8Array.from(current.subarray(0, state[0]));
    const watch = watchdog(state, (message) => resolve({ input: input(), message }));
    worker.on('message', (report) => {
      last = report;
      if (report.failure !== undefined) resolve(report.failure);
      else if (process.stdout.isTTY) process.stdout.write(`\r${line(name, last, begun)}`);
    });
    worker.on('error', (error) => resolve({ input: input(), message: String(error.stack ?? error) }));
    worker.on('exit', () => {
      clearInterval(watch);
      resolve(undefined);
    });
  });
  await worker.terminate();
  console.log(`${process.stdout.isTTY ? '\r' : ''}${line(name, last, begun)}, seed ${values.seed}`);
  if (failure !== undefined) keep(name, failure);
  return failure !== undefined;
}

/** Calls `stuck` when one input takes too long or the process grows too large. */
function watchdog(state, stuck) {
  let seen = { runs: -1, since: performance.now() };
  return setInterval(() => {
    const runs = Atomics.load(state, 1);
    if (runs !== seen.runs) seen = { runs, since: performance.now() };
    else if (runs > 0 && performance.now() - seen.since > HANG_MS) stuck(`one input took more than ${HANG_MS} ms`);
    const resident = process.memoryUsage.rss() / 2 ** 20;
    if (resident > RESIDENT_MB) stuck(`the process grew to ${Math.round(resident)} MB`);
  }, 250);
}

function line(name, { runs, reached, corpus }, begun) {
  const seconds = (performance.now() - begun) / 1000;
  return `${name}: ${runs} runs in ${seconds.toFixed(0)} s, ${reached} places reached, ${corpus} inputs kept`;
}

function keep(name, { input, message }) {
  const directory = join(here, 'regressions', name);
  mkdirSync(directory, { recursive: true });
  const file = join(directory, createHash('sha1').update(input).digest('hex').slice(0, 16));
  writeFileSync(file, input);
  console.error(`${name}: FOUND ${input.length} bytes, kept in ${file}\n${message}`);
}

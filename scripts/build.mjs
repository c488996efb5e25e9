// Builds dist/: TypeScript, the WebAssembly kernel and the compiled catalogue. Run by `npm ci` (as `prepare`), by
// `npm pack` and before the tests. Only JavaScript tools, so that no compiler and no optional package is needed.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneChunk } from './one-chunk.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** Runs a tool that is installed as a development dependency, with this Node. */
function run(script, args) {
  execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
}

function binOf(packageName, binPath) {
  return join(dirname(require.resolve(`${packageName}/package.json`)), binPath);
}

if (!existsSync(join(root, 'node_modules/typescript'))) {
  console.error(
    'hullcheck: not built, because the development dependencies are not installed; run `npm ci` without --omit=dev',
  );
  process.exit(existsSync(join(root, 'dist/cli/main.js')) ? 0 : 1);
}
const { build } = await import('esbuild-wasm');
const { dependencies, optionalDependencies } = require(join(root, 'package.json'));

/**
 * One file for what every command needs and one for each part that only some need: loading a hundred modules one by one
 * takes longer than a small scan. Packages that few runs need, or that are native, stay outside.
 */
async function bundle(from, to) {
  await build({
    entryPoints: [
      join(root, from, 'cli/main.js'),
      join(root, from, 'cli/worker.js'),
      join(root, from, 'cli/library.js'),
    ],
    outdir: join(root, to, 'cli'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: Object.keys({ ...dependencies, ...optionalDependencies }),
    alias: { 'string-width': join(root, from, 'cli/string-width.js') },
    plugins: [oneChunk(join(root, from))],
    logLevel: 'warning',
  });
}

/** The declarations that the library's own leads to. */
function copyTypes(from, to) {
  const filter = (path) => path.endsWith('.d.ts') || statSync(path).isDirectory();
  cpSync(join(root, from), join(root, to, 'types'), { recursive: true, filter });
}

/** The page of the html report: one script and one style, which the report puts into its file. */
async function buildPage(to) {
  await build({
    entryPoints: [join(root, 'src/report/page/main.ts'), join(root, 'src/report/page/page.css')],
    entryNames: '[name]',
    outdir: join(root, to, 'report'),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome111', 'firefox115', 'safari16.4'],
    charset: 'utf8',
    logLevel: 'warning',
  });
  renameSync(join(root, to, 'report/main.js'), join(root, to, 'report/page.js'));
}

/** AssemblyScript to WebAssembly. */
function compileKernel(sources, target) {
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '-o', target];
  run(binOf('assemblyscript', 'bin/asc.js'), [...sources, ...options]);
}

/** What caches are told apart by: a hash of all that decides what a scan finds. */
function writeBuildId(to) {
  const hash = createHash('sha256');
  for (const path of readdirSync(to, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (/\.(js|wasm|json)$/.test(path)) hash.update(`${path}\0`).update(readFileSync(join(to, path)));
  }
  writeFileSync(join(to, 'build-id'), hash.digest('hex'));
}

// Built aside and put in place at the end: a command that runs meanwhile keeps a whole dist/.
const modules = `dist.${process.pid}.modules`;
const next = `dist.${process.pid}`;
try {
  run(binOf('typescript', 'bin/tsc'), ['--outDir', modules]);
  await bundle(modules, next);
  copyTypes(modules, next);
  await buildPage(next);
  compileKernel(['src/detect/wasm/prefilter.ts', 'src/detect/wasm/encoded.ts'], `${next}/detect/prefilter.wasm`);
  compileKernel(['src/sources/git/wasm/delta.ts'], `${next}/sources/git/delta.wasm`);
  run('scripts/compile-detectors.mjs', [modules, `${next}/catalog.json`]);
  writeBuildId(join(root, next));
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(join(root, next), join(root, 'dist'));
} catch (error) {
  // The tool has said what is wrong.
  process.exitCode = error.status || 1;
} finally {
  for (const directory of [modules, next]) rmSync(join(root, directory), { recursive: true, force: true });
}

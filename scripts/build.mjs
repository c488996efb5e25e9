// Builds dist/: TypeScript, the WebAssembly kernel and the compiled catalogue. Run by `npm ci` (as `prepare`), by
// `npm pack` and before the tests. Only JavaScript tools, so that no compiler and no optional package is needed.

import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
// Built aside and put in place at the end: a command that runs meanwhile keeps a whole dist/.
const next = `dist.${process.pid}`;
try {
  run(binOf('typescript', 'bin/tsc'), ['--outDir', next]);
  const kernel = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '-o', `${next}/detect/prefilter.wasm`];
  run(binOf('assemblyscript', 'bin/asc.js'), ['src/detect/wasm/prefilter.ts', ...kernel]);
  run('scripts/compile-detectors.mjs', [next]);
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(join(root, next), join(root, 'dist'));
} catch (error) {
  // The tool has said what is wrong.
  process.exitCode = error.status || 1;
} finally {
  rmSync(join(root, next), { recursive: true, force: true });
}

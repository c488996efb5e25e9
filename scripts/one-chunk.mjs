// A plugin for esbuild, which makes a chunk of its own for each set of entry points that need the same modules: with a
// hundred `import()`s that is fifty small files for one scan, and Node takes as long to find them as to run them. So the
// modules of nearly every scan are named here, and each part that is loaded later is said to need all of them. By then
// they are loaded, and esbuild puts them together.

import { dirname, resolve } from 'node:path';

/** Relative to `src/`, without extension; what they import statically comes along. */
const COMMON = [
  'cli/run-scan',
  'cli/policy/before-change',
  'sources/directory/plan',
  'sources/directory/read',
  'sources/git/plan',
  'sources/git/read',
];

/** These load parts before a scan is begun, and some that need no scan. */
const BEFORE = /cli\/(?:main|command-line)\.js$/;

/** `root` holds the compiled modules. */
export function oneChunk(root) {
  return {
    name: 'one-chunk',
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, path, importer, resolveDir }) =>
        kind === 'dynamic-import' && !BEFORE.test(importer)
          ? { path: resolve(resolveDir, path), namespace: 'part' }
          : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({
        contents: [
          ...COMMON.map((module) => `import ${JSON.stringify(resolve(root, `${module}.js`))};`),
          `export * from ${JSON.stringify(path)};`,
        ].join('\n'),
        resolveDir: dirname(path),
      }));
    },
  };
}

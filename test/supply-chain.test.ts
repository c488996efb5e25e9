/** What is installed beside hullcheck: licences, scripts, and that each dependency has its reason written down. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };
const installed = Object.entries(packages).filter(([path]) => path !== '');

/** Ask nothing of whoever uses them beyond naming them. */
const PERMISSIVE =
  /^\(?(MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|Zlib|Unlicense|CC0-1\.0|Python-2\.0|\(| OR | AND |\))+$/;

/** The lock file does not have it for packages that name it in the way of old. */
function licenceOf(path: string, { license }: Locked): string {
  if (license !== undefined) return license;
  const file = join(ROOT, path, 'package.json');
  // An optional part that this machine has not.
  if (!existsSync(file)) return 'MIT';
  const own = JSON.parse(readFileSync(file, 'utf8')) as { licenses?: readonly { readonly type: string }[] };
  return own.licenses?.map(({ type }) => type).join(' AND ') ?? 'none';
}

test('all that users install has a permissive licence', () => {
  const named = installed.flatMap(([path, locked]) =>
    locked.dev === true ? [] : [[path, licenceOf(path, locked)] as const],
  );
  expect(named.filter(([, licence]) => !PERMISSIVE.test(licence))).toEqual([]);
});

test('all is pinned by content and names no host', () => {
  expect(installed.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
  expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
});

test('versions are exact', () => {
  const all = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies };
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('nothing of ours runs at installation but the build', () => {
  const hooks = ['preinstall', 'install', 'postinstall', 'prepublish'];
  expect(hooks.filter((name) => name in manifest.scripts)).toEqual([]);
  expect(manifest.scripts['prepare']).toBe('node scripts/build.mjs');
  expect(read('scripts/build.mjs')).not.toMatch(/https?:\/\/|fetch\(|node:https?/);
});

test('each dependency has its reason in ARCHITECTURE.md', () => {
  const reasons = read('ARCHITECTURE.md');
  const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  expect(names.filter((name) => !reasons.includes(name))).toEqual([]);
});

/** The library as its users import it: the examples of its documentation, typed and run, in a project of their own. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { environment } from '../support/command.js';
import { repository } from '../support/repository.js';
import { secrets } from '../support/secrets.js';
import { writeTree } from '../support/tree.js';

vi.setConfig({ testTimeout: 120_000 });

const ROOT = join(import.meta.dirname, '../..');
const examples = [...readFileSync(join(ROOT, 'docs/library.md'), 'utf8').matchAll(/```ts\n(.*?)```/gsu)].map(
  ([, code = '']) => code,
);

/** A project with a leak in its last commit, which has hullcheck installed. */
function project(files: Readonly<Record<string, string>>): string {
  const repo = repository();
  repo.commit('Begin', { '.gitignore': 'node_modules\n*.mjs\n*.ts\n' });
  repo.commit('Leak', { 'app.env': `GITHUB_TOKEN=${secrets.github('library')}\n` });
  mkdirSync(join(repo.directory, 'node_modules'));
  symlinkSync(ROOT, join(repo.directory, 'node_modules/hullcheck'));
  return writeTree(repo.directory, { 'package.json': '{"type":"module"}', ...files });
}

function run(directory: string, file: string): string {
  return execFileSync(process.execPath, [file], { cwd: directory, env: environment(), encoding: 'utf8' });
}

/** The examples use no syntax of TypeScript but an import of a type and annotations of one. */
function javascript(code: string): string {
  return code.replace(', type Finding', '').replace(': Finding[]', '');
}

describe('the examples of the documentation', () => {
  const outputs = [
    'app.env:1:14 critical GitHub personal access token (classic) ghp_********\ncomplete\n',
    'GitHub personal access token (classic) introduced by Ada\n',
    'stop at the first: github-classic-pat\n',
  ];

  test('are all here', () => {
    expect(examples).toHaveLength(outputs.length);
  });

  test.each(outputs.map((output, index) => [index, output] as const))(
    'number %i does what it says',
    (index, output) => {
      expect(run(project({ 'example.mjs': javascript(examples[index] ?? '') }), 'example.mjs')).toBe(output);
    },
  );

  test('are typed', () => {
    const files = Object.fromEntries(examples.map((code, index) => [`example${index}.ts`, code]));
    const directory = project(files);
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const types = join(ROOT, 'node_modules/@types');
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      '--typeRoots',
      types,
    ];
    expect(
      execFileSync(process.execPath, [tsc, ...options, ...Object.keys(files)], { cwd: directory, encoding: 'utf8' }),
    ).toBe('');
  });
});

test('ends when it is told to, and says so', () => {
  const code = `
    import { scan } from 'hullcheck';
    const events = [];
    for await (const event of scan({ paths: ['.'] }, { signal: AbortSignal.abort() })) events.push(event);
    console.log(events.at(-1).type, events.at(-1).complete);`;
  expect(run(project({ 'abort.mjs': code }), 'abort.mjs')).toBe('end false\n');
});

test('gives secrets in clear only when asked, and the same fingerprint for the same key', () => {
  const code = `
    import { scan } from 'hullcheck';
    for (const showSecrets of [false, true])
      for await (const event of scan({ paths: ['app.env'] }, { showSecrets, key: 'a long enough key of ours' }))
        if (event.type === 'finding') console.log(event.secret, event.fingerprint);`;
  const [masked = '', clear = ''] = run(project({ 'show.mjs': code }), 'show.mjs')
    .trim()
    .split('\n');
  expect(masked).toMatch(/^ghp_\*{8} [0-9a-f]{32}$/);
  expect(clear).toBe(`${secrets.github('library')} ${masked.split(' ')[1]}`);
});

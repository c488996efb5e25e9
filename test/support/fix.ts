/** `hullcheck fix` on files made for a test, and what has to hold after every run of it. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { expect } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { hullcheck, hullcheckJson, type Run } from './command.js';
import { secrets } from './secrets.js';
import { temporaryDirectory, tree } from './tree.js';

export interface FixRun {
  readonly run: Run;
  readonly root: string;
  /** What `--secrets-out` got, with the values named as in the input. */
  readonly secrets: string;
  /** Lines that went and came, `-` and `+`, by file, with the values named as in the input. */
  readonly changes: string;
  read(path: string): string;
}

/** Up to the image of its one container, for a test to go on. */
export const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: web:1
`;

type Kind = keyof typeof secrets;

/** `<github:a>` in the texts of a test is a GitHub token made from the seed `a`. */
const TOKEN = /<(github|stripe|slack|privateKey|password):([\w-]+)>/g;

export function fill(text: string): string {
  return text.replace(TOKEN, (_, kind: Kind, seed: string) => secrets[kind](seed));
}

function valuesIn(texts: readonly string[]): Map<string, string> {
  const tokens = texts.flatMap((text) => [...text.matchAll(TOKEN)].map(([token]) => token));
  return new Map(tokens.map((token) => [fill(token), token]));
}

/** Runs with `--write`; a private directory takes the secrets. Checks what every fix has to keep to. */
export function fixFiles(
  files: Readonly<Record<string, string>>,
  { args = [], code = 0, clean = true }: { args?: readonly string[]; code?: number; clean?: boolean } = {},
): FixRun {
  const filled = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, fill(text)]));
  const root = tree(filled);
  const out = join(temporaryDirectory(), 'secrets');
  const run = hullcheck(['fix', '--write', '--secrets-out', `${out}/`, ...args], { cwd: root });
  const values = valuesIn(Object.values(files));
  const named = (text: string): string =>
    [...values].reduce((shown, [value, token]) => shown.replaceAll(value, token), text);
  for (const value of values.keys()) expect(run.stdout + run.stderr).not.toContain(value);
  expect({ code: run.code, stderr: run.stderr, stdout: run.stdout }).toEqual({ code, stderr: '', stdout: run.stdout });
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  for (const path of listFiles(root))
    if (clean && /\.(ya?ml|json)$/.test(path) && !read(path).includes('{{')) expectParses(read(path), path);
  if (clean) expect(hullcheckJson(['scan'], { cwd: root }).report.findings).toEqual([]);
  const changes = listFiles(root)
    .map((path) => changedLines(path, { before: filled[path] ?? '', after: read(path) }))
    .join('');
  return { run, root, read, changes: named(changes), secrets: named(readAll(out)) };
}

function expectParses(text: string, path: string): void {
  const errors = parseAllDocuments(text, { uniqueKeys: true }).flatMap((document) => document.errors);
  expect([path, errors]).toEqual([path, []]);
}

function changedLines(path: string, { before, after }: { before: string; after: string }): string {
  if (before === after) return '';
  const lines = createTwoFilesPatch('', '', before, after, '', '', { context: 0 }).split('\n').slice(4);
  return `${path}\n${lines
    .filter((line) => /^[-+]/.test(line))
    .map((line) => `${line.replaceAll('\r', '<CR>')}\n`)
    .join('')}`;
}

function readAll(directory: string): string {
  if (!existsSync(directory)) return '';
  return listFiles(directory)
    .map((path) => {
      expect(statSync(join(directory, path)).mode & 0o777).toBe(0o600);
      return `# ${path}\n${readFileSync(join(directory, path), 'utf8')}`;
    })
    .join('');
}

export function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();
}

export function git(root: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
}

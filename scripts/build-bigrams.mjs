// Counts which characters follow each other in ordinary source code, for src/detect/generic/bigrams.ts.
//
//   node scripts/build-bigrams.mjs > src/detect/generic/bigrams.ts
//
// Reads the TypeScript, JavaScript and Markdown of the packages named here, all of one build for every platform; their
// versions are written into the result, and with the same versions it comes out the same anywhere. Only counts leave this
// script. Every word counts once per file: a word that one file repeats a thousand times is not more natural for it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('../node_modules', import.meta.url).pathname;
const PACKAGES = ['ajv', 'fast-check', 'isomorphic-git', 're2js', 'typescript', 'vitest', 'yaml', 'yargs', 'zod'];
const SYMBOLS = '_abcdefghijklmnopqrstuvwxyz0123456789';
const LARGEST = 300_000;

function* files(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* files(path);
    else if (entry.isFile() && /(\.d\.ts|\.md|[^n]\.js)$/.test(entry.name) && !/\.min\./.test(entry.name)) yield path;
  }
}

const counts = Array.from(SYMBOLS, () => Array.from(SYMBOLS, () => 1));
for (const file of PACKAGES.flatMap((name) => [...files(join(ROOT, name))])) {
  const text = readFileSync(file, 'latin1');
  if (text.length > LARGEST) continue;
  for (const word of new Set(text.toLowerCase().match(/[a-z0-9]{2,24}/g) ?? [])) {
    const symbols = [...`_${word}_`].map((character) => SYMBOLS.indexOf(character));
    for (let at = 1; at < symbols.length; at++) counts[symbols[at - 1]][symbols[at]]++;
  }
}

// Surprise of the second character after the first, in quarter bits, as one letter: `A` is 0, `B` a quarter, ...
const table = counts.map((row) => {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count) => String.fromCharCode(65 + Math.min(57, Math.round(-4 * Math.log2(count / total))))).join('');
});
const versions = PACKAGES.map((name) => {
  const { version } = JSON.parse(readFileSync(join(ROOT, name, 'package.json'), 'utf8'));
  return `${name} ${version}`;
});
console.log(`// Made by scripts/build-bigrams.mjs; do not edit.
// From ${versions.join(', ')}.

/** Rows: the character before; columns: the character after; both in this order, \`_\` standing for a boundary. */
export const SYMBOLS = '${SYMBOLS}';

/** Surprise in quarter bits as a letter, \`A\` for none. */
export const BIGRAMS = [
${table.map((row) => `  ${JSON.stringify(row).replaceAll("'", "\\'").replace(/^"|"$/g, "'").replaceAll('\\"', '"')},`).join('\n')}
];`);

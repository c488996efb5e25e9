/** Configuration, ignore file, baseline, gitleaks configuration and its exceptions, detectors: each parsed or refused in words. */

import { parseConfig } from '../../src/catalog/config.js';
import { parseForeignBaseline, parseGitleaksIgnore } from '../../src/catalog/foreign-exceptions.js';
import { parseGitleaksConfig } from '../../src/catalog/gitleaks.js';
import { parseIgnoreFile } from '../../src/catalog/ignore-file.js';
import { loadCatalog } from '../../src/catalog/load.js';
import { FileError } from '../../src/catalog/yaml-text.js';
import { BaselineError, parseBaseline } from '../../src/triage/baseline-file.js';
import { parseKeyNote } from '../../src/triage/key-note.js';
import { createPathPattern } from '../../src/triage/path-pattern.js';
import type { Target } from '../engine/target.js';

const PARSERS: readonly ((text: string) => unknown)[] = [
  (text) => parseConfig('c', text),
  (text) => parseIgnoreFile('i', text, parseKeyNote),
  (text) => parseBaseline('b', text),
  (text) => parseGitleaksConfig('g', text),
  (text) => parseGitleaksIgnore('g', text),
  (text) => parseForeignBaseline('f', text),
  (text) => loadCatalog([{ path: 'd.yaml', text }]),
  (text) => createPathPattern(text.split('\n'))('src/a.ts'),
];

/** The first byte chooses the parser. */
function run(input: Uint8Array): void {
  const text = Buffer.from(input.subarray(1)).toString('utf8');
  try {
    PARSERS[(input[0] ?? 0) % PARSERS.length]?.(text);
  } catch (error) {
    if (!(error instanceof FileError) && !(error instanceof BaselineError)) throw error;
  }
}

const SEEDS = [
  'failOn: high\nonly: [aws-*]\nallow:\n  paths: ["test/**"]\n',
  'version: 1\nkey: none\nentries:\n  - fingerprint: 0123456789abcdef0123456789abcdef\n    reason: test data\n    expires: 2030-01-01\n',
  '{"schema":"hullcheck-baseline/1","key":"none","findings":[]}',
  "title = 'x'\n[extend]\nuseDefault = true\n[[rules]]\nid = 'a'\nregex = '''a[bc]+'''\nkeywords = ['a']\n[[rules.allowlists]]\npaths = ['''x''']\n",
  '0123456789abcdef:src/a.ts:generic-api-key:12\nsrc/b.ts:aws:3\n',
  '[{"RuleID":"a","File":"b","StartLine":3}]',
  'provider: Acme\ndetectors:\n  - id: acme-x\n    name: X\n    severity: high\n    keywords: [acme]\n    pattern: ["(?P<secret>acme_[a-z]{4})"]\n    examples: { match: [], noMatch: [] }\n',
  '*.log\n!keep.log\n/build/\n**/x\n',
];

export const target: Target = {
  most: 16_384,
  words: ['\n  - ', ': ', '&a', '*a', '<<: *a', '!!binary ', '[[', "'''", '"""', '? ', '|-\n', '{', '[', '# '],
  seeds: () => SEEDS.flatMap((text, at) => [Buffer.concat([Buffer.from([at]), Buffer.from(text)])]),
  run,
};

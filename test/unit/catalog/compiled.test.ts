/** The compiled catalogue: what comes out is what went in, and reading it stays cheap. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile, parseCompiled } from '../../../src/catalog/compiled.js';
import { catalog } from '../../support/catalog.js';

const detectors = catalog.detectors.map(({ detector }) => detector);

test('keeps every detector as it is', () => {
  expect(parseCompiled(compile(detectors)).detectors).toEqual(detectors);
});

test('has a hash that follows the detectors', () => {
  const hashOf = (some: typeof detectors): string => parseCompiled(compile(some)).hash;
  expect(hashOf(detectors)).toBe(hashOf([...detectors]));
  expect(hashOf(detectors.slice(1))).not.toBe(hashOf(detectors));
});

test('carries no examples', () => {
  expect(compile(detectors)).not.toContain('~{');
});

test('is read without the parsers of the sources, which cost more than the rest of the start', () => {
  const source = readFileSync(new URL('../../../src/catalog/compiled.ts', import.meta.url), 'utf8');
  const imported = [...source.matchAll(/^import (?!type)[^;]* from '([^']+)'/gm)].map(([, name]) => name);
  expect(imported).toEqual(['node:crypto']);
});

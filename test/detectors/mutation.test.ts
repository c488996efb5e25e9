/**
 * The examples are worth something only if they notice a changed pattern. Each mutant is a small mistake that a person
 * makes in a pattern; for nine detectors in ten the walk must notice every kind of mistake that applies.
 */

import { expect, test } from 'vitest';
import type { LoadedDetector } from '../../src/catalog/load.js';
import { hitsOf, walkDetector } from '../../src/catalog/walk.js';
import type { Detector, PatternRule } from '../../src/model/detector.js';
import { catalog } from '../support/catalog.js';
import { regexEngine } from '../../src/detect/regex.js';
import { createScan } from '../support/text-scan.js';

/** Changed patterns, by what was changed. Only the part that is the secret: the rest is context. */
function mutantsOf(pattern: string): { change: string; pattern: string }[] {
  const [before = '', after = ''] = pattern.split('(?P<secret>');
  const mutants: { change: string; pattern: string }[] = [];
  const replace = (change: string, at: RegExpMatchArray, by: string): void => {
    const from = at.index ?? 0;
    mutants.push({
      change,
      pattern: `${before}(?P<secret>${after.slice(0, from)}${by}${after.slice(from + at[0].length)}`,
    });
  };
  for (const found of after.matchAll(/\{(\d+)\}/g)) {
    const count = Number(found[1]);
    if (count < 4) continue;
    replace('length loosened downwards', found, `{${count - 1},${count}}`);
    replace('length loosened upwards', found, `{${count},${count + 4}}`);
  }
  for (const found of after.matchAll(/\{(\d+),(\d*)\}/g)) {
    const [, least = '', most = ''] = found;
    if (Number(least) < 8) continue;
    replace('least length lowered', found, `{${Number(least) - 1},${most}}`);
  }
  for (const found of after.matchAll(/\[(A-Za-z0-9|a-z0-9|A-Z0-9|a-f0-9|0-9a-f|A-Za-z)([^\]]*)\](?=\{\d{2})/g)) {
    const [, ranges = '', rest = ''] = found;
    if (!rest.includes('_') && !rest.includes('+')) replace('class widened', found, '[A-Za-z0-9_]');
    replace('a range dropped', found, `[${ranges.replace(/^(A-Z|a-z|a-f|0-9)/, '')}${rest}]`);
  }
  return mutants.filter(({ pattern: mutant }) => compiles(mutant));
}

function compiles(pattern: string): boolean {
  try {
    regexEngine().compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/** Whether the walk notices that the detector has this pattern instead. */
function isNoticed(loaded: LoadedDetector, pattern: string): boolean {
  const rule: PatternRule = { ...(loaded.detector.rule as PatternRule), pattern };
  const detector: Detector = { ...loaded.detector, rule };
  const scan = createScan([detector]);
  return walkDetector({ ...loaded, detector }, { scan: (text) => hitsOf(text, scan(text)) }).length > 0;
}

test('a mistake in a pattern is noticed, for nine detectors in ten', { timeout: 300_000 }, () => {
  const survivors: string[] = [];
  let mutated = 0;
  for (const loaded of catalog.detectors) {
    if (loaded.detector.rule.kind !== 'pattern') continue;
    const mutants = mutantsOf(loaded.detector.rule.pattern);
    if (mutants.length === 0) continue;
    mutated++;
    const missed = mutants.find(({ pattern }) => !isNoticed(loaded, pattern));
    if (missed !== undefined) survivors.push(`${loaded.detector.id}: ${missed.change}: ${missed.pattern}`);
  }
  expect(mutated).toBeGreaterThan(100);
  expect(survivors.length / mutated, survivors.join('\n')).toBeLessThanOrEqual(0.1);
});

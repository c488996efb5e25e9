/**
 * The targets of the fuzzer over their seeds, over every input that was ever found to break one (`fuzz/regressions/`), and
 * over some mutations of both, the same ones each time. `node fuzz/run.mjs` does it by the million.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRandom, mutate, wordsOf } from '../../fuzz/engine/mutate.js';
import type { Target } from '../../fuzz/engine/target.js';

const FUZZ = join(import.meta.dirname, '../../fuzz');
const TARGETS = readdirSync(join(FUZZ, 'targets')).map((file) => file.replace(/\.ts$/, ''));
const MUTATIONS = 60;

function regressions(name: string): Buffer[] {
  const directory = join(FUZZ, 'regressions', name);
  return existsSync(directory) ? readdirSync(directory).map((file) => readFileSync(join(directory, file))) : [];
}

describe.each(TARGETS)('%s', (name) => {
  test('takes its seeds, what once broke it, and changes of both', { timeout: 60_000 }, async () => {
    const { target } = (await import(`../../fuzz/targets/${name}.ts`)) as { target: Target };
    const corpus = [...(await target.seeds()), ...regressions(name)];
    expect(corpus.length).toBeGreaterThan(0);
    for (const input of corpus) await target.run(input);
    const material = { random: createRandom(7), corpus, words: wordsOf(target.words ?? ['\0']), most: target.most };
    for (let at = 0; at < MUTATIONS; at++)
      await target.run(mutate(corpus[at % corpus.length] ?? Buffer.alloc(0), material));
  });
});

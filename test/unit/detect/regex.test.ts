import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engines } from '../../support/regex-engines.js';

const [plain, native] = engines.map(([, engine]) => engine);

describe.each(engines)('with %s', (_, engine) => {
  describe.skipIf(engine === undefined)('the door', () => {
    test('gives the offsets of the match and of its secret', () => {
      const pattern = engine?.compile('key=(?P<secret>[a-z]+);');
      expect(pattern?.exec('x key=abc;', 0)).toEqual({ start: 2, end: 10, secretStart: 6, secretEnd: 9 });
      expect(pattern?.exec('x key=abc; key=d;', 9)).toEqual({ start: 11, end: 17, secretStart: 15, secretEnd: 16 });
      expect(pattern?.exec('x key=abc;', 3)).toBeNull();
    });

    test('a pattern without a secret reports all of the match', () => {
      expect(engine?.compile('b+').exec('abbc', 0)).toEqual({ start: 1, end: 3, secretStart: 1, secretEnd: 3 });
    });

    test('a dot matches every byte, valid UTF-8 or not', () => {
      const pattern = engine?.compile('(?s)^a(?P<secret>.{256})b$');
      const bytes = Buffer.from(Array.from({ length: 256 }, (_unused, byte) => byte)).toString('latin1');
      expect(pattern?.exec(`a${bytes}b`, 0)).toMatchObject({ secretStart: 1, secretEnd: 257 });
    });

    test.each(['(?<=a)b', '(?<!a)b', '(?=a)', '(?!a)', '(a)\\1', '(', 'a{2000}'])('refuses %s', (source) => {
      expect(() => engine?.compile(source)).toThrow(Error);
    });

    test('takes linear time where backtracking would take for ever', () => {
      const pattern = engine?.compile('(?P<secret>(a|aa)+(a*)*b)');
      const start = performance.now();
      expect(pattern?.exec('a'.repeat(5000), 0)).toBeNull();
      expect(performance.now() - start).toBeLessThan(2000);
    });
  });
});

describe.skipIf(native === undefined)('both engines', () => {
  test('agree on random texts', () => {
    const sources = [
      '\\b(?P<secret>[a-c]{2,4})\\b',
      '(?i)AB(?P<secret>.?)c',
      '(?:^|[^a-z])(?P<secret>a[\\s\\S]*?b)(?:$|\\W)',
      '[^\\x00-\\x7f]+',
      '\\xe4(?P<secret>\\w*)$',
    ];
    const compiled = sources.map((source) => [plain?.compile(source), native?.compile(source)] as const);
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'B', ' ', '\n', '_', '\u00e4', '\u00ff', '\u0000'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, fc.nat(40), (input, seed) => {
        const from = seed % (input.length + 1);
        for (const [one, other] of compiled) expect(one?.exec(input, from)).toEqual(other?.exec(input, from));
      }),
      { numRuns: 2000 },
    );
  });
});

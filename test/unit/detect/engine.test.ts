import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandExample } from '../../../src/catalog/examples/expand.js';
import { createEngine } from '../../../src/detect/engine.js';
import { outermost } from '../../../src/detect/decode/layer.js';
import { createMatcher } from '../../../src/detect/matcher.js';
import { chooseCandidates } from '../../../src/detect/overlap.js';
import { regexEngine } from '../../../src/detect/regex.js';
import type { PatternRule } from '../../../src/model/detector.js';
import { kernel } from '../../support/assets.js';
import { catalog } from '../../support/catalog.js';
import { createScan, key } from '../../support/text-scan.js';

const detectors = catalog.detectors.map(({ detector }) => detector);
const examples = catalog.detectors.flatMap(({ detector, examples: { match, noMatch } }) => [
  ...match.map((example, index) => expandExample(example, `${detector.id}/${index}`).text),
  ...noMatch.map((example, index) => expandExample(example, `${detector.id}/no/${index}`).text),
]);

/** Texts in which detectors have something to do: examples in any order, in noise. */
const busyText = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...examples) },
      { weight: 1, arbitrary: fc.string({ maxLength: 30 }) },
    ),
    { maxLength: 12 },
  )
  .chain((parts) => fc.constantFrom('\n', ' ', ';', '\n\n\t').map((separator) => parts.join(separator)));

/** The slow way: every pattern over all of the text, no keywords, no windows. */
function plainly(text: string): string[] {
  const layer = outermost(Buffer.from(text));
  const candidates = detectors.flatMap((detector) => {
    const { rule } = detector;
    if (rule.kind !== 'pattern') return [];
    const everywhere: PatternRule = { ...rule, reach: { before: 0, after: layer.bytes.length } };
    return createMatcher(detector, everywhere, regexEngine()).match(layer, [0]);
  });
  return chooseCandidates(candidates).map(({ detector, secret, start }) => `${detector.id} at ${start}: ${secret}`);
}

describe('keywords and windows', () => {
  const patterns = detectors.filter(({ rule }) => rule.kind === 'pattern');
  const engine = createEngine({ detectors: patterns, kernel, key });

  test('find what every pattern finds over all of the text', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(busyText, (text) => {
        const bytes = Buffer.from(text);
        const found = engine
          .scan({ type: 'content', bytes, provenance: { kind: 'file', path: 'input' } })
          .findings()
          .filter(({ decoded }) => decoded.length === 0)
          .map(({ detector, secret, location }) => {
            const lineStart =
              text
                .split('\n')
                .slice(0, location.startLine - 1)
                .join('\n').length + (location.startLine > 1 ? 1 : 0);
            const start =
              Buffer.byteLength(text.slice(0, lineStart)) +
              Buffer.byteLength(
                Array.from(text.slice(lineStart))
                  .slice(0, location.startColumn - 1)
                  .join(''),
              );
            return `${detector} at ${start}: ${Buffer.from(secret.reveal()).toString('latin1')}`;
          });
        const missed = plainly(text).filter((candidate) => !found.includes(candidate));
        // What only the slow way finds may have lost to something that was decoded; nothing else may be missing.
        const decodedInstead = engine
          .scan({ type: 'content', bytes, provenance: { kind: 'file', path: 'input' } })
          .findings()
          .some(({ decoded }) => decoded.length > 0);
        if (!decodedInstead) expect(missed).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('any bytes', () => {
  const scan = createScan(detectors);

  test('never make it throw, and locations lie inside', { timeout: 60_000 }, () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      busyText.map((text) => new Uint8Array(Buffer.from(text))),
      busyText.map((text) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))),
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 3 }), fc.nat(), (parts, cut) => {
        const whole = Buffer.concat(parts);
        const bytes = whole.subarray(0, whole.length - (cut % 7));
        for (const { location } of scan(bytes)) {
          expect(location.startLine >= 1 && location.startColumn >= 1).toBe(true);
          expect(location.endLine > location.startLine || location.endColumn > location.startColumn).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('behind the end of the content are never looked at', () => {
    const text = Buffer.from('password = "k7Gh2');
    const memory = new Uint8Array(Buffer.concat([text, Buffer.from('pQ9zX4w"; more')]));
    expect(scan(memory.slice(0, text.length))).toEqual([]);
    const engine = createEngine({ detectors, kernel, key });
    const scanned = engine.scan({
      type: 'content',
      bytes: memory.subarray(0, text.length),
      provenance: { kind: 'file', path: 'input' },
    });
    expect(scanned.findings()).toEqual([]);
  });

  test('in a window only what it owns is reported', () => {
    const [token = ''] = examples.filter((example) => example.startsWith('GITHUB_TOKEN=ghp_'));
    const bytes = Buffer.from(`${token}\n${token}\n${token}\n`);
    const engine = createEngine({ detectors, kernel, key });
    const scanned = engine.scan({
      type: 'content',
      bytes,
      provenance: { kind: 'file', path: 'input' },
      start: { line: 10, column: 5 },
      owned: { start: token.length, end: 2 * token.length + 2 },
    });
    expect(scanned.findings().map(({ location }) => location.startLine)).toEqual([11]);
  });
});

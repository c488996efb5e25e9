/** The walk over all examples: what every detector promises, held against an engine. The engine is given, not imported. */

import { expandExample, expandLongest, nearMisses } from './examples/expand.js';
import { compilePattern, type Pattern } from '../detect/regex.js';
import type { Finding } from '../model/finding.js';
import type { CatalogError, LoadedDetector } from './load.js';

/** A secret that the engine reports, as offsets in the text. */
export interface Hit {
  readonly detector: string;
  readonly start: number;
  readonly end: number;
}

export interface Walk {
  /** Runs the whole catalogue over a text. */
  scan(text: string): readonly Hit[];
  /** Compiles a pattern on the engine under test. */
  compile?(source: string): Pattern;
}

/** Findings in `text` as offsets. Columns count characters, as the offsets of a JavaScript string do outside of emoji. */
export function hitsOf(text: string, findings: readonly Finding[]): Hit[] {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const offset = (line: number, column: number): number => (lineStarts[line - 1] ?? 0) + column - 1;
  return findings.map(({ detector, location }) => ({
    detector,
    start: offset(location.startLine, location.startColumn),
    end: offset(location.endLine, location.endColumn),
  }));
}

/** Everything in which a detector does not keep what its examples say. Empty: all is well. */
export function walkDetector(loaded: LoadedDetector, { scan, compile = compilePattern }: Walk): CatalogError[] {
  const { detector, examples, path } = loaded;
  const faults: string[] = [];
  examples.match.forEach((example, index) => {
    const seed = `${detector.id}/${index}`;
    for (const { text, secrets } of [expandExample(example, seed), expandLongest(example, seed)]) {
      faults.push(
        ...positiveFaults(scan(text), { id: detector.id, text, secrets }).map(
          (fault) => `match ${index + 1}: ${fault}`,
        ),
      );
    }
    if (detector.rule.kind === 'pattern') {
      const pattern = compile(detector.rule.pattern);
      for (const { text, change } of nearMisses(example, seed)) {
        if (matchesAsMuch(pattern, text, expandExample(example, seed).secrets.length)) {
          faults.push(`match ${index + 1}: still matches with ${change}: ${JSON.stringify(text)}`);
        }
      }
    }
  });
  examples.noMatch.forEach((example, index) => {
    const { text } = expandExample(example, `${detector.id}/no/${index}`);
    const hits = scan(text).filter((hit) => hit.detector === detector.id);
    if (hits.length > 0) faults.push(`noMatch ${index + 1}: matches ${JSON.stringify(text)}`);
  });
  return faults.map((message) => ({ path, detector: detector.id, message }));
}

/** The pattern alone, without entropy and checks: a checksum must not hide that a pattern has become too loose. */
function matchesAsMuch(pattern: Pattern, text: string, expected: number): boolean {
  const latin1 = Buffer.from(text, 'utf8').toString('latin1');
  let count = 0;
  for (let from = 0; from <= latin1.length;) {
    const found = pattern.exec(latin1, from);
    if (found === null) break;
    count++;
    from = Math.max(found.secretEnd, from + 1);
  }
  return count >= expected;
}

interface Positive {
  readonly id: string;
  readonly text: string;
  readonly secrets: readonly { readonly start: number; readonly end: number }[];
}

function positiveFaults(hits: readonly Hit[], { id, text, secrets }: Positive): string[] {
  const own = hits.filter((hit) => hit.detector === id);
  const faults: string[] = [];
  const shown = (start: number, end: number): string => JSON.stringify(text.slice(start, end));
  for (const { start, end } of secrets) {
    if (own.some((hit) => hit.start === start && hit.end === end)) continue;
    const other = hits.find((hit) => hit.start < end && hit.end > start);
    const instead = other === undefined ? 'nothing' : `${other.detector} ${shown(other.start, other.end)}`;
    faults.push(`expected ${shown(start, end)}, found ${instead}`);
  }
  if (own.length > secrets.length) faults.push(`found ${own.length} secrets, expected ${secrets.length}`);
  return faults;
}

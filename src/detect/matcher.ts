/** One pattern detector at work: compiled for the first window that it may match in, run on windows, its matches checked. */

import type { Range } from '../model/content.js';
import type { Confidence, Detector, PatternRule } from '../model/detector.js';
import type { Candidate } from './candidate.js';
import { latin1 } from './bytes.js';
import { CHECKS, type Check } from './checks/index.js';
import { isStandIn } from './checks/placeholder.js';
import type { Layer } from './decode/index.js';
import { shannonEntropy } from './entropy.js';
import { mayMatch, needsOf, type Needs } from './needs.js';
import type { Match, Pattern, PatternCompiler } from './regex.js';
import { isBlock, windowsAround } from './windows.js';

export interface Matcher {
  readonly detector: Detector;
  /** Whether its matches may go over many lines. */
  readonly block: boolean;
  /** Whether it is also run in binary files. */
  readonly inBinary: boolean;
  /** The parts of a text that `match` looks at for these keywords. */
  windows(bytes: Uint8Array, hits: readonly number[]): readonly Range[];
  /** Candidates in a layer, given where the detector's keywords stand in it. */
  match(layer: Layer, hits: readonly number[]): Candidate[];
}

export function createMatcher(detector: Detector, rule: PatternRule, regex: PatternCompiler): Matcher {
  let compiled: Pattern | undefined;
  let needs: Needs | undefined;

  function match(layer: Layer, hits: readonly number[]): Candidate[] {
    const wanted = (needs ??= needsOf(rule.pattern, detector.keywords));
    const candidates: Candidate[] = [];
    for (const { start, end, depends } of windowsAround(layer.bytes, hits, rule.reach)) {
      if (!mayMatch(layer.bytes, { start, end }, wanted)) continue;
      const pattern = (compiled ??= regex.compile(rule.pattern));
      const text = latin1(layer.bytes, start, end);
      for (const found of allMatches(pattern, text)) {
        const secret = text.slice(found.secretStart, found.secretEnd);
        const evidence = weigh(detector, rule, secret);
        if (evidence === undefined) continue;
        candidates.push({
          detector,
          secret,
          start: layer.outerStart(start + found.secretStart),
          end: layer.outerEnd(start + found.secretEnd - 1),
          encodings: layer.encodings,
          depends: layer.dependsOn(depends),
          matched: text.slice(found.start, found.end),
          ...evidence,
        });
      }
    }
    return candidates;
  }
  return {
    detector,
    block: isBlock(rule.reach),
    inBinary: rule.inBinary,
    windows: (bytes, hits) => windowsAround(bytes, hits, rule.reach),
    match,
  };
}

/**
 * Goes on after the secret rather than after the match: the delimiter behind one token may be the one in front of the
 * next. An empty secret is no secret.
 */
function* allMatches(pattern: Pattern, text: string): Generator<Match> {
  let from = 0;
  while (from <= text.length) {
    const found = pattern.exec(text, from);
    if (found === null) return;
    if (found.secretEnd > found.secretStart) yield found;
    from = Math.max(found.secretEnd, found.start + 1, from + 1);
  }
}

interface Evidence {
  readonly confidence: Confidence;
  readonly reasons: readonly string[];
}

/** Why and how much the secret is believed, or undefined when the entropy or a check says no. */
function weigh({ confidence }: Detector, rule: PatternRule, secret: string): Evidence | undefined {
  if (rule.minEntropy !== undefined && shannonEntropy(secret) < rule.minEntropy) return undefined;
  const checks = rule.checks.map(checkNamed);
  if (!checks.every(({ holds }) => holds(secret))) return undefined;
  const reasons = ['matches the format', ...checks.map(({ says }) => says)];
  if (rule.checksum === undefined) return { confidence, reasons };
  const { holds, says } = checkNamed(rule.checksum);
  // Shown in documentation: nobody was ever given it.
  if (!holds(secret) && isStandIn(secret)) return undefined;
  return holds(secret)
    ? { confidence, reasons: [...reasons, says] }
    : { confidence: 'low', reasons: [...reasons, 'its checksum is wrong: it may be made up'] };
}

function checkNamed(name: string): Check {
  const check = CHECKS[name];
  // The loader refuses unknown names, so this is a bug and not bad input.
  if (check === undefined) throw new Error(`Unknown check "${name}"`);
  return check;
}

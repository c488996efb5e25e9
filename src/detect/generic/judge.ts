/** Whether a value given to a credential's name is a credential: the sum of what its traits are worth. */

import type { Confidence } from '../../model/detector.js';
import type { Evidence } from '../../model/finding.js';
import { ordinaryTraits, plainTraits, type Context } from './traits.js';
import type { Value } from './value.js';
import { WEIGHTS, type Trait } from './weights.js';

export type { Context } from './traits.js';

export interface Judgement {
  /** Undefined: not to be reported. */
  readonly confidence: Confidence | undefined;
  /** The sum of the evidence. At 0 the odds are even; ten points double them. */
  readonly score: number;
  readonly evidence: readonly Evidence[];
  /** The three strongest points in favour. */
  readonly reasons: readonly string[];
}

/** A judgement of something to report. */
export type Reported = Judgement & { readonly confidence: Confidence };

/** Least scores: odds of 1 to 1, of 3 to 1, of 11 to 1. */
const LOW = 0;
const MEDIUM = 15;
const HIGH = 35;

/** How many reasons a finding shows. */
const REASONS = 3;

/** All that speaks for and against. */
export function judge(value: Value, context: Context): Judgement {
  return summedUp([...plainTraits(value, context), ...ordinaryTraits(value, context)]);
}

/** The same for what is reported, undefined for what is not: most values are told at a glance. */
export function judgeQuickly(value: Value, context: Context): Reported | undefined {
  const plain = plainTraits(value, context);
  if (sum(plain) < LOW) return undefined;
  const { confidence, ...judgement } = summedUp([...plain, ...ordinaryTraits(value, context)]);
  return confidence === undefined ? undefined : { ...judgement, confidence };
}

function summedUp(traits: readonly Trait[]): Judgement {
  const evidence = traits.map((trait) => WEIGHTS[trait]);
  const score = sum(traits);
  const reasons = evidence
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points)
    .slice(0, REASONS)
    .map(({ says }) => says);
  return { confidence: confidenceOf(score, traits), score, evidence, reasons };
}

function sum(traits: readonly Trait[]): number {
  return traits.reduce((score, trait) => score + WEIGHTS[trait].points, 0);
}

/**
 * The best confidence with a trait, whatever the score: values in tests are made up, a UUID is the key of a record, and a
 * word is a weak password even in a file for passwords.
 */
const AT_MOST: Partial<Record<Trait, Confidence>> = {
  test: 'low',
  'made up': 'low',
  'some uuid': 'low',
  'key under 12': 'low',
  'password under 6': 'medium',
  placeholder: 'medium',
  'repeats name': 'medium',
};

function confidenceOf(score: number, traits: readonly Trait[]): Confidence | undefined {
  if (score < LOW) return undefined;
  const limits = traits.map((trait) => AT_MOST[trait]);
  if (score < MEDIUM || limits.includes('low')) return 'low';
  return score < HIGH || limits.includes('medium') ? 'medium' : 'high';
}

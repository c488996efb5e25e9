/** What is true of every text that a pattern, or a part of one, matches. */

import type { Characters } from './pattern-syntax.js';

export interface Facts {
  /** Length of the shortest one. */
  readonly least: number;
  readonly word: Runs;
  readonly solid: Runs;
  /** What each holds, in lower case. */
  readonly texts: readonly string[];
  /** The only one there is, in lower case. */
  readonly text?: string;
}

/** Runs of characters of one class, each as long at least: at the beginning, at the end, and anywhere. */
interface Runs {
  /** Whether every text is one run. */
  readonly whole: boolean;
  readonly first: number;
  readonly last: number;
  readonly best: number;
}

/** One of those characters. */
export function charactersOf({ word, solid, text }: Characters): Facts {
  return { least: 1, word: runs(word, 1), solid: runs(solid, 1), texts: [], ...(text === undefined ? {} : { text }) };
}

function runs(whole: boolean, length: number): Runs {
  return whole ? { whole, first: length, last: length, best: length } : { whole, first: 0, last: 0, best: 0 };
}

/** One after the other. */
export function sequence(parts: readonly Facts[]): Facts {
  const texts: string[] = [];
  let text = '';
  let isText = true;
  const endText = (): void => {
    if (text !== '') texts.push(text);
    text = '';
  };
  for (const part of parts) {
    if (part.text !== undefined) {
      text += part.text;
      continue;
    }
    endText();
    isText = false;
    texts.push(...part.texts);
  }
  const all = isText ? { text } : {};
  endText();
  return {
    least: parts.reduce((sum, part) => sum + part.least, 0),
    word: parts.map(({ word }) => word).reduce(joined, EMPTY),
    solid: parts.map(({ solid }) => solid).reduce(joined, EMPTY),
    texts: isText ? [] : texts,
    ...all,
  };
}

const EMPTY: Runs = { whole: true, first: 0, last: 0, best: 0 };

function joined(a: Runs, b: Runs): Runs {
  return {
    whole: a.whole && b.whole,
    first: a.whole ? a.first + b.first : a.first,
    last: b.whole ? a.last + b.last : b.last,
    best: Math.max(a.best, b.best, a.last + b.first),
  };
}

/** One of them. */
export function alternatives(branches: readonly Facts[]): Facts {
  const [only, ...others] = branches;
  if (only !== undefined && others.length === 0) return only;
  const inAll = (text: string): boolean => others.every((other) => textsOf(other).some((one) => one.includes(text)));
  return {
    least: leastOf(branches, (facts) => facts.least),
    word: shortest(branches.map(({ word }) => word)),
    solid: shortest(branches.map(({ solid }) => solid)),
    texts: only === undefined ? [] : textsOf(only).filter(inAll),
  };
}

/** What each holds, also where it is the only one. */
export function textsOf({ text, texts }: Facts): readonly string[] {
  return text === undefined || text === '' ? texts : [text];
}

function shortest(all: readonly Runs[]): Runs {
  return {
    whole: all.every(({ whole }) => whole),
    first: leastOf(all, ({ first }) => first),
    last: leastOf(all, ({ last }) => last),
    best: leastOf(all, ({ best }) => best),
  };
}

function leastOf<T>(items: readonly T[], measure: (item: T) => number): number {
  return Math.min(...items.map(measure));
}

/** At least `times` times. */
export function repeated(facts: Facts, times: number): Facts {
  return {
    least: facts.least * times,
    word: repeatedRuns(facts.word, times),
    solid: repeatedRuns(facts.solid, times),
    texts: times === 0 ? [] : textsOf(facts),
  };
}

function repeatedRuns(one: Runs, times: number): Runs {
  if (one.whole) return runs(true, one.best * times);
  if (times === 0) return { whole: false, first: 0, last: 0, best: 0 };
  return { ...one, best: times === 1 ? one.best : Math.max(one.best, one.last + one.first) };
}

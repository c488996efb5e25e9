/** Which step of the build made what. */

import type { HistoryEntry } from '../../model/image.js';

/**
 * For each layer the index of its step: the steps that made a layer, in their order. Undefined for layers that no step is
 * there for, as in images that were imported.
 */
export function stepsOfLayers(history: readonly HistoryEntry[], layers: number): readonly (number | undefined)[] {
  const steps = history.flatMap(({ empty }, index) => (empty ? [] : [index]));
  // Some builders leave steps out: then nothing can be said.
  return Array.from({ length: layers }, (_, index) => (steps.length === layers ? steps[index] : undefined));
}

/** The last step that sets what the text named `path` was made of (`ENV DB_URL`, `CMD`). */
export function stepOfSetting(history: readonly HistoryEntry[], path: string): number | undefined {
  const named = /^history (\d+)$/.exec(path);
  if (named !== null) return Number(named[1]) - 1;
  const [instruction = '', name] = path.split(/ (.*)/s);
  const index = history.findLastIndex(({ createdBy }) => {
    const text = instructionText(createdBy);
    return text.startsWith(`${instruction} `) && (name === undefined || ` ${text}`.includes(` ${name}=`));
  });
  return index < 0 ? undefined : index;
}

/** Longer ones are of no use to people; a heredoc of a build may be as long as a program. */
const LONGEST = 2000;

/**
 * The instruction without the marks of builders: `#(nop)` of Docker's old one, the comment of BuildKit, the shell around what
 * `RUN` runs, and the count before what `--build-arg` gave (`RUN |1 TOKEN=... /bin/sh -c ...`).
 */
export function instructionText(createdBy: string): string {
  const text = createdBy.slice(0, LONGEST).trim();
  const nop = /^\/bin\/sh -c #\(nop\)\s+(.*)$/s.exec(text)?.[1];
  if (nop !== undefined) return nop.trim();
  const marked = text.replace(/ # buildkit$/, '');
  // The old builder leaves the word RUN out.
  const run = /^(RUN )?(\|\d+ )?(.*)$/s.exec(marked);
  const [, word = '', count = '', rest = ''] = run ?? [];
  if (word === '' && count === '' && !rest.startsWith('/bin/sh -c ')) return marked;
  return `RUN ${rest.replace(/^((?:\w+=.*? )*?)\/bin\/sh -c /s, '$1')}`;
}

/** The parts of a content that are read: all of it, or what changed. */

import type { Range } from '../model/content.js';
import { endOfLine, startOfLine } from './lines.js';
import { isAlphabet, LEAST_RUN } from './decode/runs.js';

/** Pairs (start, end), ascending and apart from one another. */
export type Regions = Uint32Array;

export function wholeOf(bytes: Uint8Array): Regions {
  return Uint32Array.of(0, bytes.length);
}

export function* rangesOf(regions: Regions): Generator<Range> {
  for (let at = 0; at < regions.length; at += 2) yield { start: regions[at] ?? 0, end: regions[at + 1] ?? 0 };
}

/** Whether `range` shares a byte with a region. */
export function touches(regions: Regions, { start, end }: Range): boolean {
  let low = 0;
  let high = regions.length / 2;
  // The first region that ends behind the range's start.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((regions[middle * 2 + 1] ?? 0) > start) high = middle;
    else low = middle + 1;
  }
  return low < regions.length / 2 && (regions[low * 2] ?? 0) < end;
}

/**
 * `changed`, each stretched over the wrapped base64 that it begins or ends in: such a block is one text, so a line of it
 * is read with all the others.
 */
export function withWholeBlocks(bytes: Uint8Array, changed: Regions): Regions {
  const stretched: number[] = [];
  for (let { start, end } of rangesOf(changed)) {
    while (start > 0 && endsInRun(bytes, start)) start = startOfLine(bytes, start - 1);
    while (end < bytes.length && endsInRun(bytes, end)) end = endOfLine(bytes, end);
    while (stretched.length > 0 && (stretched.at(-1) ?? 0) >= start) {
      end = Math.max(end, stretched.pop() ?? 0);
      start = Math.min(start, stretched.pop() ?? 0);
    }
    stretched.push(start, end);
  }
  return Uint32Array.from(stretched);
}

/** Whether the line that ends at `lineEnd` (behind its line break) ends in a run that the next line may go on. */
function endsInRun(bytes: Uint8Array, lineEnd: number): boolean {
  let at = lineEnd - 2;
  if (bytes[at] === 0x0d) at--;
  const least = at - LEAST_RUN;
  while (at > least && isAlphabet(bytes, at)) at--;
  return at === least;
}

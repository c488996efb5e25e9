/** Which layers of an image are of its base image. */

import type { HistoryEntry, Image } from '../../model/image.js';
import type { ImageOwner } from '../../model/provenance.js';

/** How many layers and steps of the history, from the lowest, are of the base image. */
export interface BaseSize {
  readonly layers: number;
  readonly steps: number;
  readonly by: ImageOwner['by'];
}

/** The base image, as far as it is known: its layers tell it apart. */
export interface KnownBase {
  readonly diffIds: readonly string[];
  readonly by: 'given' | 'label';
}

/**
 * By the base that is known, where the image is built on it. Otherwise guessed from the history: an image ends with the
 * command that it runs, so what comes before the last such step but its own is of its base.
 */
export function baseSize({ history, layers }: Image, bases: readonly KnownBase[]): BaseSize | undefined {
  for (const { diffIds, by } of bases) {
    const built = diffIds.length > 0 && diffIds.every((diffId, index) => layers[index]?.diffId === diffId);
    if (built) return { layers: diffIds.length, steps: stepsOf(history, diffIds.length), by };
  }
  const last = history.findLastIndex(({ empty }) => !empty);
  const steps = history.findLastIndex((entry, index) => index < last && isCommand(entry)) + 1;
  if (steps === 0) return undefined;
  return { layers: history.slice(0, steps).filter(({ empty }) => !empty).length, steps, by: 'history' };
}

/** Steps until that many layers are made, with those after it that make none up to and with its command. */
function stepsOf(history: readonly HistoryEntry[], layers: number): number {
  let steps = 0;
  for (let made = 0; made < layers && steps < history.length; steps++) if (history[steps]?.empty === false) made++;
  const next = history.findIndex(({ empty }, index) => index >= steps && !empty);
  const own = next < 0 ? history.slice(steps) : history.slice(steps, next);
  const command = own.findIndex(isCommand);
  return command < 0 ? steps : steps + command + 1;
}

function isCommand({ createdBy, empty }: HistoryEntry): boolean {
  return empty && /(^|#\(nop\)\s+)(CMD|ENTRYPOINT)\b/.test(createdBy);
}

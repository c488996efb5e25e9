/** A delta against its base, applied by the plain code and in WebAssembly: the same bytes, or both refuse. */

import { applyDelta } from '../../src/sources/git/objects/delta.js';
import { createDeltaMemory } from '../../src/sources/git/objects/delta-memory.js';
import { deltaKernel } from '../../test/support/assets.js';
import type { Target } from '../engine/target.js';

/** What a delta may claim to make; more is refused for want of room, by both. */
const ROOM = 4 << 20;
const memory = createDeltaMemory(deltaKernel, ROOM);

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** The first byte is the length of the base. */
function run(input: Uint8Array): void {
  const split = Math.min(input.length, 1 + (input[0] ?? 0));
  const base = input.subarray(1, split);
  const delta = input.subarray(split);
  const fast = attempt(() => {
    const held = memory.root(base);
    return held === undefined ? undefined : memory.derive(held, delta);
  });
  if (fast === undefined) return;
  // What does not fit is refused before it is read, by the one that is asked first.
  const plain = attempt(() => applyDelta(base, delta));
  if (fast instanceof Error !== plain instanceof Error)
    throw new Error(`only one refuses: ${String(fast)}, ${String(plain)}`);
  if (fast instanceof Error || plain instanceof Error) return;
  if (Buffer.compare(fast.bytes, plain) !== 0) throw new Error('the two make different bytes');
  for (const at of fast.changed) if (at > plain.length) throw new Error('a changed part beyond the end');
}

const base = Buffer.from('one\ntwo\nthree\nfour\n');

export const target: Target = {
  most: 600,
  seeds: () => [
    Buffer.from([base.length, ...base, base.length, 8, 0x91, 0, 4, 4, 0x66, 0x6f, 0x6f, 10]),
    Buffer.from([base.length, ...base, base.length, 19, 0x90, 19]),
    Buffer.from([base.length, ...base, base.length, 23, 0x93, 0, 0, 15, 8, ...Buffer.from('changed\n')]),
  ],
  run,
};

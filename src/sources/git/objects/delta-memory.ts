/**
 * Applies deltas in the memory of a WebAssembly module (`../wasm/delta.ts`), so that a blob, the blobs derived from it,
 * and those derived from them lie one behind the other as on a stack: what a chain needs is there, and nothing else.
 */

import { CONTEXT_LINES } from '../../../model/content.js';
import { readSizes } from './delta.js';

/** An object in the memory. It is gone once something else is put at its place. */
export interface Held {
  readonly start: number;
  readonly length: number;
}

/** What a delta made. All of it is a view of the memory, valid until the next call. */
export interface Derived {
  readonly held: Held;
  readonly bytes: Uint8Array;
  /** See `Derivation` in the model. */
  readonly copies: Uint32Array;
  readonly changed: Uint32Array;
}

export interface DeltaMemory {
  /** Puts `bytes` at the bottom; all else is gone. Undefined when there is no room for that much. */
  root(bytes: Uint8Array): Held | undefined;
  /**
   * Puts what `delta` makes of `base` on top of it; what lay there is gone. Undefined when there is no room. Throws an
   * Error for a delta that does not fit its base or itself.
   */
  derive(base: Held, delta: Uint8Array): Derived | undefined;
}

/** What `../wasm/delta.ts` exports. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  apply(
    base: number,
    baseLength: number,
    delta: number,
    deltaLength: number,
    target: number,
    targetLength: number,
    copies: number,
  ): number;
  changed(
    target: number,
    targetLength: number,
    baseLength: number,
    copies: number,
    count: number,
    lines: number,
    gap: number,
    into: number,
  ): number;
}

const PAGE = 65_536;
/** The first page is the module's own. */
const BOTTOM = PAGE;
const ALIGNMENT = 16;
const TRIPLE = 12;
const PAIR = 8;

/** Changed parts with fewer bytes between them are read as one: looking at these costs less than one part more. */
const GAP = 128;

const ERRORS: Readonly<Record<number, string>> = {
  [-1]: 'a delta that is cut short',
  [-2]: 'a delta with an unknown instruction',
  [-3]: 'a delta that copies too much',
};

/** `most` is how many bytes of memory it may take. */
export function createDeltaMemory(module: WebAssembly.Module, most: number): DeltaMemory {
  // The exports of our own module: their types are those declared in its source.
  const kernel = new WebAssembly.Instance(module).exports as unknown as Kernel;
  const { memory } = kernel;

  /** Whether the memory reaches to `end`, after it was made to. */
  function reserve(end: number): boolean {
    if (end > most) return false;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return true;
  }

  return {
    root(bytes) {
      if (!reserve(BOTTOM + bytes.length)) return undefined;
      new Uint8Array(memory.buffer).set(bytes, BOTTOM);
      return { start: BOTTOM, length: bytes.length };
    },
    derive(base, delta) {
      const { baseSize, targetSize, instructions } = readSizes(delta);
      if (baseSize !== base.length) throw new Error('a delta for another base');
      const code = delta.subarray(instructions);
      const triples = (code.length >> 1) + 1;
      const target = alignUp(base.start + base.length);
      const copies = alignUp(target + targetSize);
      const changed = copies + triples * TRIPLE;
      const at = changed + (triples + 1) * PAIR;
      if (!reserve(at + code.length)) return undefined;
      new Uint8Array(memory.buffer).set(code, at);
      const count = kernel.apply(base.start, base.length, at, code.length, target, targetSize, copies);
      if (count < 0) throw new Error(ERRORS[count] ?? 'a delta that cannot be applied');
      const pairs = kernel.changed(target, targetSize, base.length, copies, count, CONTEXT_LINES, GAP, changed);
      return {
        held: { start: target, length: targetSize },
        bytes: new Uint8Array(memory.buffer, target, targetSize),
        copies: new Uint32Array(memory.buffer, copies, count * 3),
        changed: new Uint32Array(memory.buffer, changed, pairs * 2),
      };
    },
  };
}

function alignUp(value: number): number {
  return Math.ceil(value / ALIGNMENT) * ALIGNMENT;
}

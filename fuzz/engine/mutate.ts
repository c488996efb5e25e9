/** Changes an input in the ways that break parsers: bits, bytes, numbers, words, pieces moved, doubled and cut out. */

/** Numbers from 0 to below 1; the same seed gives the same ones (xorshift32). */
export function createRandom(seed: number): (bound: number) => number {
  let state = seed | 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

export type Random = ReturnType<typeof createRandom>;

const NUMBERS = [0, 1, 2, 4, 7, 8, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 512, 1000, 1024, 4096, 32767, 32768];
const LARGE = [65535, 65536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

export interface Material {
  readonly random: Random;
  readonly corpus: readonly Uint8Array[];
  /** Pieces that mean something to the target. */
  readonly words: readonly Uint8Array[];
  readonly most: number;
}

type Mutation = (bytes: Uint8Array, material: Material) => Uint8Array;

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** A part of `bytes`, more often a short one. */
function rangeIn(length: number, random: Random): { start: number; end: number } {
  const start = random(length + 1);
  const most = random(4) === 0 ? length : 16;
  return { start, end: Math.min(length, start + 1 + random(most)) };
}

function changed(bytes: Uint8Array, change: (copy: Buffer) => void): Uint8Array {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) change(copy);
  return copy;
}

function numberInto(copy: Buffer, random: Random): void {
  const width = [1, 2, 4][random(3)] ?? 1;
  if (copy.length < width) return;
  const at = random(copy.length - width + 1);
  const all = [...NUMBERS, ...LARGE];
  const value = (all[random(all.length)] ?? 0) % 2 ** (width * 8);
  if (random(2) === 0) copy.writeUIntBE(value, at, width);
  else copy.writeUIntLE(value, at, width);
}

const MUTATIONS: readonly Mutation[] = [
  (bytes, { random }) =>
    changed(bytes, (copy) => {
      const at = random(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
    }),
  (bytes, { random }) => changed(bytes, (copy) => void (copy[random(copy.length)] = random(256))),
  (bytes, { random }) =>
    changed(bytes, (copy) => {
      const at = random(copy.length);
      copy[at] = (copy[at] ?? 0) + random(35) - 17;
    }),
  (bytes, { random }) => changed(bytes, (copy) => numberInto(copy, random)),
  // A word, put in or over what was there.
  (bytes, { random, words }) => {
    const word = words[random(words.length)] ?? bytes;
    const at = random(bytes.length + 1);
    return join(bytes.subarray(0, at), word, bytes.subarray(random(2) === 0 ? at : at + word.length));
  },
  (bytes, { random }) => {
    const { start, end } = rangeIn(bytes.length, random);
    return join(bytes.subarray(0, start), bytes.subarray(end));
  },
  // A part again, once or many times, somewhere.
  (bytes, { random }) => {
    const { start, end } = rangeIn(bytes.length, random);
    const at = random(bytes.length + 1);
    const times = random(8) === 0 ? 2 + random(60) : 1;
    const again = Array.from({ length: times }, () => bytes.subarray(start, end));
    return join(bytes.subarray(0, at), ...again, bytes.subarray(at));
  },
  (bytes, { random }) => bytes.subarray(0, random(bytes.length + 1)),
  (bytes, { random }) => {
    const at = random(bytes.length + 1);
    const fresh = Uint8Array.from({ length: 1 + random(16) }, () => random(256));
    return join(bytes.subarray(0, at), fresh, bytes.subarray(at));
  },
  // The beginning of this one and the end of another.
  (bytes, { random, corpus }) => {
    const other = corpus[random(corpus.length)] ?? bytes;
    return join(bytes.subarray(0, random(bytes.length + 1)), other.subarray(random(other.length + 1)));
  },
  (bytes, { random }) =>
    changed(bytes, (copy) => {
      const { start, end } = rangeIn(copy.length, random);
      copy.fill(random(2) === 0 ? 0 : random(256), start, end);
    }),
];

/** One to eight changes in a row. At most `material.most` bytes. */
export function mutate(bytes: Uint8Array, material: Material): Uint8Array {
  const { random, most } = material;
  let mutated = bytes;
  for (let left = 1 + random(random(3) === 0 ? 8 : 2); left > 0; left--) {
    const mutation = MUTATIONS[random(MUTATIONS.length)];
    if (mutation !== undefined) mutated = mutation(mutated, material);
    if (mutated.length > most) mutated = mutated.subarray(0, most);
  }
  return mutated;
}

/** What the target looks for, as it may stand in a file. */
export function wordsOf(constants: readonly (string | number)[]): Uint8Array[] {
  return constants.flatMap((constant) => {
    if (typeof constant === 'string') return [Buffer.from(constant)];
    const text = Buffer.from(String(constant));
    if (constant > 0xffffffff) return [text];
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(constant);
    return [text, bytes, Buffer.from(bytes.toReversed())];
  });
}

/** Byte strings as small numbers: a history names the same few thousand files and objects millions of times. */

export interface Interner {
  readonly size: number;
  /** The number of `bytes` from `start` to `end`: a new one for what was not seen before. */
  intern(bytes: Uint8Array, start: number, end: number): number;
  /** What a number stands for. A view, valid until the next call of `intern`. */
  bytesOf(number: number): Uint8Array;
  /** All of them, to begin with the next time. Views, as above. */
  all(): Interned;
}

/** Byte strings by number. */
export interface Interned {
  readonly text: Uint8Array;
  /** Where each ends in `text`; it begins where the one before ends. */
  readonly ends: Uint32Array;
}

const FIRST_SLOTS = 1 << 12;
const FIRST_BYTES = 1 << 16;

/** An open-addressing hash table over one array of bytes; nothing is allocated for a string that is known. */
export function createInterner(before?: Interned): Interner {
  let { text, ends, hashes, size } = before === undefined ? nothing() : restored(before);
  let used = ends[size - 1] ?? 0;
  let slots = new Int32Array(FIRST_SLOTS);

  const startOf = (number: number): number => (number === 0 ? 0 : (ends[number - 1] ?? 0));

  function equals(number: number, bytes: Uint8Array, { start, end }: { start: number; end: number }): boolean {
    const from = startOf(number);
    if ((ends[number] ?? 0) - from !== end - start) return false;
    for (let at = start; at < end; at++) if (bytes[at] !== text[from + at - start]) return false;
    return true;
  }

  function add(bytes: Uint8Array, range: { start: number; end: number }, hash: number): number {
    const length = range.end - range.start;
    if (used + length > text.length) text = grown(text, Math.max(text.length * 2, used + length));
    text.set(bytes.subarray(range.start, range.end), used);
    used += length;
    if (size === ends.length) {
      ends = grown(ends, size * 2);
      hashes = grown(hashes, size * 2);
    }
    ends[size] = used;
    hashes[size] = hash;
    size++;
    if (size * 2 >= slots.length) {
      slots = new Int32Array(slots.length * 2);
      rehash();
    }
    return size - 1;
  }

  function rehash(): void {
    slots.fill(-1);
    for (let number = 0; number < size; number++) slots[freeSlot(hashes[number] ?? 0)] = number;
  }

  function freeSlot(hash: number): number {
    let slot = hash & (slots.length - 1);
    while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & (slots.length - 1);
    return slot;
  }

  while (size * 4 >= slots.length) slots = new Int32Array(slots.length * 2);
  rehash();

  return {
    get size() {
      return size;
    },
    intern(bytes, start, end) {
      const hash = hashOf(bytes, start, end);
      let slot = hash & (slots.length - 1);
      for (let known = slots[slot] ?? -1; known >= 0; known = slots[slot] ?? -1) {
        if (hashes[known] === hash && equals(known, bytes, { start, end })) return known;
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = size;
      return add(bytes, { start, end }, hash);
    },
    bytesOf: (number) => text.subarray(startOf(number), ends[number]),
    all: () => ({ text: text.subarray(0, used), ends: ends.subarray(0, size) }),
  };
}

interface Table {
  text: Uint8Array;
  ends: Uint32Array;
  hashes: Uint32Array;
  size: number;
}

function nothing(): Table {
  const count = FIRST_SLOTS >> 1;
  return { text: new Uint8Array(FIRST_BYTES), ends: new Uint32Array(count), hashes: new Uint32Array(count), size: 0 };
}

function restored({ text, ends }: Interned): Table {
  const size = ends.length;
  const hashes = Uint32Array.from(ends, (end, number) => hashOf(text, number === 0 ? 0 : (ends[number - 1] ?? 0), end));
  const room = Math.max(size, FIRST_SLOTS >> 1);
  return { text: Uint8Array.from(text), ends: grown(ends, room), hashes: grown(hashes, room), size };
}

/** FNV-1a, mixed once more at the end: its low bits are weak. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function grown<T extends Uint8Array | Uint32Array>(array: T, length: number): T {
  // The constructor of the array's own kind.
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}

/**
 * Keyword search over bytes: lays out the tables for the WebAssembly kernel (`wasm/prefilter.ts`) and runs it.
 * Not for regular expressions: what a hit means is the engine's business.
 */

import { byteRarity } from './byte-rarity.js';

export interface Prefilter {
  /**
   * Every occurrence of every keyword in the parts of `bytes` that `regions` names as pairs (start, end), in any ASCII
   * letter case, overlapping ones included: pairs of (offset of its first byte, index of the keyword). Ordered by
   * position only roughly. Valid until the next call.
   */
  find(bytes: Uint8Array, regions: Uint32Array): Uint32Array;
  /** Places in what `find` was last given where something may be encoded. */
  encoded(): EncodedPlaces;
}

/** Too many rather than too few; ascending. */
export interface EncodedPlaces {
  /** Pairs (start, end): runs of at least 24 characters of base64, whole, within one region. */
  readonly runs: Uint32Array;
  /** Offsets of `%XX`. */
  readonly percents: Uint32Array;
}

/** What `wasm/prefilter.ts` and `wasm/encoded.ts` export. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  find(input: number, length: number, from: number, out: number, capacity: number, margin: number): number;
  resume(): number;
  findRuns(input: number, length: number, from: number, out: number, capacity: number): number;
  findPercents(input: number, length: number, from: number, out: number, capacity: number): number;
  encodedResume(): number;
}

// The memory layout that the kernel expects.
const FILTER = 0;
const FOLD = 16_384;
const SEXTETS = 16_640;
const HEADS = 16_896;
const ENTRIES = 25_088;
const ENTRY_SIZE = 16;
/** RFC 4648, sections 4 and 5. */
const BASE64 = ['+/', '-_'].map((last) => `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${last}`);
const NO_SEXTET = 255;
/** Knuth's multiplicative hash; the kernel uses the same. */
const HASH = 0x9e3779b1;

const ANCHOR = 3;
/** The kernel looks at four positions at once and loads 16 bytes from the last of them on. */
const STEP = 4;
const PADDING = 32;
const PAIR_SIZE = 8;
/** Pairs that one call of the kernel can return; it is called again for more. */
const ROOM = 16_384;
const PAGE = 65_536;

/**
 * Throws a RangeError for a keyword that is shorter than three bytes, longer than 255, or has a capital or a control byte.
 * Compiling the module is left to the caller, who shares it between threads.
 */
export function createPrefilter(module: WebAssembly.Module, keywords: readonly string[]): Prefilter {
  // The exports of our own module: their types are those declared in its source.
  const kernel = new WebAssembly.Instance(module).exports as unknown as Kernel;
  const entries = keywords.map(toEntry);
  const textsSize = entries.reduce((sum, { text }) => sum + text.length, 0);
  const texts = ENTRIES + entries.length * ENTRY_SIZE;
  const out = alignUp(texts + textsSize, PAIR_SIZE);
  const input = alignUp(out + ROOM * PAIR_SIZE, 16);
  reserve(kernel.memory, input + PAGE);
  writeTables(new Uint8Array(kernel.memory.buffer), entries, texts);
  const margin = mostPairsInOneStep(entries);

  let last: Laid = { regions: new Uint32Array(0), starts: new Uint32Array(0), length: 0 };

  function find(bytes: Uint8Array, regions: Uint32Array): Uint32Array {
    last = layOut(regions);
    const { starts, length } = last;
    reserve(kernel.memory, input + length + PADDING);
    const memory = new Uint8Array(kernel.memory.buffer);
    for (let region = 0; region < starts.length; region++) {
      const at = input + (starts[region] ?? 0);
      const [start = 0, end = 0] = [regions[region * 2], regions[region * 2 + 1]];
      memory.set(bytes.subarray(start, end), at);
      // A zero keeps the regions apart: it is in no keyword and in nothing that is encoded.
      memory[at + end - start] = 0;
    }
    memory.fill(0, input + length, input + length + PADDING);
    const search = (from: number): number => kernel.find(input, length, from, out, ROOM, margin);
    const pairs = collect(search, { width: 2, resume: kernel.resume });
    mapBack(pairs, last, 2);
    return pairs;
  }

  /** Runs `search` until it has seen all; it writes items of `width` numbers and says how many. */
  function collect(
    search: (from: number) => number,
    { width, resume }: { width: number; resume: () => number },
  ): Uint32Array {
    const parts: Uint32Array[] = [];
    for (let from = 0; ; from = resume()) {
      const count = search(from);
      const items = new Uint32Array(kernel.memory.buffer, out, count * width);
      if (parts.length === 0 && resume() >= last.length) return items;
      parts.push(items.slice());
      if (resume() >= last.length) return concatenate(parts);
    }
  }

  function encoded(): EncodedPlaces {
    const { length } = last;
    const options = { resume: kernel.encodedResume };
    const runs = collect((from) => kernel.findRuns(input, length, from, out, ROOM), { ...options, width: 2 }).slice();
    for (let at = 0; at < runs.length; at += 2) runs[at + 1] = (runs[at + 1] ?? 0) - (runs[at] ?? 0);
    mapBack(runs, last, 2);
    for (let at = 0; at < runs.length; at += 2) runs[at + 1] = (runs[at + 1] ?? 0) + (runs[at] ?? 0);
    const search = (from: number): number => kernel.findPercents(input, length, from, out, ROOM);
    const percents = collect(search, { ...options, width: 1 }).slice();
    mapBack(percents, last, 1);
    return { runs, percents };
  }

  return { find, encoded };
}

/** Regions of a text, put one behind the other with a byte between them. */
interface Laid {
  readonly regions: Uint32Array;
  /** Where each region begins there. */
  readonly starts: Uint32Array;
  /** How long they are together. */
  readonly length: number;
}

function layOut(regions: Uint32Array): Laid {
  const starts = new Uint32Array(regions.length / 2);
  let at = 0;
  for (let region = 0; region < starts.length; region++) {
    if (region > 0) at++;
    starts[region] = at;
    at += (regions[region * 2 + 1] ?? 0) - (regions[region * 2] ?? 0);
  }
  return { regions, starts, length: at };
}

/** Turns each `width`th number, an offset in the regions laid out, into one in the whole. */
function mapBack(items: Uint32Array, { regions, starts }: Laid, width: number): void {
  if (starts.length === 1 && regions[0] === 0) return;
  let region = 0;
  for (let at = 0; at < items.length; at += width) {
    const offset = items[at] ?? 0;
    while (region > 0 && offset < (starts[region] ?? 0)) region--;
    while (offset >= (starts[region + 1] ?? Infinity)) region++;
    items[at] = offset - (starts[region] ?? 0) + (regions[region * 2] ?? 0);
  }
}

interface Entry {
  readonly text: Uint8Array;
  /** Where in the keyword its rarest three bytes begin, and those bytes, the first one lowest. */
  readonly anchorAt: number;
  readonly anchor: number;
}

function toEntry(keyword: string): Entry {
  if (!/^[\x20-\x40\x5b-\x7e\x80-\xff]{3,255}$/.test(keyword)) {
    throw new RangeError(`Keyword "${keyword}" must be 3 to 255 bytes, printable, of ASCII letters only small ones`);
  }
  const text = new Uint8Array(keyword.length);
  for (let at = 0; at < text.length; at++) text[at] = keyword.charCodeAt(at);
  let anchorAt = 0;
  let rarest = Infinity;
  for (let at = 0; at + ANCHOR <= text.length; at++) {
    const rarity = byteRarity(byteAt(text, at)) * byteRarity(byteAt(text, at + 1)) * byteRarity(byteAt(text, at + 2));
    if (rarity < rarest) [rarest, anchorAt] = [rarity, at];
  }
  const anchor = byteAt(text, anchorAt) | (byteAt(text, anchorAt + 1) << 8) | (byteAt(text, anchorAt + 2) << 16);
  return { text, anchorAt, anchor };
}

function writeTables(memory: Uint8Array, entries: readonly Entry[], texts: number): void {
  const view = new DataView(memory.buffer);
  for (let byte = 0; byte < 256; byte++) memory[FOLD + byte] = isUpper(byte) ? byte | 0x20 : byte;
  memory.fill(NO_SEXTET, SEXTETS, SEXTETS + 256);
  for (let value = 0; value < 64; value++) {
    for (const alphabet of BASE64) memory[SEXTETS + alphabet.charCodeAt(value)] = value;
  }
  let text = texts;
  entries.forEach((entry, keyword) => {
    const { anchor } = entry;
    const head = HEADS + (Math.imul(anchor, HASH) >>> 20) * 2;
    const at = ENTRIES + keyword * ENTRY_SIZE;
    view.setUint32(at, anchor, true);
    view.setUint16(at + 4, view.getUint16(head, true), true);
    view.setUint16(at + 6, keyword, true);
    view.setUint32(at + 8, text, true);
    view.setUint16(at + 12, entry.anchorAt, true);
    view.setUint16(at + 14, entry.text.length, true);
    view.setUint16(head, keyword + 1, true);
    memory[FILTER + (Math.imul(anchor & 0xdfdfdf, HASH) >>> 18)] = 1;
    memory.set(entry.text, text);
    text += entry.text.length;
  });
}

/** How many pairs the kernel can write in one step, at most: several keywords can share an anchor. */
function mostPairsInOneStep(entries: readonly Entry[]): number {
  const shared = new Map<number, number>();
  for (const { anchor } of entries) shared.set(anchor, (shared.get(anchor) ?? 0) + 1);
  return STEP * Math.max(1, ...shared.values());
}

function reserve(memory: WebAssembly.Memory, size: number): void {
  const missing = size - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

function concatenate(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function alignUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

// AssemblyScript: applies git deltas in linear memory and says what they change.
// https://git-scm.com/docs/gitformat-pack#_deltified_representation
//
// The caller (src/sources/git/objects/delta-memory.ts) lays out the memory. `src/sources/git/objects/delta.ts` does the
// same in plain JavaScript, and a property test holds the two against each other.

/** Returned in place of a count; the caller has the words for them. */
const CUT_SHORT: i32 = -1;
const UNKNOWN: i32 = -2;
const COPIES_TOO_MUCH: i32 = -3;

const NEWLINE: u8 = 0x0a;

/**
 * Writes what the instructions in `delta` (its two sizes left out) make of `base` to `target`, and to `copies` triples of
 * u32 (offset in the target, offset in the base, length); copies that touch in both are joined. Returns the number of
 * triples, or one of the errors above. There are at most half as many triples as bytes of delta, and one.
 */
export function apply(
  base: usize,
  baseLength: u32,
  delta: usize,
  deltaLength: u32,
  target: usize,
  targetLength: u32,
  copies: usize,
): i32 {
  const end = delta + deltaLength;
  let at = delta;
  let filled: u32 = 0;
  let last: usize = 0;
  let count: i32 = 0;
  while (at < end) {
    const instruction: u32 = load<u8>(at++);
    if ((instruction & 0x80) == 0) {
      if (instruction == 0) return UNKNOWN;
      if (at + instruction > end || <u64>filled + instruction > targetLength) return CUT_SHORT;
      memory.copy(target + filled, at, instruction);
      at += instruction;
      filled += instruction;
      continue;
    }
    if (at + popcnt(instruction & 0x7f) > end) return CUT_SHORT;
    let offset: u32 = 0;
    let size: u32 = 0;
    if (instruction & 0x01) offset = load<u8>(at++);
    if (instruction & 0x02) offset |= (<u32>load<u8>(at++)) << 8;
    if (instruction & 0x04) offset |= (<u32>load<u8>(at++)) << 16;
    if (instruction & 0x08) offset |= (<u32>load<u8>(at++)) << 24;
    if (instruction & 0x10) size = load<u8>(at++);
    if (instruction & 0x20) size |= (<u32>load<u8>(at++)) << 8;
    if (instruction & 0x40) size |= (<u32>load<u8>(at++)) << 16;
    // A size of 0 stands for the one that would not fit.
    if (size == 0) size = 0x10000;
    if (<u64>offset + size > baseLength || <u64>filled + size > targetLength) return COPIES_TOO_MUCH;
    memory.copy(target + filled, base + offset, size);
    if (
      last != 0 &&
      load<u32>(last) + load<u32>(last, 8) == filled &&
      load<u32>(last, 4) + load<u32>(last, 8) == offset
    ) {
      store<u32>(last, load<u32>(last, 8) + size, 8);
    } else {
      last = copies + <usize>count * 12;
      store<u32>(last, filled);
      store<u32>(last, offset, 4);
      store<u32>(last, size, 8);
      count++;
    }
    filled += size;
  }
  return filled == targetLength ? count : CUT_SHORT;
}

let text: usize = 0;
let length: u32 = 0;
let context: u32 = 0;
let nearby: u32 = 0;
let out: usize = 0;
let pairs: u32 = 0;

/**
 * Writes pairs of u32 (start, end) to `into`: the whole lines of `target` that `copies` do not take over from begin to
 * end, and `lines` lines on each side of them and of every place where two copies meet. Pairs with fewer than `gap` bytes
 * between them are joined. Returns how many there are: at most one more than triples.
 */
export function changed(
  target: usize,
  targetLength: u32,
  baseLength: u32,
  copies: usize,
  count: u32,
  lines: u32,
  gap: u32,
  into: usize,
): u32 {
  text = target;
  length = targetLength;
  context = lines;
  nearby = gap;
  out = into;
  pairs = 0;
  let here: u32 = 0;
  let there: u32 = 0;
  for (let copy: u32 = 0; copy < count; copy++) {
    const at = copies + <usize>copy * 12;
    const start = load<u32>(at);
    const source = load<u32>(at, 4);
    const size = load<u32>(at, 8);
    if (start != here || source != there) mark(here, start);
    here = start + size;
    there = source + size;
  }
  if (here != targetLength || there != baseLength) mark(here, targetLength);
  return pairs;
}

/** Where the line that was last marked ends: what lies before it is marked already. */
let marked: u32 = 0;

/** Adds the lines of a change from `start` to `end`, which may be the same place. */
function mark(start: u32, end: u32): void {
  const last = out + ((<usize>pairs - 1) << 3);
  const lastEnd: u32 = pairs > 0 ? load<u32>(last, 4) : 0;
  if (pairs > 0 && end < marked) return;
  // What ends with a line, or stands between two lines, does not touch the next one.
  marked = end == 0 || load<u8>(text + end - 1) == NEWLINE ? end : lineEnd(end);
  let to = marked;
  for (let line: u32 = 0; line < context && to < length; line++) to = lineEnd(to);
  if (pairs > 0 && start <= lastEnd + nearby) {
    if (to > lastEnd) store<u32>(last, to, 4);
    return;
  }
  let from = lineStart(start);
  for (let line: u32 = 0; line < context && from > 0; line++) from = lineStart(from - 1);
  if (pairs > 0 && from <= lastEnd + nearby) {
    if (to > lastEnd) store<u32>(last, to, 4);
    return;
  }
  const next = out + ((<usize>pairs) << 3);
  store<u32>(next, from);
  store<u32>(next, to, 4);
  pairs++;
}

function lineStart(offset: u32): u32 {
  let at = offset;
  while (at > 0 && load<u8>(text + at - 1) != NEWLINE) at--;
  return at;
}

/** Behind the line break of the line that `offset` is on. */
function lineEnd(offset: u32): u32 {
  let at = offset;
  while (at < length && load<u8>(text + at) != NEWLINE) at++;
  return at < length ? at + 1 : length;
}

// AssemblyScript: finds every occurrence of every keyword, in any letter case, in one pass over the bytes.
//
// Each keyword is represented by its rarest three bytes, its anchor. The three bytes at each position are hashed, four
// positions in one vector, and looked up in a table of 16 KiB that stays in the first-level cache; what survives is
// looked up by its folded anchor and compared in full, so the result is exact. (A nibble filter in eight buckets, as in
// Hyperscan's Teddy, was measured first: with 200 keywords a sixth of all positions pass it, against a fiftieth here.)
// `test/support/prefilter-oracle.ts` says the same in plain JavaScript.
//
// The caller (src/detect/prefilter.ts) lays out linear memory; the offsets below are the contract between the two.

/** 16,384 bytes: 1 where an anchor has that hash. */
const FILTER: usize = 0;
/** 256 bytes: a byte folded to lower case, ASCII letters only. */
const FOLD: usize = 16384;
// From 16640 on lies the table of `encoded.ts`.
/** 4096 x u16: 1-based index of the first entry with that anchor hash, 0 for none. */
const HEADS: usize = 16896;
/** Entries of 16 bytes: anchor u32, next u16 (1-based, 0 ends), keyword u16, text u32, anchorAt u16, length u16. */
const ENTRIES: usize = 25088;

let resumeAt: u32 = 0;

/** Where to continue after `find` stopped for want of room; the input's length when it is done. */
export function resume(): u32 {
  return resumeAt;
}

/**
 * Writes pairs (offset of the keyword's first byte, keyword number), both u32, to `out` for anchors at `from` and later.
 * At least 16 zero bytes must follow the input. Returns the number of pairs; stops early when fewer than `margin` pairs
 * of room are left, where `margin` is the largest number of keywords that four positions can complete.
 */
export function find(input: usize, length: u32, from: u32, out: usize, capacity: u32, margin: u32): u32 {
  // Clearing bit 5 folds letter case (and some punctuation, which the full comparison tells apart).
  const folded = i32x4.splat(0x00dfdfdf);
  const multiplier = i32x4.splat(0x9e3779b1);
  const overlapping = i8x16(0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6);
  let count: u32 = 0;
  for (let at = from; at < length; at += 4) {
    const windows = v128.and(i8x16.swizzle(v128.load(input + at), overlapping), folded);
    const hashes = i32x4.shr_u(i32x4.mul(windows, multiplier), 18);
    const a = load<u8>(FILTER + i32x4.extract_lane(hashes, 0));
    const b = load<u8>(FILTER + i32x4.extract_lane(hashes, 1));
    const c = load<u8>(FILTER + i32x4.extract_lane(hashes, 2));
    const d = load<u8>(FILTER + i32x4.extract_lane(hashes, 3));
    if ((a | b | c | d) == 0) continue;
    if (capacity - count < margin) {
      resumeAt = at;
      return count;
    }
    if (a) count = confirm(input, length, at, out, count);
    if (b) count = confirm(input, length, at + 1, out, count);
    if (c) count = confirm(input, length, at + 2, out, count);
    if (d) count = confirm(input, length, at + 3, out, count);
  }
  resumeAt = length;
  return count;
}

function fold(byte: u8): u32 {
  return load<u8>(FOLD + <usize>byte);
}

/** Appends the keywords whose anchor stands at `position` and whose other bytes match too. */
function confirm(input: usize, length: u32, position: u32, out: usize, count: u32): u32 {
  const at = input + position;
  const anchor = fold(load<u8>(at)) | (fold(load<u8>(at, 1)) << 8) | (fold(load<u8>(at, 2)) << 16);
  let index: u32 = load<u16>(HEADS + (((anchor * 0x9e3779b1) >>> 20) << 1));
  while (index != 0) {
    const entry = ENTRIES + ((<usize>index - 1) << 4);
    if (load<u32>(entry) == anchor) {
      const anchorAt: u32 = load<u16>(entry, 12);
      const size: u32 = load<u16>(entry, 14);
      if (anchorAt <= position && position - anchorAt + size <= length) {
        if (same(at - anchorAt, load<u32>(entry, 8), size)) {
          const pair = out + ((<usize>count) << 3);
          store<u32>(pair, position - anchorAt);
          store<u32>(pair, load<u16>(entry, 6), 4);
          count++;
        }
      }
    }
    index = load<u16>(entry, 4);
  }
  return count;
}

function same(text: usize, keyword: usize, size: u32): bool {
  for (let i: usize = 0; i < size; i++) {
    if (fold(load<u8>(text + i)) != load<u8>(keyword + i)) return false;
  }
  return true;
}

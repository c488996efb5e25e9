// AssemblyScript: finds the places of a text where something may be encoded, in one pass over the bytes. It lets through
// too much and never too little: what it gives is decoded and judged in src/detect/decode. Compiled into one module with
// `prefilter.ts`, which has the text in memory already.

/** 256 bytes: the value of a character of base64 or base64url, 255 for all others. */
const SEXTETS: usize = 16640;
const NONE: u8 = 255;

/** The least run, as in src/detect/decode/runs.ts. */
const LEAST_RUN: u32 = 24;
const LEAST_HEX: u32 = 32;

let resumeAt: u32 = 0;

/** Where to continue after a search stopped for want of room; the input's length when it is done. */
export function encodedResume(): u32 {
  return resumeAt;
}

/**
 * Writes pairs of u32 (start, end): runs of base64 characters whose first characters decode to text, as base64 or as hex.
 * Looks only at every 24th byte as long as it is no such character. Returns the number of pairs.
 */
export function findRuns(input: usize, length: u32, begin: u32, out: usize, capacity: u32): u32 {
  let count: u32 = 0;
  let from = begin;
  while (from + LEAST_RUN <= length) {
    const last = from + LEAST_RUN - 1;
    if (sextet(input + last) == NONE) {
      from = last + 1;
      continue;
    }
    let start = last;
    while (start > from && sextet(input + start - 1) != NONE) start--;
    let end = last + 1;
    while (end < length && sextet(input + end) != NONE) end++;
    if (end - start >= LEAST_RUN && (isText(input + start) || isHexText(input + start, end - start))) {
      if (count == capacity) {
        resumeAt = start;
        return count;
      }
      const pair = out + ((<usize>count) << 3);
      store<u32>(pair, start);
      store<u32>(pair, end, 4);
      count++;
    }
    from = end;
  }
  resumeAt = length;
  return count;
}

function sextet(at: usize): u8 {
  return load<u8>(SEXTETS + load<u8>(at));
}

/** Whether the first 24 characters, decoded, are UTF-8 or UTF-16 text as far as bytes one by one can tell. */
function isText(at: usize): bool {
  let control = 0;
  let high = 0;
  let zero = 0;
  for (let group: usize = 0; group < 24; group += 4) {
    const bits: u32 =
      ((<u32>sextet(at + group)) << 18) |
      ((<u32>sextet(at + group + 1)) << 12) |
      ((<u32>sextet(at + group + 2)) << 6) |
      (<u32>sextet(at + group + 3));
    for (let shift: u32 = 0; shift < 24; shift += 8) {
      const byte = (bits >> (16 - shift)) & 0xff;
      if (byte >= 0x80) high++;
      else if (byte == 0) zero++;
      else if (!isPrintable(byte)) control++;
    }
    // UTF-16 has a zero in every other byte, or begins with a mark of two high ones.
    if (control > 0 || (high > 1 && zero == 0 && group > 0)) return false;
  }
  return zero == 0 ? high <= 1 : zero >= 6;
}

/** Whether the first 24 characters are hex digits of bytes that may be text. */
function isHexText(at: usize, size: u32): bool {
  if (size < LEAST_HEX || (size & 1) != 0) return false;
  for (let pair: usize = 0; pair < 24; pair += 2) {
    const high = hexDigit(load<u8>(at + pair));
    const low = hexDigit(load<u8>(at + pair + 1));
    if (high < 0 || low < 0) return false;
    const byte = <u32>(high * 16 + low);
    if (byte < 0x80 && !isPrintable(byte)) return false;
  }
  return true;
}

function isPrintable(byte: u32): bool {
  return (byte >= 0x20 && byte < 0x7f) || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** Writes the offset (u32) of every `%XX`. Returns how many. */
export function findPercents(input: usize, length: u32, begin: u32, out: usize, capacity: u32): u32 {
  const sign = i8x16.splat(0x25);
  let count: u32 = 0;
  for (let at = begin; at < length; at += 16) {
    // The bytes behind the input are zero.
    let found: u32 = i8x16.bitmask(i8x16.eq(v128.load(input + at), sign));
    if (found == 0) continue;
    if (capacity - count < 16) {
      resumeAt = at;
      return count;
    }
    for (; found != 0; found &= found - 1) {
      const place = at + ctz(found);
      const text = input + place;
      if (hexDigit(load<u8>(text, 1)) < 0 || hexDigit(load<u8>(text, 2)) < 0) continue;
      store<u32>(out + ((<usize>count) << 2), place);
      count++;
    }
  }
  resumeAt = length;
  return count;
}

function hexDigit(byte: u8): i32 {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

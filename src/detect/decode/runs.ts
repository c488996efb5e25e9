/** Runs of base64 characters, the places where something may be encoded. `wasm/encoded.ts` finds where they begin. */

/** The least run: 18 decoded bytes, about the shortest credential worth encoding. */
export const LEAST_RUN = 24;

/** A run, with its lines when it was wrapped. */
export interface Run {
  /** The characters without line breaks and indentation, without padding. */
  readonly text: Uint8Array;
  /** Offset in the searched bytes of `text[index]`. */
  position(index: number): number;
}

const ALPHABET = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') {
  ALPHABET[character.charCodeAt(0)] = 1;
}

/**
 * Those of `places` (pairs of start and end, ascending) that are no part of the one before. Lines of a wrapped block (PEM,
 * MIME, YAML `|`) come as one run.
 */
export function* runsAt(bytes: Uint8Array, places: Uint32Array): Generator<Run> {
  let from = 0;
  for (let at = 0; at < places.length; at += 2) {
    const [start = 0, end = 0] = [places[at], places[at + 1]];
    if (start < from) continue;
    const segments = wrappedSegments(bytes, start, end);
    yield segments.length === 1 ? plainRun(bytes, start, end) : wrappedRun(bytes, segments);
    from = segments.at(-1)?.end ?? end;
  }
}

interface Segment {
  readonly start: number;
  readonly end: number;
}

/** The run and its continuation lines: each line before the last is as long as the first, in whole groups of four. */
function wrappedSegments(bytes: Uint8Array, start: number, end: number): Segment[] {
  const segments = [{ start, end }];
  const width = end - start;
  if (width % 4 !== 0) return segments;
  for (let at = end; ;) {
    const next = nextLine(bytes, at);
    const nextEnd = runEnd(bytes, next);
    if (next === at || nextEnd === next || nextEnd - next > width) return segments;
    segments.push({ start: next, end: nextEnd });
    if (nextEnd - next < width) return segments;
    at = nextEnd;
  }
}

/** Where the text of the next line begins when a line break stands at `at`, otherwise `at`. */
function nextLine(bytes: Uint8Array, at: number): number {
  let next = at;
  if (bytes[next] === 0x0d) next++;
  if (bytes[next] !== 0x0a) return at;
  next++;
  while (bytes[next] === 0x20 || bytes[next] === 0x09) next++;
  return next;
}

function plainRun(bytes: Uint8Array, start: number, end: number): Run {
  return { text: bytes.subarray(start, end), position: (index) => start + index };
}

function wrappedRun(bytes: Uint8Array, segments: readonly Segment[]): Run {
  const text = new Uint8Array(segments.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const { start, end } of segments) {
    text.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  const first = segments[0] ?? { start: 0, end: 1 };
  const width = first.end - first.start;
  return {
    text,
    position: (index) => (segments[Math.floor(index / width)]?.start ?? first.start) + (index % width),
  };
}

function runEnd(bytes: Uint8Array, from: number): number {
  let end = from;
  while (end < bytes.length && isAlphabet(bytes, end)) end++;
  return end;
}

export function isAlphabet(bytes: Uint8Array, at: number): boolean {
  return ALPHABET[bytes[at] ?? 0] === 1;
}

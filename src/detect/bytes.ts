/** Bytes as strings. Never beyond the end of the given array: what follows it in memory is some other content. */

/** One character a byte. Offsets beyond either end are cut off. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return view(bytes, start, end).toString('latin1');
}

export function utf8(bytes: Uint8Array, start: number, end: number): string {
  return view(bytes, start, end).toString('utf8');
}

function view(bytes: Uint8Array, start: number, end: number): Buffer {
  const to = Math.min(end, bytes.length);
  const from = Math.max(0, Math.min(start, to));
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Content } from '../../../src/model/content.js';
import { advancePosition, createWindows, OVERLAP } from '../../../src/sources/shared/windows.js';

/** Feeds `bytes` in pieces of these sizes; windows are copied, as the buffer is reused. */
function windowsOf(bytes: Uint8Array, sizes: readonly number[], capacity: number): Content[] {
  const windows = createWindows({ provenance: { kind: 'stdin', path: 'x' } }, new Uint8Array(capacity));
  const made: Content[] = [];
  const keep = (window: Content | undefined): void => {
    if (window !== undefined) made.push({ ...window, bytes: window.bytes.slice() });
  };
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const room = windows.room();
    const count = Math.min(room.length, bytes.length - at, sizes[turn % sizes.length] ?? 1);
    room.set(bytes.subarray(at, at + count));
    at += count;
    keep(windows.advance(count));
  }
  keep(windows.finish());
  return made;
}

/** Bytes with line breaks and characters of several bytes, without keeping megabytes of random text around. */
function patterned(length: number, seed: number): Uint8Array {
  const unit = Buffer.from(`line ${seed} – 漢字\n${'x'.repeat(seed % 97)}`);
  return Buffer.alloc(length, unit);
}

test('every byte is owned once, and every window knows where it begins', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_500_000 }),
      fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 3 * OVERLAP, max: 5 * OVERLAP }),
      fc.nat(1000),
      (length, sizes, capacity, seed) => {
        const bytes = patterned(length, seed);
        const owned: Uint8Array[] = [];
        let ownedSoFar = 0;
        for (const window of windowsOf(bytes, sizes, capacity)) {
          const { start, end } = window.owned ?? { start: 0, end: window.bytes.length };
          owned.push(window.bytes.subarray(start, end));
          const begins = ownedSoFar - start;
          expect(window.start ?? { line: 1, column: 1 }).toEqual(
            advancePosition({ line: 1, column: 1 }, bytes.subarray(0, begins)),
          );
          ownedSoFar += end - start;
          // Context on both sides, but at the ends of the input.
          expect(start === 0 ? begins === 0 : start >= OVERLAP).toBe(true);
          expect(ownedSoFar === bytes.length || window.bytes.length - end >= OVERLAP).toBe(true);
        }
        expect(Buffer.concat(owned).equals(bytes)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test('positions count lines and characters', () => {
  expect(advancePosition({ line: 3, column: 5 }, Buffer.from('äb'))).toEqual({ line: 3, column: 7 });
  expect(advancePosition({ line: 3, column: 5 }, Buffer.from('x\nyy\nz'))).toEqual({ line: 5, column: 2 });
});

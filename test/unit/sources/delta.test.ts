import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTEXT_LINES } from '../../../src/model/content.js';
import { createDeltaMemory, type Derived } from '../../../src/sources/git/objects/delta-memory.js';
import { applyDelta } from '../../../src/sources/git/objects/delta.js';
import { deltaKernel } from '../../support/assets.js';

/** What a delta is made of: a copy of some part of the base, or bytes of its own. */
type Step = { readonly from: number; readonly length: number } | { readonly insert: string };

const line = fc.constantFrom('a\n', 'bb\n', '\n', 'long line\n', 'no break', '\r\n');
const text = fc.array(line, { maxLength: 40 }).map((lines) => lines.join(''));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ from: fc.nat(300), length: fc.nat(300) }) },
  {
    weight: 1,
    arbitrary: fc.record({ insert: text.filter((inserted) => inserted !== '').map((t) => t.slice(0, 127)) }),
  },
);

function size(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...size(value >>> 7)];
}

/** Steps that fit the base, as git writes them, and what they make. */
function deltaOf(base: Buffer, steps: readonly Step[]): { delta: Buffer; target: Buffer } {
  const code: number[] = [];
  const parts: Buffer[] = [];
  for (const one of steps) {
    if ('insert' in one) {
      code.push(one.insert.length, ...Buffer.from(one.insert));
      parts.push(Buffer.from(one.insert));
      continue;
    }
    const from = Math.min(one.from, base.length);
    const length = Math.min(one.length, base.length - from);
    if (length === 0) continue;
    code.push(0x80 | 0x03 | 0x30, from & 255, from >> 8, length & 255, length >> 8);
    parts.push(base.subarray(from, from + length));
  }
  const target = Buffer.concat(parts);
  return { delta: Buffer.from([...size(base.length), ...size(target.length), ...code]), target };
}

function derive(base: Buffer, delta: Buffer): Derived {
  const memory = createDeltaMemory(deltaKernel, 1 << 20);
  const held = memory.root(base);
  const derived = held === undefined ? undefined : memory.derive(held, delta);
  if (derived === undefined) throw new Error('no room');
  return derived;
}

/** Offsets of the lines, and one behind the last. */
function lineStarts(bytes: Buffer): number[] {
  const starts = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  return starts.at(-1) === bytes.length ? starts : [...starts, bytes.length];
}

test('makes what the plain code makes, and says what was copied', () => {
  fc.assert(
    fc.property(text, fc.array(step, { maxLength: 12 }), (before, steps) => {
      const base = Buffer.from(before);
      const { delta, target } = deltaOf(base, steps);
      expect(Buffer.from(applyDelta(base, delta))).toEqual(target);
      const { bytes, copies } = derive(base, delta);
      expect(Buffer.from(bytes)).toEqual(target);
      for (let at = 0; at < copies.length; at += 3) {
        const [here = 0, there = 0, length = 0] = copies.subarray(at, at + 3);
        expect(target.subarray(here, here + length)).toEqual(base.subarray(there, there + length));
      }
    }),
    { numRuns: 1000 },
  );
});

test('every line outside of the changed parts stands, with the lines around it, in one copy', () => {
  fc.assert(
    fc.property(text, fc.array(step, { maxLength: 12 }), (before, steps) => {
      const base = Buffer.from(before);
      const { delta, target } = deltaOf(base, steps);
      const { copies, changed } = derive(base, delta);
      const starts = lineStarts(target);
      const isChanged = (offset: number): boolean => {
        for (let at = 0; at < changed.length; at += 2)
          if (offset >= (changed[at] ?? 0) && offset < (changed[at + 1] ?? 0)) return true;
        return false;
      };
      for (let number = 0; number + 1 < starts.length; number++) {
        if (isChanged(starts[number] ?? 0)) continue;
        const from = starts[Math.max(0, number - CONTEXT_LINES)] ?? 0;
        const to = starts[Math.min(starts.length - 1, number + 1 + CONTEXT_LINES)] ?? 0;
        let inOne = false;
        for (let at = 0; at < copies.length; at += 3) {
          const [here = 0, there = 0, length = 0] = copies.subarray(at, at + 3);
          // Where there are fewer lines around it, there must have been as few before.
          const sameStart = number >= CONTEXT_LINES || there === 0;
          const sameEnd = number + CONTEXT_LINES < starts.length - 1 || there + length === base.length;
          if (here <= from && here + length >= to && sameStart && sameEnd) inOne = true;
        }
        expect([number, inOne]).toEqual([number, true]);
      }
    }),
    { numRuns: 1000 },
  );
});

describe('a delta that is broken', () => {
  test('never writes outside, and is refused as the plain code refuses it', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(step, { maxLength: 6 }),
        fc.uint8Array({ maxLength: 6 }),
        fc.nat(),
        (before, steps, noise, at) => {
          const base = Buffer.from(before);
          const { delta } = deltaOf(base, steps);
          const broken = Buffer.concat([delta.subarray(0, at % (delta.length + 1)), noise]);
          const outcome = (make: () => Uint8Array): string => {
            try {
              return Buffer.from(make()).toString('hex');
            } catch (error) {
              return error instanceof RangeError ? 'range' : 'refused';
            }
          };
          const plain = outcome(() => applyDelta(base, broken));
          const inMemory = outcome(() => derive(base, broken).bytes);
          // One that says it makes more than there is room for is read elsewhere.
          expect(plain === 'range' ? plain : inMemory).toBe(plain);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test('that claims to make more than is unpacked is refused before there is room made for it', () => {
  expect(() => applyDelta(Buffer.from('a'), Buffer.from([1, ...size(2 ** 30), 1, 97]))).toThrow(
    /more than are unpacked/,
  );
});

/** Archives with bytes changed, cut and doubled anywhere: never an exception, never a wait without end, always an answer. */

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SourceEvent } from '../../../src/model/content.js';
import { readArchive } from '../../../src/sources/shared/archive/read.js';
import { hostileZip } from '../../support/hostile-zip.js';
import { tree } from '../../support/tree.js';

const LIMITS = { depth: 3, members: 50, unpacked: 1 << 20, ratio: 100, free: 1 << 20 };

async function eventsOf(bytes: Uint8Array, streamed: boolean): Promise<SourceEvent[]> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 997) yield bytes.subarray(at, at + 997);
  }
  const events: SourceEvent[] = [];
  const content = streamed ? pieces() : bytes;
  for await (const event of readArchive({ provenance: { kind: 'file', path: 'a' }, content }, LIMITS))
    events.push(event);
  return events;
}

function made(command: string): Buffer {
  const root = tree({ 'a.txt': 'first\n'.repeat(200), 'b/c.txt': 'second\n'.repeat(300) });
  return execFileSync('sh', ['-c', command], { cwd: root });
}

test.each([
  ['zip', () => hostileZip(['a', 'b', 'c'].map((name) => ({ name, content: Buffer.from(name.repeat(500)) })))],
  ['tar', () => made('tar -cf - .')],
  ['tar.gz', () => made('tar -czf - .')],
  ['tar.bz2', () => made('tar -cf - . | bzip2 -c')],
  ['tar.xz', () => made('tar -cf - . | xz -c')],
  ['tar.zst', () => made('tar -cf - . | zstd -qc')],
])('%s', { timeout: 120_000 }, async (_, make) => {
  const whole = make();
  const change = fc.record({
    at: fc.nat(whole.length - 1),
    length: fc.integer({ min: 1, max: 20 }),
    byte: fc.nat(255),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 3 }),
      fc.option(fc.nat(whole.length), { nil: whole.length }),
      fc.boolean(),
      async (changes, end, streamed) => {
        const bytes = Buffer.from(whole.subarray(0, end));
        for (const { at, length, byte } of changes) bytes.fill(byte, Math.min(at, end), Math.min(at + length, end));
        const events = await eventsOf(bytes, streamed);
        expect(events.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  );
});

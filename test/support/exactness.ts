/** Holds the scan of what changed against the scan of every blob in full. */

import { createEngine } from '../../src/detect/engine.js';
import type { Content } from '../../src/model/content.js';
import { openHistory } from '../../src/sources/git/plan.js';
import { createGitReader } from '../../src/sources/git/read.js';
import { deltaKernel, detectors, kernel } from './assets.js';

export interface Compared {
  readonly blobs: number;
  /** How many of them were scanned in part only. */
  readonly derived: number;
  readonly findings: number;
  /** Blobs whose findings, or whose bytes, are not those of the whole. */
  readonly differences: { readonly blob: string; readonly inPart: string[]; readonly whole: string[] }[];
}

/** `read` gives the bytes of a blob in another way; absent, those of the reader are believed. */
export async function compareScans(
  directory: string,
  read?: (id: string) => Promise<{ bytes: Uint8Array }>,
): Promise<Compared> {
  const engine = createEngine({ detectors, kernel, key: new Uint8Array(32) });
  const reader = createGitReader(deltaKernel);
  const { signal } = new AbortController();
  const compared = { blobs: 0, derived: 0, findings: 0, differences: [] as Compared['differences'] };

  async function compare(content: Content): Promise<ReturnType<typeof engine.scan>> {
    const own = content.bytes.slice();
    const scanned = engine.scan(content);
    // A message is only a part of its object.
    const bytes = read === undefined || content.inside !== undefined ? own : (await read(content.id ?? '')).bytes;
    const { provenance, inside } = content;
    const full = engine.scan({ type: 'content', bytes, provenance, ...(inside === undefined ? {} : { inside }) });
    const [inPart, whole] = [scanned, full].map((one) => [
      ...one.findings().map((finding) => JSON.stringify(finding)),
      ...one.fingerprints(),
    ]);
    compared.blobs++;
    compared.derived += content.derived === undefined ? 0 : 1;
    compared.findings += full.findings().length;
    if (Buffer.compare(own, bytes) !== 0 || JSON.stringify(inPart) !== JSON.stringify(whole))
      compared.differences.push({ blob: content.id ?? '', inPart: inPart ?? [], whole: whole ?? [] });
    return scanned;
  }

  for await (const shard of openHistory({ repository: directory, cwd: '/', selection: { kind: 'all' } }).plan(signal)) {
    if ('type' in shard || shard.source !== 'git') continue;
    const events = reader(shard, signal);
    for (let step = await events.next(); step.done !== true;) {
      const trace = step.value.type === 'content' ? (await compare(step.value)).trace : undefined;
      step = await events.next(trace);
    }
  }
  return compared;
}

/** One shard, read and scanned in one place, so that bytes never cross threads: only findings do. */

import type { Engine, Scanned } from './detect/engine.js';
import type { Content, Note, Reader, Shard, Sighting, Skipped, Trace } from './model/content.js';
import type { Finding } from './model/finding.js';
import { problem, type Problem } from './model/problem.js';
import { addProfiles, type Profile } from './model/profile.js';

export interface ShardResult {
  readonly findings: readonly Finding[];
  readonly sightings: readonly Sighting[];
  readonly problems: readonly Problem[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly Note[];
  /** Files or blobs scanned, and their bytes. */
  readonly contents: number;
  readonly bytes: number;
  /** Present where the engine measures itself. */
  readonly profile?: Profile;
}

/** How long the loop may keep its thread before timers and signals get a turn. Not told by `performance`, which Node loads on first use. */
const TURN_MS = 50;

export async function scanShard<S extends Shard>(
  shard: S,
  { reader, engine, signal }: { reader: Reader<S>; engine: Engine; signal: AbortSignal },
): Promise<ShardResult> {
  const findings: Finding[] = [];
  const sightings: Sighting[] = [];
  const brief = shard.source === 'git' && shard.sightings === true;
  const problems: Problem[] = [];
  const skipped: Skipped[] = [];
  const notes: Note[] = [];
  let contents = 0;
  let bytes = 0;
  const begun = Date.now();
  let turn = begun;
  const events = reader(shard, signal);
  let trace: Trace | undefined;
  for (let step = await events.next(); step.done !== true; step = await events.next(trace)) {
    const event = step.value;
    if (event.type === 'problem') problems.push(event);
    else if (event.type === 'skipped') skipped.push(event);
    else if (event.type === 'note') notes.push(event);
    else {
      const scanned = engine.scan(event);
      trace = scanned.trace;
      if (brief) sightings.push(...sightingOf(event, scanned));
      else for (const finding of scanned.findings()) findings.push(finding);
      if (scanned.omitted > 0) problems.push(tooMany(event.provenance.path, scanned.omitted));
      const { start = 0, end = event.bytes.length } = event.owned ?? {};
      if (event.start === undefined) contents++;
      bytes += end - start;
    }
    if (Date.now() - turn > TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) {
        await events.return();
        break;
      }
      turn = Date.now();
    }
  }
  const profile = profileOf(engine, () => Date.now() - begun);
  return { findings, sightings, problems, skipped, notes, contents, bytes, ...profile };
}

/** What the engine did not take was for reading, and for waiting for what is read. */
function profileOf(engine: Engine, elapsed: () => number): { profile?: Profile } {
  const measured = engine.profile?.();
  if (measured === undefined) return {};
  const inEngine = Object.values(measured.stages).reduce((sum, ms) => sum + ms, 0);
  const stages = { reading: Math.max(0, elapsed() - inEngine) };
  const profile = addProfiles(measured, { stages, searched: 0, hits: 0, detectors: {} });
  return profile === undefined ? {} : { profile };
}

function sightingOf({ id, bytes }: Content, { fingerprints, omitted }: Scanned): Sighting[] {
  if (id === undefined) return [];
  const extent = omitted > 0 ? {} : { bytes: bytes.length };
  return [{ type: 'sighting', id, fingerprints: fingerprints(), ...extent }];
}

function tooMany(path: string, omitted: number): Problem {
  return problem('too-many-findings', `'${path}' holds ${omitted} more findings than are reported for one file`, path);
}

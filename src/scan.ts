/**
 * Joins the stages: a source's shards go to runners (threads, or this one), their results come back in shard order, so
 * that the output does not depend on how many runners there are. Knows interfaces only; `src/cli` brings the parts.
 */

import type { Note, Planned, RecalledContents, Shard, Sighting, Skipped, Source } from './model/content.js';
import type { Finding } from './model/finding.js';
import { problem, type Problem } from './model/problem.js';
import { addProfiles, type Profile } from './model/profile.js';
import { describeFailure } from './scan-failure.js';
import type { ShardResult } from './scan-shard.js';

/** Where shards are scanned. */
export interface Runner {
  /** How many shards it works on at the same time. */
  readonly width: number;
  run(shard: Shard, signal: AbortSignal): Promise<ShardResult>;
  close(): Promise<void>;
}

/** Totals of what was read, given with each event. */
export interface Extent {
  contents: number;
  bytes: number;
  /** Of runners that measure themselves. */
  profile?: Profile | undefined;
}

export type ScanEvent = Finding | Problem | Skipped;

export interface ScanOptions {
  readonly source: Source;
  readonly runner: Runner;
  /** Ends the scan early; what was found until then is still yielded. */
  readonly signal: AbortSignal;
  /** Updated as shards come back. */
  readonly extent: Extent;
}

/** Shards that may wait for an earlier, slower one: bounds the memory that finished results take. */
const AHEAD = 4;

/** Findings, problems and skips in the order of the plan. Never throws for trouble with what is scanned. */
export async function* scan(options: ScanOptions): AsyncGenerator<ScanEvent> {
  const { source } = options;
  if (source.attribute === undefined) {
    for await (const event of scanInOrder(source.plan(options.signal), options)) if (isReported(event)) yield event;
    return;
  }
  const findings: Finding[] = [];
  const sightings: Sighting[] = [];
  const notes: Note[] = [];
  for await (const event of scanInOrder(source.plan(options.signal), options)) {
    if (event.type === 'finding') findings.push(event);
    else if (event.type === 'sighting') sightings.push(event);
    else if (event.type === 'note') notes.push(event);
    else yield event;
  }
  for await (const event of readAgain(options, sightings)) {
    if (event.type === 'finding') findings.push(event);
    else yield event;
  }
  yield* await source.attribute(findings, notes);
}

function isReported(event: ScanEvent | Note | Sighting): event is ScanEvent {
  return event.type !== 'note' && event.type !== 'sighting';
}

/** Makes findings of sightings. Not ended early: it is short, and what was found must not be lost. */
async function* readAgain(
  { source, runner, extent }: ScanOptions,
  sightings: readonly Sighting[],
): AsyncGenerator<ScanEvent> {
  if (source.again === undefined || sightings.length === 0) return;
  const again: Extent = { contents: 0, bytes: 0 };
  const options = { runner, signal: new AbortController().signal, extent: again };
  for await (const event of scanInOrder(source.again(sightings), options)) {
    const wasTold = event.type === 'problem' && event.code === 'too-many-findings';
    if (isReported(event) && !wasTold) yield event;
  }
  extent.profile = addProfiles(extent.profile, again.profile);
}

async function* scanInOrder(
  plan: AsyncIterable<Planned> | Iterable<Planned>,
  { runner, signal, extent }: Omit<ScanOptions, 'source'>,
): AsyncGenerator<ScanEvent | Note | Sighting> {
  const queue: Promise<ShardResult>[] = [];
  try {
    for await (const planned of plan) {
      if (signal.aborted) break;
      if ('type' in planned) {
        queue.push(Promise.resolve(aside(planned)));
      } else {
        queue.push(runShard(runner, planned, signal));
      }
      if (queue.length >= runner.width * AHEAD) yield* eventsOf(await queue.shift(), extent);
    }
    while (queue.length > 0) yield* eventsOf(await queue.shift(), extent);
  } finally {
    await Promise.allSettled(queue);
  }
}

/** A shard that fails as a whole is a problem of that shard only. */
async function runShard(runner: Runner, shard: Shard, signal: AbortSignal): Promise<ShardResult> {
  try {
    return await runner.run(shard, signal);
  } catch (error) {
    if (signal.aborted) return { ...NOTHING };
    return { ...NOTHING, problems: [problem('worker-failed', describeFailure(shard, error))] };
  }
}

const NOTHING: ShardResult = {
  findings: [],
  sightings: [],
  problems: [],
  skipped: [],
  notes: [],
  contents: 0,
  bytes: 0,
};

function aside(event: Skipped | Problem | RecalledContents): ShardResult {
  if (event.type === 'recalled') return { ...NOTHING, contents: event.contents, bytes: event.bytes };
  return event.type === 'problem' ? { ...NOTHING, problems: [event] } : { ...NOTHING, skipped: [event] };
}

function* eventsOf(result: ShardResult | undefined, extent: Extent): Generator<ScanEvent | Note | Sighting> {
  if (result === undefined) return;
  extent.contents += result.contents;
  extent.bytes += result.bytes;
  extent.profile = addProfiles(extent.profile, result.profile);
  yield* result.findings;
  yield* result.sightings;
  yield* result.problems;
  yield* result.skipped;
  yield* result.notes;
}

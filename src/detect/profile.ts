/**
 * Counts and times what the engine does, for `--profile`: its parts are replaced by such that measure. Without it they are
 * what they are, so that it costs nothing.
 */

import type { Detector } from '../model/detector.js';
import { NO_COST, addCosts, type DetectorCost, type Profile, type Stage } from '../model/profile.js';
import type { Candidate } from './candidate.js';
import type { Layer } from './decode/index.js';
import type { Engine } from './engine.js';
import type { Matcher } from './matcher.js';
import type { Prefilter } from './prefilter.js';
import type { Pattern, PatternCompiler } from './regex.js';

type FindGeneric = (detector: Detector, layer: Layer, given: { hits: readonly number[]; path: string }) => Candidate[];

export interface Profiler {
  /** The same function, its time counted as that of the stage. */
  timed<A extends readonly unknown[], R>(stage: Stage, work: (...args: A) => R): (...args: A) => R;
  engine(engine: Engine): Engine;
  prefilter(prefilter: Prefilter): Prefilter;
  matcher(matcher: Matcher): Matcher;
  regex(compiler: PatternCompiler): PatternCompiler;
  generic(find: FindGeneric): FindGeneric;
}

/** Changes nothing. */
export const NO_PROFILER: Profiler = {
  timed: (_stage, work) => work,
  engine: (engine) => engine,
  prefilter: (prefilter) => prefilter,
  matcher: (matcher) => matcher,
  regex: (compiler) => compiler,
  generic: (find) => find,
};

export function createProfiler(): Profiler {
  const clock = createStageClock();
  const counts = createCounts();
  const take = (): Profile => ({ stages: clock.take(), ...counts.take() });
  return {
    timed: clock.timed,
    engine: ({ scan }) => timedEngine(scan, { clock, take }),
    prefilter: (prefilter) => timedPrefilter(prefilter, { clock, counts }),
    matcher: (matcher) => timedMatcher(matcher, { clock, counts }),
    regex({ compile }) {
      const timedCompile = clock.timed('compiling', compile);
      return { compile: (source) => timedPattern(timedCompile(source), { clock, counts }) };
    },
    generic(find) {
      const timedFind = clock.timed('generic', find);
      return (detector, layer, given) => {
        const begun = performance.now();
        const candidates = timedFind(detector, layer, given);
        const ms = performance.now() - begun;
        counts.add(detector, { wakes: 1, hits: given.hits.length, ms, candidates: candidates.length });
        return candidates;
      };
    },
  };
}

interface Measured {
  readonly clock: StageClock;
  readonly counts: Counts;
}

function timedEngine(
  scan: Engine['scan'],
  { clock, take }: { clock: StageClock; take: () => Profile },
): Required<Engine> {
  const timedScan = clock.timed('engine', scan);
  return {
    profile: take,
    scan(content) {
      const { findings, fingerprints, ...rest } = timedScan(content);
      // What is made of them only where it is wanted.
      const later = {
        findings: clock.timed('findings', findings),
        fingerprints: clock.timed('findings', fingerprints),
      };
      return { ...rest, ...later };
    },
  };
}

function timedPrefilter({ find, encoded }: Prefilter, { clock, counts }: Measured): Prefilter {
  const timedFind = clock.timed('prefilter', find);
  return {
    encoded: clock.timed('decoding', encoded),
    find(bytes, regions) {
      const pairs = timedFind(bytes, regions);
      counts.search(regions, pairs.length / 2);
      return pairs;
    },
  };
}

function timedMatcher(matcher: Matcher, { clock, counts }: Measured): Matcher {
  const match = clock.timed('windows', matcher.match);
  return {
    ...matcher,
    match(layer, hits) {
      counts.begin(matcher.detector);
      const candidates = match(layer, hits);
      counts.add(matcher.detector, { wakes: 1, hits: hits.length, candidates: candidates.length });
      return candidates;
    },
  };
}

function timedPattern(pattern: Pattern, { clock, counts }: Measured): Pattern {
  return {
    exec(text, from) {
      const begun = performance.now();
      const match = pattern.exec(text, from);
      const ms = performance.now() - begun;
      clock.add('regex', ms);
      counts.matched(text.length - from, ms);
      return match;
    },
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Counts {
  /** What the detector did now, besides what `matched` counts. */
  add(detector: Detector, done: Partial<DetectorCost>): void;
  /** Whose pattern `matched` is told of from now on. */
  begin(detector: Detector): void;
  matched(bytes: number, ms: number): void;
  search(regions: Uint32Array, hits: number): void;
  /** The counts since it was last called. */
  take(): Omit<Profile, 'stages'>;
}

function createCounts(): Counts {
  const costs = new Map<string, Writable<DetectorCost>>();
  let [searched, hits] = [0, 0];
  let current: Writable<DetectorCost> = { ...NO_COST };

  function costOf({ id }: Detector): Writable<DetectorCost> {
    const known = costs.get(id) ?? { ...NO_COST };
    costs.set(id, known);
    return known;
  }
  return {
    add: (detector, done) => void Object.assign(costOf(detector), addCosts(costOf(detector), { ...NO_COST, ...done })),
    begin: (detector) => void (current = costOf(detector)),
    matched(bytes, ms) {
      current.bytes += bytes;
      current.ms += ms;
    },
    search(regions, count) {
      hits += count;
      for (let at = 0; at < regions.length; at += 2) searched += (regions[at + 1] ?? 0) - (regions[at] ?? 0);
    },
    take() {
      const taken = { searched, hits, detectors: Object.fromEntries(costs) };
      [searched, hits] = [0, 0];
      costs.clear();
      return taken;
    },
  };
}

interface StageClock {
  timed: Profiler['timed'];
  /** Time of a stage that was measured elsewhere, inside the one that runs. */
  add(stage: Stage, ms: number): void;
  /** The times since it was last called. */
  take(): Profile['stages'];
}

function createStageClock(): StageClock {
  let stages: Partial<Record<Stage, number>> = {};
  /** What the stages inside of the one that runs took. */
  let inside = 0;

  function add(stage: Stage, ms: number): void {
    stages[stage] = (stages[stage] ?? 0) + ms;
    inside += ms;
  }

  function timed<A extends readonly unknown[], R>(stage: Stage, work: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      const before = inside;
      inside = 0;
      const begun = performance.now();
      try {
        return work(...args);
      } finally {
        const all = performance.now() - begun;
        const own = all - inside;
        inside = before;
        add(stage, own);
        inside = before + all;
      }
    };
  }

  function take(): Profile['stages'] {
    const taken = stages;
    stages = {};
    return taken;
  }
  return { timed, add, take };
}

/** Where the time of a scan went, as `--profile` tells it. Milliseconds, numbers and ids: nothing of what was read. */

export interface Profile {
  /** Milliseconds of all threads together. Each stage without those that run inside of it. */
  readonly stages: Readonly<Partial<Record<Stage, number>>>;
  /** Bytes in which keywords were looked for, those of decoded text too, and how many stood there. */
  readonly searched: number;
  readonly hits: number;
  /** By the id of the detector; those that never ran are absent. */
  readonly detectors: Readonly<Record<string, DetectorCost>>;
}

/** What one detector did. */
export interface DetectorCost {
  /** Texts in which one of its keywords woke it. */
  readonly wakes: number;
  /** Keywords of its there. */
  readonly hits: number;
  /** Bytes around them that its pattern was given, and milliseconds that the regex engine took for it. */
  readonly bytes: number;
  readonly ms: number;
  /** What it took for a secret, before one of several detectors is chosen. */
  readonly candidates: number;
}

/** In the order of a scan, with what happens in each. */
export const STAGES = {
  plan: 'what there is to read',
  reading: 'reading, unpacking, waiting',
  prefilter: 'looking for keywords',
  decoding: 'looking for what is encoded',
  windows: 'text around keywords, checks',
  compiling: 'patterns made ready',
  regex: 'patterns matched',
  generic: 'names beside values',
  manifests: 'manifests read as data',
  findings: 'positions, excerpts, fingerprints',
  engine: 'the rest of the engine',
  attribution: 'commits and layers of findings',
} as const;

export type Stage = keyof typeof STAGES;

export const NO_COST: DetectorCost = { wakes: 0, hits: 0, bytes: 0, ms: 0, candidates: 0 };

/** Both together. */
export function addProfiles(a: Profile | undefined, b: Profile | undefined): Profile | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const stages: Partial<Record<Stage, number>> = { ...a.stages };
  // The keys are those of a record over stages.
  for (const stage of Object.keys(b.stages) as Stage[]) stages[stage] = (stages[stage] ?? 0) + (b.stages[stage] ?? 0);
  const detectors = { ...a.detectors };
  for (const [id, cost] of Object.entries(b.detectors)) detectors[id] = addCosts(detectors[id] ?? NO_COST, cost);
  return { stages, searched: a.searched + b.searched, hits: a.hits + b.hits, detectors };
}

export function addCosts(a: DetectorCost, b: DetectorCost): DetectorCost {
  return {
    wakes: a.wakes + b.wakes,
    hits: a.hits + b.hits,
    bytes: a.bytes + b.bytes,
    ms: a.ms + b.ms,
    candidates: a.candidates + b.candidates,
  };
}

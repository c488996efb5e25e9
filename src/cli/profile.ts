/** `--profile`: where the time of a scan went, as two tables on stderr. Off, nothing of this is loaded. */

import type { Source } from '../model/content.js';
import {
  NO_COST,
  STAGES,
  addCosts,
  addProfiles,
  type DetectorCost,
  type Profile,
  type Stage,
} from '../model/profile.js';
import type { Extent } from '../scan.js';

export interface ScanProfile {
  /** The same source, its plan and its attribution measured. */
  measured(source: Source): Source;
  /** Counts a finding that is reported or suppressed. */
  finding(finding: { readonly detector: string }): void;
  /** The tables, each line with its line feed. */
  text(extent: Extent): string;
}

/** Detectors that have a row of their own. */
const ROWS = 20;

export function startProfile(): ScanProfile {
  const begun = performance.now();
  const findings = new Map<string, number>();
  let main: Profile | undefined;

  function add(stage: Stage, since: number): void {
    main = addProfiles(main, { ...NOTHING, stages: { [stage]: performance.now() - since } });
  }

  async function* timedPlan(source: Source, signal: AbortSignal): ReturnType<Source['plan']> {
    let from = performance.now();
    for await (const planned of source.plan(signal)) {
      add('plan', from);
      yield planned;
      from = performance.now();
    }
    add('plan', from);
  }

  return {
    measured(source) {
      const { attribute } = source;
      const plan = (signal: AbortSignal): ReturnType<Source['plan']> => timedPlan(source, signal);
      if (attribute === undefined) return { ...source, plan };
      return {
        ...source,
        plan,
        async attribute(...given) {
          const from = performance.now();
          try {
            return await attribute.apply(source, given);
          } finally {
            add('attribution', from);
          }
        },
      };
    },
    finding: ({ detector }) => void findings.set(detector, (findings.get(detector) ?? 0) + 1),
    text({ contents, bytes, profile }) {
      const all = addProfiles(main, profile) ?? NOTHING;
      const seconds = ((performance.now() - begun) / 1000).toFixed(2);
      const head = `profile: ${seconds} s for ${contents} contents of ${megabytes(bytes)} MB; ${megabytes(all.searched)} MB searched`;
      const rate = perMegabyte(all.hits, all.searched);
      return [`${head}, ${all.hits} keywords (${rate} per MB)`, ...stageRows(all), ...detectorRows(all, findings), '']
        .map((line) => line.trimEnd())
        .join('\n');
    },
  };
}

const NOTHING: Profile = { stages: {}, searched: 0, hits: 0, detectors: {} };

function stageRows({ stages }: Profile): string[] {
  const total = Object.values(stages).reduce((sum, ms) => sum + ms, 0);
  const rows = (Object.keys(STAGES) as Stage[]).flatMap((stage) => {
    const ms = stages[stage];
    return ms === undefined ? [] : [[stage, ms.toFixed(1), percent(ms, total), STAGES[stage]]];
  });
  const sum = ['all threads', total.toFixed(1), '', ''];
  return table(['stage', 'ms', 'share', ''], [...rows, sum]);
}

function detectorRows({ detectors, searched }: Profile, findings: ReadonlyMap<string, number>): string[] {
  const sorted = Object.entries(detectors).toSorted(([, a], [, b]) => b.ms - a.ms);
  const row = (name: string, cost: DetectorCost, found: number): string[] => [
    name,
    String(cost.wakes),
    String(cost.hits),
    perMegabyte(cost.hits, searched),
    (cost.bytes / 1000).toFixed(1),
    cost.ms.toFixed(1),
    String(cost.candidates),
    String(found),
  ];
  const shown = sorted.slice(0, ROWS).map(([id, cost]) => row(id, cost, findings.get(id) ?? 0));
  const rest = sorted.slice(ROWS);
  const cost = rest.reduce((sum, [, one]) => addCosts(sum, one), NO_COST);
  const named = new Set(sorted.slice(0, ROWS).map(([id]) => id));
  const found = [...findings].reduce((sum, [id, count]) => (named.has(id) ? sum : sum + count), 0);
  const others = rest.length === 0 && found === 0 ? [] : [row(`${rest.length} others`, cost, found)];
  const head = ['detector', 'woken', 'keywords', 'per MB', 'kB matched', 'ms', 'candidates', 'findings'];
  return table(head, [...shown, ...others]);
}

/** Names and explanations to the left, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const isText = (at: number): boolean => at === 0 || head[at] === '';
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => (isText(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  return ['', line(head), ...rows.map(line)];
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function perMegabyte(count: number, bytes: number): string {
  return bytes === 0 ? '-' : ((count * 1e6) / bytes).toFixed(1);
}

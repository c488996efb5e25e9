/** The last lines of the text report: what was found, what was scanned, what was left out, what to do next. */

import type { SkipReason } from '../model/content.js';
import { SEVERITIES } from '../model/detector.js';
import type { Summary } from '../model/summary.js';
import type { Paint } from './terminal.js';

const SKIPPED: Readonly<Record<SkipReason, string>> = {
  symlink: 'symbolic link',
  'special-file': 'special file',
  empty: 'empty file',
  excluded: 'excluded file',
};

export function summaryText(summary: Summary, paint: Paint): string {
  const lines = [foundLine(summary), scannedLine(summary)];
  if (!summary.complete) {
    lines.push(
      paint('red', 'The scan is INCOMPLETE: some of it could not be read (see Problems), so do not take it for clean.'),
    );
  }
  if (total(summary) > 0) lines.push(paint('dim', NEXT));
  return `${lines.join('\n')}\n`;
}

const NEXT =
  "Next: revoke what is real, then remove it. 'hullcheck detectors show ID' tells more of a type, '--skip ID' leaves it out.";

function total({ open }: Summary): number {
  return SEVERITIES.reduce((sum, severity) => sum + open[severity], 0);
}

/** `3 findings: 1 critical, 2 high.` */
export function foundLine(summary: Summary): string {
  const { open, misconfigurations, secrets, suppressed, suppressedBy, complete } = summary;
  const counts = SEVERITIES.filter((severity) => open[severity] > 0).map((severity) => `${open[severity]} ${severity}`);
  const findings = total(summary);
  const flaws = SEVERITIES.reduce((sum, severity) => sum + misconfigurations[severity], 0);
  const settings = flaws > 0 ? ` and ${plural(flaws, 'misconfiguration')}` : '';
  const aside = settings + (suppressed > 0 ? ` (${suppressed} suppressed: ${causes(suppressedBy)})` : '');
  if (findings === 0) return `No leaks found${complete ? '' : ' in what could be read'}${aside}.`;
  const different = secrets === findings ? '' : `, ${plural(secrets, 'different secret')}`;
  return `${plural(findings, 'finding')}: ${counts.join(', ')}${different}${aside}.`;
}

/** `2 baseline, 1 inline`: the most frequent first. */
function causes(suppressedBy: Summary['suppressedBy']): string {
  const sorted = Object.entries(suppressedBy).toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.map(([by, count]) => `${count} ${by}`).join(', ');
}

/** `Scanned 12 files, 3.4 kB; left out: 2 symbolic links.` */
export function scannedLine({ contents, unit, bytes, skipped }: Summary): string {
  const left = SKIP_REASONS.flatMap((reason) => {
    const count = skipped[reason] ?? 0;
    return count > 0 ? [plural(count, SKIPPED[reason])] : [];
  });
  const aside = left.length > 0 ? `; left out: ${left.join(', ')}` : '';
  return `Scanned ${plural(contents, unit)}, ${size(bytes)}${aside}.`;
}

const SKIP_REASONS: readonly SkipReason[] = ['symlink', 'special-file', 'empty', 'excluded'];

/** `1,234 files`. Not by `toLocaleString`: the tables that it loads take longer than the rest of the report. */
export function plural(count: number, noun: string): string {
  const grouped = String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${grouped} ${noun}${count === 1 ? '' : 's'}`;
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

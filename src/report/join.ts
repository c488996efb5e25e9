/** Several reports as one: each secret with all the places where any of them found it. */

import { SEVERITIES } from '../model/detector.js';
import { placeOf } from '../model/provenance.js';
import { maskedRecord, type FindingRecord } from './records.js';
import type { SavedReport } from './saved.js';

/**
 * The findings, those of one secret after another, the worst secret first and then the one in most places. A secret is
 * known by its fingerprint, which is the same in all reports that were made with the same key.
 */
export function joinFindings(reports: readonly Pick<SavedReport, 'run' | 'findings'>[]): FindingRecord[] {
  const secrets = new Map<string, FindingRecord[]>();
  const seen = new Set<string>();
  for (const { run, findings } of reports) {
    const { command, target } = run;
    for (const finding of findings) {
      // A report that was joined before knows which scan it was.
      const record: FindingRecord = { ...maskedRecord(finding), scan: finding.scan ?? { command, target } };
      const place = keyOf(record);
      if (seen.has(place)) continue;
      seen.add(place);
      const known = secrets.get(record.fingerprint);
      if (known === undefined) secrets.set(record.fingerprint, [record]);
      else known.push(record);
    }
  }
  const groups = [...secrets.values()].toSorted((a, b) => rankOf(a) - rankOf(b) || openIn(b) - openIn(a));
  return groups.flatMap((group) => openFirst(group).map((record) => ({ ...record, places: openIn(group) })));
}

/** The same place in two reports of one scan. */
function keyOf({ scan, fingerprint, provenance, location, resource, verdict }: FindingRecord): string {
  const { startLine, startColumn } = location;
  return JSON.stringify([
    scan,
    fingerprint,
    ...placeOf(provenance),
    startLine,
    startColumn,
    resource?.keyPath,
    verdict.state,
  ]);
}

function rankOf([first]: readonly FindingRecord[]): number {
  return first === undefined ? SEVERITIES.length : SEVERITIES.indexOf(first.severity);
}

function openFirst(group: readonly FindingRecord[]): FindingRecord[] {
  return group.toSorted((a, b) => Number(a.verdict.state !== 'open') - Number(b.verdict.state !== 'open'));
}

function openIn(group: readonly FindingRecord[]): number {
  return group.filter(({ verdict }) => verdict.state === 'open').length;
}

/** `hullcheck explain`: finds what is asked about, in a saved report, in a file or in the worktree, and prints its evidence. */

import { readFileSync } from 'node:fs';
import { latin1 } from '../../detect/bytes.js';
import { excerptOf } from '../../detect/excerpt.js';
import { explainAssignments } from '../../detect/generic/explain.js';
import { createLocator } from '../../detect/location.js';
import type { Finding } from '../../model/finding.js';
import { Secret } from '../../model/secret.js';
import { findingRecord, type FindingRecord } from '../../report/records.js';
import { reasonOf } from '../../sources/shared/errors.js';
import { loadCatalog, loadReportSchema } from '../assets.js';
import { UsageError } from '../usage-error.js';
import { explanationText, type Explanation } from './text.js';
import { print } from '../print.js';

export interface ExplainOptions {
  /** The id that a report shows, or its first digits. */
  readonly fingerprint: string | undefined;
  readonly report: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

const NOTHING_FOUND = 1;

/** 0 when something was explained, 1 when there is nothing of the kind. */
export async function runExplain(options: ExplainOptions): Promise<number> {
  const explanations = await explanationsFor(options);
  for (const explanation of explanations) print(explanationText(explanation));
  if (explanations.length > 0) return 0;
  print(nothing(options));
  return NOTHING_FOUND;
}

function nothing({ fingerprint, file, line }: ExplainOptions): string {
  if (fingerprint !== undefined) return `No finding has the id '${fingerprint}' here.`;
  const where = line === undefined ? `'${file}'` : `line ${line} of '${file}'`;
  return `Nothing in ${where} is a credential by its form or is given to a name for one.`;
}

async function explanationsFor({ fingerprint, report, file, line }: ExplainOptions): Promise<Explanation[]> {
  if (file !== undefined) return inFile(file, line);
  if (fingerprint === undefined) throw new UsageError("Name a finding's id, or a place with --file and --line");
  const records = report === undefined ? await recordsOfWorktree() : await recordsOfReport(report);
  const [found] = records.filter((record) => record.fingerprint.startsWith(fingerprint));
  return found === undefined ? [] : [ofRecord(found)];
}

async function recordsOfReport(file: string): Promise<readonly FindingRecord[]> {
  const { createReportReader } = await import('../../report/saved.js');
  try {
    return createReportReader(loadReportSchema())(readFileSync(file, 'utf8')).findings;
  } catch (error) {
    throw new UsageError(`Cannot use the report '${file}': ${reasonOf(error)}`, { cause: error });
  }
}

async function recordsOfWorktree(): Promise<readonly FindingRecord[]> {
  const { collectFindings } = await import('../policy/collect.js');
  const options = { config: undefined, baseline: undefined, ignoreFile: undefined, history: false };
  const { findings } = await collectFindings({ options, adjust: (policy) => policy });
  return findings.map(({ finding }) => recordOf(finding));
}

function recordOf(finding: Finding): FindingRecord {
  const detectors = new Map(loadCatalog().detectors.map((detector) => [detector.id, detector]));
  return findingRecord(finding, { showSecrets: false, detectors });
}

function ofRecord(record: FindingRecord): Explanation {
  const { path, startLine, startColumn } = record.location;
  return {
    ...record,
    place: `${path}:${startLine}:${startColumn}`,
    what: `${record.name} [${record.detector}]`,
    evidence: record.evidence,
  };
}

/** What is reported in the file, and what is given to a name for a credential there and is not. */
async function inFile(file: string, line: number | undefined): Promise<Explanation[]> {
  const bytes = readBytes(file);
  const { scanFile } = await import('./scan-file.js');
  const findings = scanFile(file, bytes);
  const found = findings.filter(({ location }) => line === undefined || location.startLine === line);
  return [...found.map((finding) => ofRecord(recordOf(finding))), ...passedOver({ file, bytes, line, findings })];
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`Cannot read '${file}': ${reasonOf(error)}`, { cause: error });
  }
}

interface Searched {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly line: number | undefined;
  readonly findings: readonly Finding[];
}

function passedOver({ file, bytes, line, findings }: Searched): Explanation[] {
  const locator = createLocator(bytes);
  const weighed = explainAssignments(bytes, file);
  return weighed.flatMap(({ start, end, confidence, evidence, reasons }) => {
    const at = locator.position(start);
    const isFound = findings.some(
      ({ location }) => location.startLine === at.line && location.startColumn === at.column,
    );
    if (isFound || confidence !== undefined || (line !== undefined && at.line !== line)) return [];
    const shown = new Secret(latin1(bytes, start, end)).redacted();
    const excerpt = excerptOf(bytes, { secret: { start, end }, shown, masked: weighed }).text;
    const place = `${file}:${at.line}:${at.column}`;
    return [{ place, what: 'Credential [generic-credential]', excerpt, decoded: [], confidence, evidence, reasons }];
  });
}

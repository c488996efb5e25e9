/** A saved `json` or `jsonl` report, read back. It may come from anywhere, so it is held against the published schema. */

import * as z from 'zod';
import type { Problem } from '../model/problem.js';
import type { Summary } from '../model/summary.js';
import { SCHEMA, type FindingRecord } from './records.js';
import type { RunInfo } from './report.js';

export interface SavedReport {
  readonly run: RunInfo;
  /** Open ones and accepted ones. */
  readonly findings: readonly FindingRecord[];
  /** Codes of another version may be unknown to this one. */
  readonly problems: readonly (Omit<Problem, 'type' | 'code'> & { readonly code: string })[];
  readonly summary: Summary;
}

/** The message says what is wrong with the report, to be put after its name. */
export class SavedReportError extends Error {
  override readonly name = 'SavedReportError';
}

/** A `json` report, once the schema has said so. */
interface Document {
  readonly tool: { readonly version: string };
  readonly command: RunInfo['command'];
  readonly target: string;
  readonly fingerprintKey?: string;
  readonly findings: readonly FindingRecord[];
  readonly suppressed: readonly FindingRecord[];
  readonly problems: SavedReport['problems'];
  readonly summary: Summary;
}

/** `schema`: docs/schema/hullcheck-1.schema.json, parsed. The function throws a SavedReportError. */
export function createReportReader(schema: object): (text: string) => SavedReport {
  const checked = z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema);
  return (text) => {
    const raw = parse(text);
    if (!isRecord(raw) || raw['schema'] === undefined) throw new SavedReportError('is no report of hullcheck');
    if (raw['schema'] !== SCHEMA) {
      throw new SavedReportError(`has the format '${String(raw['schema'])}', which this version does not read`);
    }
    const result = checked.safeParse(raw);
    if (!result.success) throw new SavedReportError(`is not a whole report: ${firstIssue(result.error)}`);
    // The schema says what the interface says; the types of the former are not derived from it.
    const { tool, command, target, fingerprintKey, ...parts } = result.data as unknown as Document;
    const { findings, suppressed, problems, summary } = parts;
    const key = fingerprintKey === undefined ? {} : { fingerprintKey };
    const run = { version: tool.version, command, target, ...key };
    return { run, findings: [...findings, ...suppressed], problems, summary };
  };
}

function parse(text: string): unknown {
  const lines = text.trimEnd().split('\n');
  try {
    const first: unknown = lines.length > 1 ? tryParse(lines[0] ?? '') : undefined;
    return isRecord(first) && first['type'] === 'run' ? documentOf(lines) : JSON.parse(text);
  } catch (error) {
    throw new SavedReportError('is not whole JSON', { cause: error });
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The lines of `jsonl` put together as `json` has them. */
function documentOf(lines: readonly string[]): object {
  const document: Record<string, unknown> = {};
  const lists: Record<string, unknown[]> = { finding: [], suppressed: [], problem: [] };
  for (const line of lines) {
    const { type, schema, ...record } = z
      .looseObject({ type: z.string(), schema: z.unknown() })
      .parse(JSON.parse(line));
    if (type === 'run') Object.assign(document, { schema }, record);
    else if (type === 'summary') document['summary'] = record;
    else lists[type]?.push(record);
  }
  return { ...document, findings: lists['finding'], suppressed: lists['suppressed'], problems: lists['problem'] };
}

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (issue === undefined) return 'it does not follow the schema';
  return `${issue.path.join('.') || 'the document'}: ${issue.message}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

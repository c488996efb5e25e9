/**
 * Findings as plain data with every secret masked: schema `hullcheck/1`. Every report is made of records, so what is
 * shown of a secret is decided here once, and a saved report can be turned into any other.
 */

import type { Detector } from '../model/detector.js';
import type { Finding, FixStep, Location, Part, Verdict } from '../model/finding.js';
import type { Problem } from '../model/problem.js';
import type { Commit, GitLife, ImageInstruction, Provenance } from '../model/provenance.js';
import type { Resource } from '../model/resource.js';
import { Secret } from '../model/secret.js';
import type { RunInfo } from './report.js';
import { maskedIn, maskedPath, maskedResource, secretText } from './secret-text.js';

/** Documented in docs/output.md and docs/schema/; changes only with its number. */
export const SCHEMA = 'hullcheck/1';

/** One finding as `json` has it. Text may still hold control characters: each format escapes for its own readers. */
export interface FindingRecord extends Pick<
  Finding,
  'detector' | 'class' | 'severity' | 'confidence' | 'fingerprint' | 'decoded' | 'reasons' | 'evidence' | 'verdict'
> {
  /** Of the detector, for people. */
  readonly name: string;
  /** Masked, or in clear where it was asked for. */
  readonly secret: string;
  readonly location: Location & { readonly source: Provenance['kind']; readonly path: string };
  readonly provenance: Provenance;
  readonly resource?: Resource;
  /** What stands near the secret and belongs to it, masked like it. */
  readonly parts?: readonly { readonly name: string; readonly secret: string; readonly location: Location }[];
  /** The line around the secret, masked, and where in it (UTF-16 units) the masked secret is. */
  readonly excerpt: string;
  readonly excerptMark: { readonly start: number; readonly length: number };
  /** What to change at this place, where that is known. */
  readonly fix?: readonly FixStep[];
  readonly risk: string;
  readonly remediation: string;
  readonly references: readonly string[];
  /** In a joined report: the scan that found it here. */
  readonly scan?: Pick<RunInfo, 'command' | 'target'>;
  /** In a joined report: in how many places the same secret is open. */
  readonly places?: number;
}

export interface RecordOptions {
  /** Secrets in clear. */
  readonly showSecrets: boolean;
  /** By id: names, risks and remediation. */
  readonly detectors: ReadonlyMap<string, Detector>;
}

export function findingRecord(finding: Finding, { showSecrets, detectors }: RecordOptions): FindingRecord {
  const { location, excerpt } = finding;
  const provenance = provenanceRecord(finding, showSecrets);
  const detector = detectors.get(finding.detector);
  return {
    detector: finding.detector,
    ...(finding.class === undefined ? {} : { class: finding.class }),
    name: detector?.name ?? finding.detector,
    severity: finding.severity,
    confidence: finding.confidence,
    fingerprint: finding.fingerprint,
    secret: secretText(finding.secret, showSecrets),
    location: { source: provenance.kind, path: provenance.path, ...location },
    provenance,
    ...(finding.resource === undefined
      ? {}
      : { resource: maskedResource(finding.resource, finding.secret, showSecrets) }),
    decoded: finding.decoded,
    reasons: finding.reasons,
    ...(finding.evidence === undefined ? {} : { evidence: finding.evidence }),
    ...(finding.parts === undefined ? {} : { parts: finding.parts.map((part) => partRecord(part, showSecrets)) }),
    verdict: verdictRecord(finding, showSecrets),
    excerpt: excerpt.text,
    excerptMark: { start: excerpt.start, length: excerpt.length },
    ...(finding.fix === undefined ? {} : { fix: fixRecord(finding.fix, finding.secret, showSecrets) }),
    risk: detector?.risk ?? '',
    remediation: detector?.remediation ?? '',
    references: detector?.references ?? [],
  };
}

function partRecord(
  { name, secret, location }: Part,
  showSecrets: boolean,
): NonNullable<FindingRecord['parts']>[number] {
  return { name, secret: secretText(secret, showSecrets), location };
}

/** Made of texts that are masked, but a name may hold the secret. */
function fixRecord(fix: readonly FixStep[], secret: Secret, showSecrets: boolean): readonly FixStep[] {
  const mask = (text: string): string => maskedIn(text, secret, showSecrets);
  return fix.map(({ says, lines }) => ({ says: mask(says), lines: lines.map(mask) }));
}

/** The reason is what somebody wrote: it may name the secret. */
function verdictRecord({ verdict, secret }: Finding, showSecrets: boolean): Verdict {
  if (verdict.state === 'open') return verdict;
  return { ...verdict, reason: maskedIn(verdict.reason, secret, showSecrets) };
}

/** A record of a report that was made with secrets in clear, with the secret masked. Others are as they were. */
export function maskedRecord(record: FindingRecord): FindingRecord {
  if (record.secret === '' || MASKED.test(record.secret)) return record;
  const secret = new Secret(record.secret);
  const provenance = provenanceRecord({ provenance: record.provenance, secret }, false);
  return {
    ...record,
    secret: secret.redacted(),
    location: { ...record.location, path: provenance.path },
    provenance,
    ...(record.resource === undefined ? {} : { resource: maskedResource(record.resource, secret, false) }),
  };
}

/** What `Secret.redacted` leaves: a few characters, or the first line of a key. */
const MASKED = /^(?:.{0,4}|-----BEGIN [A-Z0-9 ]{1,40}----- )\*{8}$/s;

function provenanceRecord(
  { provenance, secret }: Pick<Finding, 'provenance' | 'secret'>,
  showSecrets: boolean,
): Provenance {
  const path = maskedPath(provenance.path, secret, showSecrets);
  switch (provenance.kind) {
    case 'file':
    case 'stdin':
      return { kind: provenance.kind, path };
    case 'git': {
      const { blob, commit, life } = provenance;
      if (commit === undefined) return { kind: 'git', path, blob };
      const clean = (one: Commit): Commit => commitRecord(one, secret, showSecrets);
      const lived = life === undefined ? {} : { life: lifeRecord(life, { clean, secret, showSecrets }) };
      return { kind: 'git', path, blob, commit: clean(commit), ...lived };
    }
    case 'cluster':
      return { ...provenance, path };
    case 'image': {
      const { instruction } = provenance;
      if (instruction === undefined) return { ...provenance, path };
      return { ...provenance, path, instruction: instructionRecord(instruction, secret, showSecrets) };
    }
  }
}

/** A token may have been taken for a name: `git config user.name` is often run by a script. */
function commitRecord({ id, author, email, date, summary }: Commit, secret: Secret, showSecrets: boolean): Commit {
  const name = (text: string): string => maskedPath(text, secret, showSecrets);
  const said = maskedIn(summary, secret, showSecrets);
  return { id, author: name(author), email: name(email), date, summary: said };
}

interface LifeContext {
  readonly clean: (commit: Commit) => Commit;
  readonly secret: Secret;
  readonly showSecrets: boolean;
}

function lifeRecord({ inHead, removed, refs }: GitLife, { clean, secret, showSecrets }: LifeContext): GitLife {
  const names = refs.names.map((name) => maskedPath(name, secret, showSecrets));
  const lived = { inHead, refs: { ...refs, names } };
  return removed === undefined ? lived : { ...lived, removed: clean(removed) };
}

function instructionRecord(instruction: ImageInstruction, secret: Secret, showSecrets: boolean): ImageInstruction {
  const { text, dockerfile } = instruction;
  const masked = { text: maskedIn(text, secret, showSecrets) };
  if (dockerfile === undefined) return masked;
  return { ...masked, dockerfile: { ...dockerfile, text: maskedIn(dockerfile.text, secret, showSecrets) } };
}

/**
 * Whether reports list it beside the open findings. What `--only`, `--skip` and repetition leave out is nobody's
 * decision about a secret, so there is nothing to review.
 */
export function isAccepted({ verdict }: FindingRecord): boolean {
  return verdict.state === 'suppressed' && verdict.by !== 'selection' && verdict.by !== 'repetition';
}

/** What a report says of the scan. */
export function runRecord({ version, ...run }: RunInfo): object {
  return { tool: { name: 'hullcheck', version }, ...run };
}

/** Without the tag that tells it from a finding in a stream. */
export function problemRecord({ code, message, path }: Problem): Omit<Problem, 'type'> {
  return path === undefined ? { code, message } : { code, message, path };
}

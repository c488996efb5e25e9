/** One finding as a result of SARIF. */

import type { ArtifactLocation, CodeFlow, Location, LogicalLocation, Region, Result, Suppression } from 'sarif';
import type { Severity } from '../model/detector.js';
import type { Resource } from '../model/resource.js';
import { commitOf, encodingText, imageText, resourceText } from './origin.js';
import type { FindingRecord } from './records.js';
import { uriOf } from './uri.js';

export const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** Where the verdict comes from a comment beside the secret. */
const IN_SOURCE: ReadonlySet<string> = new Set(['inline', 'allow', 'comment']);

export interface Place {
  readonly ruleIndex: number;
  /** The same secret in the same file for the n-th time. */
  readonly occurrence: number;
}

export function resultOf(finding: FindingRecord, { ruleIndex, occurrence }: Place): Result {
  const { detector, severity, fingerprint, verdict } = finding;
  const flow = codeFlow(finding);
  return {
    ruleId: detector,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: plainText(messageOf(finding)) },
    locations: [locationOf(finding)],
    // The first is the one that GitHub matches alerts by; neither changes when lines move.
    partialFingerprints: {
      primaryLocationLineHash: `${fingerprint.slice(0, 16)}:${occurrence}`,
      'hullcheck/v1': fingerprint,
    },
    ...relatedOf(finding),
    ...(flow === undefined ? {} : { codeFlows: [flow] }),
    ...(verdict.state === 'open' ? {} : { suppressions: [suppressionOf(verdict)] }),
    properties: propertiesOf(finding),
  };
}

/**
 * Text for a `text` of SARIF, where `[a](b)` is a link and `{0}` a placeholder: what is scanned must not make either
 * (sections 3.11.5 and 3.11.6 of the standard).
 */
export function plainText(text: string): string {
  return text.replace(/[\\[\]]/g, String.raw`\$&`).replace(/[{}]/g, '$&$&');
}

export function artifactOf(path: string): ArtifactLocation {
  const uri = uriOf(path);
  return path.startsWith('/') || path.startsWith('../') ? { uri } : { uri, uriBaseId: '%SRCROOT%' };
}

function messageOf(finding: FindingRecord): string {
  const { name, secret, resource, reasons } = finding;
  const what = secret === '' ? name : `${name}: ${shortened(secret)}`;
  const encoded = encodingText(finding);
  const commit = commitOf(finding);
  const sentences = [
    encoded === '' ? what : `${what}, ${encoded}`,
    ...(secret === '' ? [reasons.join('; ')] : []),
    ...(resource === undefined ? [] : [`In ${resourceText(resource)}`]),
    ...imageText(finding),
    ...(commit === undefined ? [] : [`Introduced in commit ${commit.id.slice(0, 12)} on ${commit.date.slice(0, 10)}`]),
  ];
  return `${sentences.join('. ')}.`;
}

/** A secret in clear may be a whole key; its first line tells which. */
function shortened(secret: string): string {
  const [first = '', ...rest] = secret.split('\n');
  return rest.length === 0 ? first : `${first}...`;
}

function locationOf(finding: FindingRecord): Location {
  const { location, resource } = finding;
  return {
    physicalLocation: { artifactLocation: artifactOf(location.path), region: regionOf(finding) },
    ...(resource === undefined ? {} : { logicalLocations: [logicalOf(resource)] }),
  };
}

function regionOf({ location, excerpt }: FindingRecord): Region {
  const { startLine, startColumn, endLine, endColumn } = location;
  return { startLine, startColumn, endLine, endColumn, snippet: { text: excerpt } };
}

function logicalOf(resource: Resource): LogicalLocation {
  return { name: resource.keyPath || resource.kind, fullyQualifiedName: resourceText(resource), kind: 'member' };
}

/** The line of the Dockerfile that made the layer. */
function relatedOf({ provenance }: FindingRecord): Pick<Result, 'relatedLocations'> {
  const dockerfile = provenance.kind === 'image' ? provenance.instruction?.dockerfile : undefined;
  if (dockerfile === undefined) return {};
  const physicalLocation = {
    artifactLocation: artifactOf(dockerfile.path),
    region: { startLine: dockerfile.line },
  };
  return { relatedLocations: [{ id: 1, physicalLocation, message: { text: 'The instruction that made the layer' } }] };
}

/** How it got there: the commit that brought it. */
function codeFlow(finding: FindingRecord): CodeFlow | undefined {
  const commit = commitOf(finding);
  if (commit === undefined) return undefined;
  const text = `Introduced in commit ${commit.id} by ${commit.author} on ${commit.date}: ${commit.summary}`;
  const { path, startLine } = finding.location;
  const physicalLocation = { artifactLocation: artifactOf(path), region: { startLine } };
  const location = { physicalLocation, message: { text: plainText(text) } };
  return { threadFlows: [{ locations: [{ location, importance: 'essential' }] }] };
}

function suppressionOf({ by, reason }: { by: string; reason: string }): Suppression {
  return { kind: IN_SOURCE.has(by) ? 'inSource' : 'external', status: 'accepted', justification: plainText(reason) };
}

function propertiesOf({ severity, confidence, decoded, reasons, provenance }: FindingRecord): Result['properties'] {
  return {
    severity,
    confidence,
    reasons: [...reasons],
    ...(decoded.length === 0 ? {} : { decoded: [...decoded] }),
    provenance,
  };
}

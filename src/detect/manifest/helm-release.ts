/**
 * Releases that Helm 3 keeps in the cluster: a Secret with base64 of base64 of gzip of JSON
 * (https://helm.sh/docs/topics/advanced/#storage-backends, `pkg/storage/driver/util.go`). It holds the values that the
 * user gave, those of the chart, its templates and all objects that were made.
 */

import { gunzipSync } from 'node:zlib';
import type { Encoding } from '../../model/finding.js';
import { decoded } from './base64.js';
import type { Piece } from './pieces.js';
import type { Written } from './scalar.js';
import type { Visit } from './tree.js';

/** The most that is unpacked: releases are kept in objects of at most 1 MiB. */
const LARGEST = 16 << 20;

const ENCODINGS: readonly Encoding[] = ['base64', 'base64', 'gzip'];

/** The parts of a release that are worth reading; all stand where the packed release stands. */
export function* releaseFiles(visit: Visit, outer: Written): Generator<Piece> {
  const inner = decoded(outer);
  const release = inner === undefined ? undefined : unpacked(inner.bytes);
  if (release === undefined) return;
  const place = { start: () => outer.start(0), end: () => outer.end(outer.bytes.length - 1) };
  let packed = 0;
  for (const { name, within, bytes } of partsOf(release)) {
    yield { visit, written: { bytes, ...place }, encodings: ENCODINGS, packed, as: { type: 'file', name, within } };
    packed += bytes.length;
  }
}

function unpacked(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    return record(JSON.parse(gunzipSync(bytes, { maxOutputLength: LARGEST }).toString('utf8')));
  } catch {
    // Not a release, damaged, or larger than any release can be: it stays base64.
    return undefined;
  }
}

interface Part {
  readonly name: string;
  readonly within: string;
  readonly bytes: Uint8Array;
}

function* partsOf({ config, manifest, chart }: Record<string, unknown>): Generator<Part> {
  const inChart = record(chart) ?? {};
  if (config !== undefined) yield { name: 'values.yaml', within: 'config', bytes: lines(config) };
  if (typeof manifest === 'string') yield { name: 'manifest.yaml', within: 'manifest', bytes: Buffer.from(manifest) };
  if (inChart['values'] !== undefined)
    yield { name: 'values.yaml', within: 'chart.values', bytes: lines(inChart['values']) };
  for (const list of ['templates', 'files']) {
    const files = inChart[list];
    for (const [index, file] of (Array.isArray(files) ? files : []).entries()) {
      const { name, data } = record(file) ?? {};
      if (typeof name !== 'string' || typeof data !== 'string') continue;
      yield { name, within: `chart.${list}[${index}].data`, bytes: Buffer.from(data, 'base64') };
    }
  }
}

/** A line a value, as it would be in a file. */
function lines(values: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(values, null, 1));
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

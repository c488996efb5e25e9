/** What crosses between threads. A structured clone drops private fields, so secrets are unwrapped and wrapped again. */

import { createEngine, type Engine, type EngineOptions } from '../detect/engine.js';
import { createProfiler } from '../detect/profile.js';
import type { Finding, Part } from '../model/finding.js';
import { Secret } from '../model/secret.js';
import type { ShardResult } from '../scan-shard.js';

/** What a worker needs to build its engine. */
export type WorkerSetup = Pick<EngineOptions, 'detectors' | 'kernel' | 'key' | 'allowLists'> & {
  /** Whether it measures itself. */
  readonly profile?: boolean;
};

export function engineOf({ profile = false, ...setup }: WorkerSetup): Engine {
  return createEngine(profile ? { ...setup, profiler: createProfiler() } : setup);
}

type PackedPart = Omit<Part, 'secret'> & { readonly secret: string };

type PackedFinding = Omit<Finding, 'secret' | 'parts'> & {
  readonly secret: string;
  readonly parts?: readonly PackedPart[];
};

export type PackedResult = Omit<ShardResult, 'findings'> & { readonly findings: readonly PackedFinding[] };

/** What a worker says of a shard: what it found, or in words why there is nothing. */
export type WorkerAnswer = { readonly result: PackedResult } | { readonly error: string };

export function pack(result: ShardResult): PackedResult {
  return { ...result, findings: result.findings.map(packFinding) };
}

export function unpack(result: PackedResult): ShardResult {
  return { ...result, findings: result.findings.map(unpackFinding) };
}

function packFinding({ secret, parts, ...rest }: Finding): PackedFinding {
  const packed = { ...rest, secret: secret.reveal() };
  if (parts === undefined) return packed;
  return { ...packed, parts: parts.map((part) => ({ ...part, secret: part.secret.reveal() })) };
}

function unpackFinding({ secret, parts, ...rest }: PackedFinding): Finding {
  const finding = { ...rest, secret: new Secret(secret) };
  if (parts === undefined) return finding;
  return { ...finding, parts: parts.map((part) => ({ ...part, secret: new Secret(part.secret) })) };
}

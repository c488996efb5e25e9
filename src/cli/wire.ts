/** What crosses between threads. A structured clone drops private fields, so secrets are unwrapped and wrapped again. */

import type { EngineOptions } from '../detect/engine.js';
import type { Finding } from '../model/finding.js';
import { Secret } from '../model/secret.js';
import type { ShardResult } from '../scan-shard.js';

/** What a worker needs to build its engine. */
export type WorkerSetup = Pick<EngineOptions, 'detectors' | 'kernel' | 'key'>;

type PackedFinding = Omit<Finding, 'secret'> & { readonly secret: string };

export type PackedResult = Omit<ShardResult, 'findings'> & { readonly findings: readonly PackedFinding[] };

export function pack(result: ShardResult): PackedResult {
  return { ...result, findings: result.findings.map((finding) => ({ ...finding, secret: finding.secret.reveal() })) };
}

export function unpack(result: PackedResult): ShardResult {
  return {
    ...result,
    findings: result.findings.map((finding) => ({ ...finding, secret: new Secret(finding.secret) })),
  };
}

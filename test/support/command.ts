/** The command as its user runs it: `bin/hullcheck.js` in a process of its own. */

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryDirectory } from './tree.js';

export const BIN = join(import.meta.dirname, '../../bin/hullcheck.js');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
}

/** A home of its own keeps the test from using this user's fingerprint key. */
export function environment(): NodeJS.ProcessEnv {
  return { ...process.env, HULLCHECK_KEY: 'test key', HOME: temporaryDirectory(), NO_COLOR: '1' };
}

export function hullcheck(args: readonly string[], { cwd, input, env }: RunOptions = {}): Run {
  const result = spawnSync(process.execPath, [BIN, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    ...(input === undefined ? {} : { input }),
    env: { ...environment(), ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** A started command, for tests that interrupt it. */
export function startHullcheck(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): { kill(signal: NodeJS.Signals): void; done: Promise<Run> } {
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { ...environment(), ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const done = new Promise<Run>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return { kill: (signal) => void child.kill(signal), done };
}

/** Where the test itself serves what the command asks for. */
export function hullcheckAsync(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  return startHullcheck(args, '/', env).done;
}

/** A finding of `--format json`, as far as tests look at it. */
export interface JsonFinding {
  readonly detector: string;
  readonly severity: string;
  readonly confidence: string;
  readonly fingerprint: string;
  readonly secret: string;
  readonly location: {
    readonly source: string;
    readonly path: string;
    readonly startLine: number;
    readonly startColumn: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
  readonly provenance: {
    readonly kind: string;
    readonly path: string;
    readonly blob?: string;
    readonly platform?: string;
    readonly layer?: { readonly index: number; readonly diffId: string; readonly digest?: string };
    readonly verdict?: { readonly state: string; readonly layer?: number };
    readonly instruction?: {
      readonly text: string;
      readonly dockerfile?: { readonly path: string; readonly line: number; readonly text: string };
    };
    readonly owner?: { readonly image: string; readonly by: string };
    readonly commit?: {
      readonly id: string;
      readonly author: string;
      readonly email: string;
      readonly date: string;
      readonly summary: string;
    };
  };
  readonly decoded: readonly string[];
  readonly fix?: readonly { readonly says: string; readonly lines: readonly string[] }[];
  readonly excerpt: string;
  readonly verdict: { readonly state: string; readonly by?: string; readonly reason?: string };
}

export interface JsonReport {
  readonly schema: string;
  readonly findings: readonly JsonFinding[];
  readonly suppressed: readonly JsonFinding[];
  readonly problems: readonly { readonly code: string; readonly message: string; readonly path?: string }[];
  readonly summary: {
    readonly complete: boolean;
    readonly secrets: number;
    readonly contents: number;
    readonly bytes: number;
    readonly suppressedBy: Readonly<Record<string, number>>;
    readonly skipped: Readonly<Record<string, number>>;
  };
}

/** Runs with `--format json` and parses the report. */
export function hullcheckJson(args: readonly string[], options?: RunOptions): Run & { report: JsonReport } {
  const run = hullcheck([...args, '--format', 'json'], options);
  try {
    return { ...run, report: JSON.parse(run.stdout) as JsonReport };
  } catch (error) {
    throw new Error(`No JSON on standard output: ${run.stdout.slice(0, 500)}\n${run.stderr}`, { cause: error });
  }
}

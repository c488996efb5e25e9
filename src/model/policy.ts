/** What people decided about findings, as data: the checked form of the configuration, the ignore file and the baseline. */

import type { AllowMark } from './finding.js';
import type { Severity } from './detector.js';

/** What a file says of the key of its fingerprints; see docs/triage.md. */
export type KeyNote =
  /** The key is shared among people and CI, outside of the file. `id` tells whether it is the right one. */
  | { readonly kind: 'shared'; readonly id: string }
  /** Hex digits, and the logarithm of scrypt's work factor. */
  | { readonly kind: 'salt'; readonly salt: string; readonly cost: number };

/** The kind of scan that found what an exception is for: another one cannot tell that it is stale. */
export type FoundBy = 'scan' | 'git' | 'image' | 'cluster';

/** A finding that was there before. */
export interface BaselineEntry {
  /** 32 hex digits. */
  readonly fingerprint: string;
  readonly detector: string;
  readonly foundBy: FoundBy;
  /** Where it was when it was written down: for people, never compared. */
  readonly path: string;
}

export interface Baseline {
  /** The file, as people know it. */
  readonly file: string;
  readonly key: KeyNote;
  readonly entries: readonly BaselineEntry[];
}

/** A finding that somebody looked at and decided to keep. */
export interface IgnoreEntry {
  /** 12 to 32 hex digits: the beginning is enough. */
  readonly fingerprint: string;
  readonly reason: string;
  readonly author?: string;
  /** The last day on which it counts, `2027-01-31`. */
  readonly expires?: string;
  /** Patterns of `.gitignore`; only findings at such paths. Absent: wherever the secret stands. */
  readonly paths?: readonly string[];
  readonly foundBy: FoundBy;
  /** In the file, for messages. */
  readonly line: number;
}

export interface IgnoreFile {
  readonly file: string;
  readonly key: KeyNote;
  readonly entries: readonly IgnoreEntry[];
}

/** Paths where some detectors do not matter. */
export interface PathRule {
  /** Ids, or their beginnings with a `*` after. */
  readonly detectors: readonly string[];
  /** Patterns of `.gitignore`, seen from the configuration's directory. */
  readonly paths: readonly string[];
  readonly reason: string;
  /** `file:line`, for messages. */
  readonly place: string;
  /** Files at these paths are not read, so that a scan that finds none there says nothing. */
  readonly unread?: boolean;
}

/** The configuration file. Everything in it is optional. */
export interface Config {
  readonly failOn?: Severity;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Patterns of `.gitignore`: files that are not read. */
  readonly skipPaths: readonly string[];
  readonly rules: readonly PathRule[];
  /** Detector files of the user's own. */
  readonly detectors: readonly string[];
  readonly baseline?: string;
  readonly ignoreFile?: string;
  /** A configuration of gitleaks that counts too. */
  readonly gitleaksConfig?: string;
  /** Tools whose allow comments count. */
  readonly allowComments?: readonly AllowMark['syntax'][];
}

/** What gitleaks calls an allowlist: findings that are fine, by what they are or where they stand. All patterns are RE2. */
export interface AllowList {
  /** For people: its description, and the file. */
  readonly name: string;
  /** Whether one criterion is enough or each kind that is given has to hold. */
  readonly condition: 'or' | 'and';
  readonly paths: readonly string[];
  /** Ids of commits, lower case. */
  readonly commits: readonly string[];
  readonly regexes: readonly string[];
  /** What `regexes` are tried on. */
  readonly target: 'secret' | 'match' | 'line';
  /** Parts of secrets, lower case. */
  readonly stopwords: readonly string[];
  /** Ids of the detectors that it is for. Absent: all. */
  readonly detectors?: readonly string[];
}

/** One finding that another tool was told to leave alone. */
export interface ForeignException {
  /** In the file, for messages; from 1. */
  readonly line: number;
  readonly path: string;
  /** As the other tool calls what it found. */
  readonly rule?: string;
  /** Lines where it was; absent: anywhere in the file. */
  readonly startLine?: number;
  readonly endLine?: number;
  readonly commit?: string;
  /** What was found, in plain text or as the hex digits of its SHA-1: then the place does not matter. */
  readonly secret?: { readonly plain: string } | { readonly sha1: string };
}

export interface ForeignExceptions {
  readonly file: string;
  /** As what they suppress. */
  readonly kind: 'ignore' | 'baseline';
  readonly entries: readonly ForeignException[];
}

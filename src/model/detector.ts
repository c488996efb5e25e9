/** One credential type: what it looks like, how bad it is, what to do. The checked form of an entry in `detectors/`. */

/** From worst to least. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How sure it is that this is a credential of that type. */
export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export interface Detector {
  /** Stable kebab-case name, such as `github-classic-pat`. */
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What the holder of the secret can do. One sentence. */
  readonly risk: string;
  /** How to revoke and replace it. One or two sentences. */
  readonly remediation: string;
  readonly references: readonly string[];
  /** Lower case; at least one of them is in every match, in any case. None: every line is tried, which takes long. */
  readonly keywords: readonly string[];
  readonly rule: Rule;
  /**
   * Overlap choice: of two findings on the same bytes, the one with the higher rank stays.
   * 3 a checked structure, 2 a distinctive shape, 1 a name or place beside it tells, 0 generic.
   */
  readonly rank: number;
  /** Ids of detectors of the same rank that this one wins over. */
  readonly overlaps: readonly string[];
}

export type Rule = PatternRule | GenericRule | MisconfigurationRule | PathRule;

export interface PatternRule {
  readonly kind: 'pattern';
  /** RE2 syntax; the named group `secret` is the credential. Matched against bytes seen as Latin-1. */
  readonly pattern: string;
  /** How many bytes a match may begin before the keyword's first byte, and end after it. */
  readonly reach: { readonly before: number; readonly after: number };
  /** Bits per byte of the secret, Shannon. Absent: not tested. */
  readonly minEntropy?: number;
  /** Names in `src/detect/checks`; all must hold. */
  readonly checks: readonly string[];
  /**
   * Name of the check for a checksum that the format has. Where it does not hold the finding stays, at low confidence:
   * tokens in tests and documentation are often made up, and people want to know of those too.
   */
  readonly checksum?: string;
  /** Detectors that have to match too, within so many lines (absent: anywhere in the content). Absent: none. */
  readonly requires?: readonly { readonly detector: string; readonly lines?: number }[];
  /** Is reported only as such a part of another one, never by itself. */
  readonly partOnly?: boolean;
  /** Also looked for in binary files: true where the shape alone is evidence. */
  readonly inBinary: boolean;
}

/** `name = value` in any language, judged by `src/detect/generic`. */
export interface GenericRule {
  readonly kind: 'generic';
}

/** A setting that endangers secrets, found by the rule of the detector's id in `src/detect/manifest/hygiene.ts`. */
export interface MisconfigurationRule {
  readonly kind: 'misconfiguration';
  /** True of nearly every workload: only looked for when it is asked for. */
  readonly informational: boolean;
}

/** A file that should not be there, whatever is in it: what gitleaks has as a rule without an expression for its text. */
export interface PathRule {
  readonly kind: 'path';
  /** RE2 syntax; of the file's path. */
  readonly pattern: string;
}

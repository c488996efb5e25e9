/** A leaked credential at a place, or a setting that endangers credentials. */

import type { Confidence, Severity } from './detector.js';
import type { Provenance } from './provenance.js';
import type { Resource } from './resource.js';
import type { Secret } from './secret.js';

/** 1-based lines and columns of the secret itself; columns in Unicode code points; the end is exclusive. */
export interface Location {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** An encoding that was undone to reach the secret, outermost first in `Finding.decoded`. */
export type Encoding = 'base64' | 'base64url' | 'hex' | 'percent' | 'gzip' | 'utf-16le' | 'utf-16be';

/** The line that holds the secret, with every secret on it masked. Bounded in length; may still hold control characters. */
export interface Excerpt {
  /** Text around the secret, masked. */
  readonly text: string;
  /** Index in `text` (UTF-16 units) where the masked secret begins, and its length. */
  readonly start: number;
  readonly length: number;
}

/** One thing that speaks for or against a credential. Ten points double the odds. */
export interface Evidence {
  /** A short phrase: `looks random`. */
  readonly says: string;
  readonly points: number;
}

/** The other half of a credential, such as the id that goes with a secret. Found near it. */
export interface Part {
  /** What people call it: `access key id`. */
  readonly name: string;
  readonly secret: Secret;
  readonly location: Location;
}

/** A comment beside a secret that says it may stay, as somebody wrote it: whether it counts, triage decides. */
export interface AllowMark {
  /** The tool whose comment it is. */
  readonly syntax: 'hullcheck' | 'gitleaks' | 'betterleaks' | 'detect-secrets' | 'secretlint';
  /** The detectors that it names, ids or their beginnings with a `*` after; '' where it names none. */
  readonly detector: string;
  /** The rest of the comment, secrets masked, at most 200 characters; may be '' and may hold control characters. */
  readonly reason: string;
  readonly line: number;
}

/** A step towards keeping a secret elsewhere than where it was found. Holds no secret. */
export interface FixStep {
  /** A sentence, without its full stop. */
  readonly says: string;
  /** What to write or to run; `-` and `+` before a line mean that it goes and comes. */
  readonly lines: readonly string[];
}

export interface Finding {
  readonly type: 'finding';
  /** Detector id. */
  readonly detector: string;
  /**
   * A setting that endangers secrets, or a file that should not be there. It has no secret to show: `secret` is empty, and
   * the fingerprint is made of detector, object and key path, or of detector and path. Absent: a leaked secret.
   */
  readonly class?: 'misconfiguration' | 'file';
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly secret: Secret;
  /**
   * Keyed hash of detector and secret, 32 hex digits. The same secret found by the same detector has the same one
   * wherever it stands, and it tells nothing about the secret without the key.
   */
  readonly fingerprint: string;
  readonly location: Location;
  readonly provenance: Provenance;
  /** The object of a manifest that it stands in. Absent: it stands in none, or in one that could only be read as text. */
  readonly resource?: Resource;
  readonly decoded: readonly Encoding[];
  readonly excerpt: Excerpt;
  /** Why it was reported, one short phrase each. */
  readonly reasons: readonly string[];
  /** All that was weighed, for and against; `hullcheck explain` shows it. Absent where the shape alone decides. */
  readonly evidence?: readonly Evidence[];
  /** What stands near the secret and belongs to it. Absent: it is whole by itself. */
  readonly parts?: readonly Part[];
  /** Comments on the lines where the secret begins and ends, and on the one above. Absent: none. */
  readonly allow?: readonly AllowMark[];
  /** Indices of the allow lists of the configuration whose patterns for the text hold. Absent: none. */
  readonly allowLists?: readonly number[];
  readonly verdict: Verdict;
  /** What to change at this place. Absent: nothing is known beyond what the detector advises. */
  readonly fix?: readonly FixStep[];
}

/** What triage says. Nothing is deleted: a report may list what was suppressed and why. */
export type Verdict =
  { readonly state: 'open' } | { readonly state: 'suppressed'; readonly by: string; readonly reason: string };

export const OPEN: Verdict = { state: 'open' };

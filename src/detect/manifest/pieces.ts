/** Parts of a document that are read on their own: a value under its name, or a text inside a value. */

import type { Candidate } from '../candidate.js';
import type { Encoding } from '../../model/finding.js';
import type { Node, Visit } from './tree.js';
import type { Source, Written } from './scalar.js';

/** Searches a text as if it were a file of that path; finds its marks, too. */
export type SearchText = (
  bytes: Uint8Array,
  path: string,
) => { readonly candidates: readonly Candidate[]; readonly marks: readonly number[] };

/** A document to find pieces in. */
export interface Document {
  readonly root: Node;
  /** All its nodes, parents first. */
  readonly visits: readonly Visit[];
  readonly source: Source;
  /** Of the file, for judgement. */
  readonly path: string;
}

export interface Piece {
  /** Where it stands. Candidates without a name in this range are left to the piece. */
  readonly visit: Visit;
  /** The bytes, decoded, and where they are written. */
  readonly written: Written;
  /** What was undone to get the bytes, outermost first. */
  readonly encodings: readonly Encoding[];
  readonly as: NamedValue | InnerFile;
  /**
   * Of one of several texts that are packed in the same bytes: where it begins among them. All their candidates have the
   * same range, and are still different.
   */
  readonly packed?: number;
}

/** Read as `name=value`. */
export interface NamedValue {
  readonly type: 'named';
  readonly name: string;
  /** It is in a place that is there to hold credentials, so weak ones count. */
  readonly declared: boolean;
}

/** Read as a file of that name beside the manifest. */
export interface InnerFile {
  readonly type: 'file';
  readonly name: string;
  /** The way from the value to the file, where it is one of several in there. */
  readonly within?: string;
}

/**
 * Where a piece of content was seen: a closed union, so that a new kind of source breaks every switch that forgot it.
 */

/** A file on disk. */
export interface FileProvenance {
  readonly kind: 'file';
  /** As the user would type it: relative to the scanned path's parent command line, `/` between the parts. */
  readonly path: string;
}

/** Bytes piped in. */
export interface StdinProvenance {
  readonly kind: 'stdin';
  /** `--name`, or `stdin`. Lets path-sensitive judgement work on piped files. */
  readonly path: string;
}

/** Who made a commit and when; all text as git has it. */
export interface Commit {
  readonly id: string;
  readonly author: string;
  readonly email: string;
  /** ISO 8601 with the author's own offset, such as `2024-03-01T10:20:30+01:00`. */
  readonly date: string;
  /** First line of the message. */
  readonly summary: string;
}

/** A blob of a git repository. */
export interface GitProvenance {
  readonly kind: 'git';
  readonly path: string;
  /** Hex object id of the blob. */
  readonly blob: string;
  /**
   * The commit that introduced the finding. Absent before attribution, which happens once all blobs are read, and for
   * what only a tag of a tree or of a blob holds.
   */
  readonly commit?: Commit;
}

export type Provenance = FileProvenance | StdinProvenance | GitProvenance;

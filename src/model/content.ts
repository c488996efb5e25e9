/** What a source hands to the engine. */

import type { Finding } from './finding.js';
import type { ImageNote, ImageTask } from './image.js';
import type { OpenMemory } from './memory.js';
import type { Problem } from './problem.js';
import type { Provenance } from './provenance.js';

/** A half-open range of byte offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A position in a text: both 1-based, the column counted in Unicode code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Bytes to scan and where they were seen. */
export interface Content {
  readonly type: 'content';
  /** Valid until the next event is taken from the source: readers reuse their buffers. */
  readonly bytes: Uint8Array;
  readonly provenance: Provenance;
  /**
   * The path within what is scanned, to judge by, where `provenance.path` may lead through directories that say nothing.
   * Absent: that path itself.
   */
  readonly inside?: string;
  /**
   * Hash of the content where the source has one for nothing (a git object id). Equal content is read once.
   * A plain file has none: hashing it would cost as much as scanning it.
   */
  readonly id?: string;
  /** Position of `bytes[0]` in the whole file. Absent: the start of the file. */
  readonly start?: Position;
  /**
   * The part of `bytes` to report on, when a large file is read in overlapping windows: a secret belongs to the
   * window in whose `owned` range it starts. The bytes around it are context. Absent: all of it.
   */
  readonly owned?: Range;
  /** Where this content is another one with changes. Absent: all of it is new. */
  readonly derived?: Derivation;
}

/**
 * What is found for a keyword depends on its own line and so many lines on each side, but for blocks of many lines
 * (private keys, wrapped base64, documents read as data), which the engine follows to their ends.
 */
export const CONTEXT_LINES = 2;

/** How a content came out of another one that was scanned before. */
export interface Derivation {
  /** What the engine returned for that one. */
  readonly from: Trace;
  /** Triples (offset here, offset there, length): what was taken over, ascending here; touching ones are joined. */
  readonly copies: Uint32Array;
  /**
   * Pairs (start, end) of whole lines here, ascending, apart from one another: every line that is not taken over from
   * begin to end, and `CONTEXT_LINES` lines on each side of it and of every place where two copies meet.
   */
  readonly changed: Uint32Array;
}

/** What the engine remembers of a content, for those that derive from it. Sources carry it and do not look inside. */
export interface Trace {
  readonly type: 'trace';
}

/** Why something was passed over on purpose. Never a reason to call a scan incomplete. */
export type SkipReason = 'symlink' | 'special-file' | 'empty' | 'excluded';

/** Something that a source saw and left out on purpose. */
export interface Skipped {
  readonly type: 'skipped';
  readonly reason: SkipReason;
  readonly path: string;
}

/** What a reader learns that its source needs to place findings. Nothing of it is reported. */
export interface Note {
  readonly type: 'note';
  readonly note: ImageNote;
}

export type SourceEvent = Content | Skipped | Problem | Note;

/**
 * One portion of a scan: plain data that crosses to a worker thread, which opens and reads what it names.
 * `source` chooses the reader.
 */
export type Shard = ClusterShard | DirectoryShard | GitShard | ImageShard | StdinShard;

export interface FileToRead {
  /** What to open; bytes where the name is not UTF-8. */
  readonly open: string | Uint8Array;
  /** The name to show. */
  readonly path: string;
  /** See `Content.inside`. */
  readonly inside?: string;
}

export interface DirectoryShard {
  readonly source: 'directory';
  readonly files: readonly FileToRead[];
}

export interface GitShard {
  readonly source: 'git';
  /** The directory that holds `objects` (for a linked worktree, the common one). */
  readonly gitDir: string;
  /** Whether only sightings are wanted: far less work than findings, of which most would be those of another version. */
  readonly sightings?: boolean;
  /** Each blob once; one that derives from another comes after it, and after all that derive from that one's others. */
  readonly blobs: readonly BlobToRead[];
}

export interface BlobToRead {
  readonly id: string;
  /** The first path it was seen at: judgement may depend on the file's name. */
  readonly path: string;
  /** Number in the shard of the blob that this one is stored as a delta for. Absent: it is read whole. */
  readonly base?: number;
}

/** How a cluster is reached; whatever is absent is as `kubectl` has it. */
export interface ClusterConnection {
  /** Path of a kubeconfig. */
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** One kind of object that a cluster serves. */
export interface ClusterResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** The plural of its addresses, such as `deployments`. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export interface ClusterShard {
  readonly source: 'cluster';
  readonly connection: ClusterConnection;
  readonly resource: ClusterResource;
  /** Only these namespaces. Absent: all. */
  readonly namespaces?: readonly string[];
}

export interface ImageShard {
  readonly source: 'image';
  /** As the user named it, for messages. */
  readonly image: string;
  readonly task: ImageTask;
}

export interface StdinShard {
  readonly source: 'stdin';
  readonly path: string;
}

/**
 * Reads a shard. Trouble is a value in the stream; it throws only for bugs and for an aborted signal. For each content
 * that it yields it is given what the engine remembers of it.
 */
export type Reader<S extends Shard> = (
  shard: S,
  signal: AbortSignal,
) => AsyncGenerator<SourceEvent, void, Trace | undefined>;

/** A content, by its id, and the fingerprints of the secrets in it, each once, in the order in which they stand there. */
export interface Sighting {
  readonly type: 'sighting';
  readonly id: string;
  readonly fingerprints: readonly string[];
  /** How many were scanned. Absent where the content has more secrets than are told. */
  readonly bytes?: number;
}

/** Contents that an earlier scan has seen and that are not read again. They count as scanned. */
export interface RecalledContents {
  readonly type: 'recalled';
  readonly contents: number;
  readonly bytes: number;
}

/** What a plan is made of. */
export type Planned = Shard | Skipped | Problem | RecalledContents;

/** What the main thread knows of a source. */
export interface Source {
  /** Yields the portions in the order in which their findings are to be reported. */
  plan(signal: AbortSignal): AsyncIterable<Planned>;
  /** Only for a source that can do without reading what an earlier scan has seen. Called before the plan. */
  remember?(open: OpenMemory): void;
  /** Its portions are read in this thread, several at a time: they share a connection and wait more than they work. */
  readonly local?: boolean;
  /**
   * Only for a source whose portions tell sightings: takes all of them, in shard order, and returns the portions in
   * which what is to be reported stands, to be read once more and for findings.
   */
  again?(sightings: readonly Sighting[]): Iterable<Shard | Problem>;
  /**
   * Only for a source that can place a finding once all of them are known, as git history does: takes the findings in
   * shard order, and what readers noted, and returns those to report. Where it is present nothing is reported before the last shard is read.
   */
  attribute?(findings: readonly Finding[], notes?: readonly Note[]): Promise<readonly Finding[]>;
  /** Gives back what the source holds, such as a temporary directory. Called once, at the end, however that came. */
  close?(): Promise<void>;
}

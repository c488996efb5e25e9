/** What earlier scans saw of contents that never change, such as the blobs of a repository. */

/** A content that was scanned to its end. */
export interface Recalled {
  /** How many were scanned. */
  readonly bytes: number;
  /**
   * The secrets in it, in the order in which they stand there, each once. As numbers that only tell one from another: which
   * secret a number stands for is seen in any content that has it.
   */
  readonly secrets: readonly number[];
}

/** A content that was scanned now, with fingerprints in place of numbers. */
export interface Learned {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly fingerprints: readonly string[];
}

export interface Memory {
  /** What a source kept of how contents hang together, in its own encoding. */
  graph(): Uint8Array | undefined;
  /** `made` is called only where it is kept: there is much to encode. */
  learnGraph(made: () => Uint8Array): void;
  /** By id, and by the path it was judged by. Undefined: it has to be scanned. */
  recall(id: string, path: string): Recalled | undefined;
  /** Takes what was scanned and not recalled; `numbers` are those that were seen to stand for these fingerprints. */
  learn(contents: readonly Learned[], numbers: ReadonlyMap<number, string>): void;
  /** For what turns out not to be true. */
  forget(): void;
}

/** The memory of one repository, by what tells it from others. Undefined: there is none. */
export type OpenMemory = (repository: string) => Memory | undefined;

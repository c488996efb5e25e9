/** How much of one archive is read. Input is hostile: a few kilobytes can unpack to more than all the disks there are. */

import { problem, type Problem } from '../../../model/problem.js';

export interface ArchiveLimits {
  /** Archives within archives; a compressed tar counts as one. */
  readonly depth: number;
  /** Members of a file, those of archives inside it with them. */
  readonly members: number;
  /** Bytes unpacked of a file, at all levels together. */
  readonly unpacked: number;
  /** Bytes unpacked for each byte of the file. */
  readonly ratio: number;
  /** Bytes that may be unpacked whatever the ratio. */
  readonly free: number;
}

export const LIMITS: ArchiveLimits = {
  depth: 8,
  members: 1_000_000,
  unpacked: 16 * 2 ** 30,
  ratio: 100,
  free: 2 ** 30,
};

/** Trouble on the way to some bytes, thrown through the readers between where it is noticed and where it is told. */
export class ArchiveTrouble extends Error {
  readonly problem: Problem;
  /** The whole file is given up, not only the member. */
  readonly final: boolean;
  /** Every reader between meets it; one of them tells it. */
  told = false;

  constructor(trouble: Problem, { final = false, cause }: { final?: boolean; cause?: unknown } = {}) {
    super(trouble.message, { cause });
    this.problem = trouble;
    this.final = final;
  }
}

/** Counts what one file costs. Throws a final `ArchiveTrouble` where that is too much. */
export interface Budget {
  readonly limits: ArchiveLimits;
  /** Bytes of the file itself. */
  read(bytes: number): void;
  /** Bytes that came out of a decompressor or of a zip. What a tar holds is the bytes of the tar. */
  unpack(bytes: number): void;
  member(): void;
}

export function createBudget(path: string, limits: ArchiveLimits): Budget {
  let [read, unpacked, members] = [0, 0, 0];
  const refuse = (what: string): never => {
    throw new ArchiveTrouble(problem('archive-limit', `'${path}' ${what}; the rest of it was not scanned`, path), {
      final: true,
    });
  };
  return {
    limits,
    read: (bytes) => void (read += bytes),
    unpack(bytes) {
      unpacked += bytes;
      if (unpacked > limits.unpacked) refuse(`unpacks to more than ${limits.unpacked / 2 ** 30} GiB`);
      if (unpacked > limits.free && unpacked > limits.ratio * read) {
        refuse(`unpacks to more than ${limits.ratio} times its size`);
      }
    },
    member() {
      if (++members > limits.members) refuse(`holds more than ${limits.members.toLocaleString('en')} members`);
    },
  };
}

/** A part of the product that reads what others wrote. */
export interface Target {
  /** Whole inputs to begin with, made in code. */
  readonly seeds: () => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** Pieces of the format, beside the constants of the code itself. */
  readonly words?: readonly string[];
  /** Longer inputs are cut. */
  readonly most: number;
  /**
   * Reads the input and checks what came of it. An exception that leaves it is a finding: trouble that the part promises
   * to throw is caught in here.
   */
  readonly run: (input: Uint8Array) => void | Promise<void>;
}

/** Runs of the command on a file system that fails where the test says so. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface FileFault {
  readonly call: 'open' | 'read' | 'readFile' | 'readdir' | 'stat' | 'fstat' | 'write';
  /** Part of the path; `stdout` and `stderr` are names too. */
  readonly path: string;
  /** The error that is thrown. */
  readonly code?: 'EIO' | 'ENOSPC' | 'EMFILE' | 'ENFILE' | 'EACCES' | 'ENOENT' | 'ESTALE';
  /** Calls that go well before. */
  readonly after?: number;
  /** At most so many bytes are read at once. */
  readonly short?: number;
  /** Instead, what happens to the worker thread that makes the call. */
  readonly worker?: 'exit' | 'memory' | 'late error' | 'endless';
}

/** The environment in which the command meets these faults. */
export function withFaults(...faults: readonly FileFault[]): NodeJS.ProcessEnv {
  const layer = pathToFileURL(join(import.meta.dirname, 'faults.mjs')).href;
  return { NODE_OPTIONS: `--import ${layer}`, FAULTS: JSON.stringify(faults) };
}

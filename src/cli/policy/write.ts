/** Writing policy files whole or not at all: half a baseline would let old findings fail the next scan. */

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { reasonOf } from '../../sources/shared/errors.js';
import { UsageError } from '../usage-error.js';

export function writePolicyFile(path: string, text: string): void {
  const next = `${path}.${process.pid}`;
  try {
    writeFileSync(next, text, { flag: 'wx' });
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw new UsageError(`Cannot write '${path}': ${reasonOf(error)}`, { cause: error });
  }
}

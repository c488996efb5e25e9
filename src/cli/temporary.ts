/** Private temporary directories, and those that killed runs have left. */

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'hullcheck-';

/** A new directory that only this user can open, named after this process. Removes those of processes that are gone. */
export async function makeTemporaryDirectory(): Promise<string> {
  await removeLeftovers();
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = /^hullcheck-(\d+)-\w+$/.exec(name)?.[1];
    // One of another user cannot be removed, and is not ours.
    if (pid !== undefined && !isRunning(Number(pid))) {
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

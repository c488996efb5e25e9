/** The command line: parses, runs one command, answers with its exit code. */

import { version } from './assets.js';
import { crashText, tellOfUnexpectedEnd } from './crash.js';
import { OutputError, print } from './print.js';
import { hasCode } from '../sources/shared/errors.js';

/** Bad usage: an unknown option, a bad value, a missing argument. */
const USAGE = 2;

/** Something was not done: never to be taken for a clean scan, nor for findings. */
const INCOMPLETE = 3;

/** Runs the command that `argv` (without node and script) names. Never exits the process itself, but for a crash. */
export async function main(argv: readonly string[]): Promise<number> {
  const finished = tellOfUnexpectedEnd(INCOMPLETE);
  try {
    return await run(argv);
  } catch (error) {
    return await codeOf(error);
  } finally {
    finished();
  }
}

async function run(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    // Answered before yargs is loaded, which costs more than starting Node.
    print(version());
    return 0;
  }
  const { runCommandLine } = await import('./command-line.js');
  return runCommandLine(argv);
}

async function codeOf(error: unknown): Promise<number> {
  if (error instanceof OutputError) {
    // Whoever reads only the first lines of a list has what they wanted.
    if (!hasCode(error.cause, 'EPIPE')) console.error(`hullcheck: ${error.message}`);
    return INCOMPLETE;
  }
  const { UsageError } = await import('./usage-error.js');
  if (error instanceof UsageError) {
    console.error(`hullcheck: ${error.message}`);
    return USAGE;
  }
  console.error(crashText(error));
  return INCOMPLETE;
}

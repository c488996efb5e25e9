/** The command line: parses, runs one command, answers with its exit code. */

import { version } from './assets.js';

/** Bad usage: an unknown option, a bad value, a missing argument. */
const USAGE = 2;

/** Runs the command that `argv` (without node and script) names. Never exits the process itself. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    // Answered before yargs is loaded, which costs more than starting Node.
    console.log(version());
    return 0;
  }
  const { runCommandLine } = await import('./command-line.js');
  try {
    return await runCommandLine(argv);
  } catch (error) {
    const { UsageError } = await import('./usage-error.js');
    if (!(error instanceof UsageError)) throw error;
    console.error(`hullcheck: ${error.message}`);
    return USAGE;
  }
}

/** The commands and their options, put together with yargs. */

import yargs from 'yargs';
import { version } from './assets.js';
import { addClusterCommand } from './commands/cluster.js';
import { addBaselineCommand } from './commands/baseline.js';
import { addDetectorsCommand } from './commands/detectors.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addExplainCommand } from './commands/explain.js';
import { addFixCommand } from './commands/fix.js';
import { addGitCommand } from './commands/git.js';
import { addHookCommand } from './commands/hook.js';
import { addImageCommand } from './commands/image.js';
import { addJoinCommand } from './commands/join.js';
import { addPushCommand } from './commands/push.js';
import { addReportCommand } from './commands/report.js';
import { addScanCommand } from './commands/scan.js';
import { addIgnoreCommand } from './commands/ignore.js';
import { addMigrateCommand } from './commands/migrate.js';
import { addStdinCommand } from './commands/stdin.js';
import { UsageError } from './usage-error.js';

const COMMANDS = [
  addScanCommand,
  addGitCommand,
  addImageCommand,
  addPushCommand,
  addClusterCommand,
  addJoinCommand,
  addStdinCommand,
  addFixCommand,
  addBaselineCommand,
  addIgnoreCommand,
  addMigrateCommand,
  addReportCommand,
  addHookCommand,
  addDetectorsCommand,
  addExplainCommand,
  addDoctorCommand,
];

const EPILOGUE = 'Exit codes: 0 nothing found, 1 findings, 2 bad usage, 3 the scan is incomplete.';

/** Parses `argv` and runs the command. Throws a UsageError for anything that does not parse. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let code = 0;
  const done = (result: number): void => {
    code = result;
  };
  const cli = yargs([...argv])
    .scriptName('hullcheck')
    .usage('$0 <command>\n\nFinds leaked keys, tokens and passwords before you ship.')
    .demandCommand(1, 1, 'Name a command, such as: hullcheck scan .')
    .strict()
    .version(version())
    .help()
    .alias('h', 'help')
    .epilogue(EPILOGUE)
    .wrap(Math.min(100, process.stdout.columns || 100))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      if (error !== undefined) throw error;
      // yargs spreads some of its messages over several lines.
      const sentence = (message ?? 'bad usage').replace(/\s+/g, ' ').trim();
      throw new UsageError(`${sentence}; see hullcheck --help`);
    });
  for (const add of COMMANDS) add(cli, done);
  await cli.parseAsync();
  return code;
}

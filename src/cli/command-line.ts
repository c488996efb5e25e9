/** The commands and their options, put together with yargs. */

import yargs, { type Argv } from 'yargs';
import { version } from './assets.js';
import { UsageError } from './usage-error.js';

type AddCommand = (cli: Argv, done: (code: number) => void) => unknown;

/** In the order of the help. Each is loaded only where it runs, or for the help that lists all. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  scan: async () => (await import('./commands/scan.js')).addScanCommand,
  git: async () => (await import('./commands/git.js')).addGitCommand,
  image: async () => (await import('./commands/image.js')).addImageCommand,
  push: async () => (await import('./commands/push.js')).addPushCommand,
  cluster: async () => (await import('./commands/cluster.js')).addClusterCommand,
  join: async () => (await import('./commands/join.js')).addJoinCommand,
  stdin: async () => (await import('./commands/stdin.js')).addStdinCommand,
  fix: async () => (await import('./commands/fix.js')).addFixCommand,
  baseline: async () => (await import('./commands/baseline.js')).addBaselineCommand,
  ignore: async () => (await import('./commands/ignore.js')).addIgnoreCommand,
  migrate: async () => (await import('./commands/migrate.js')).addMigrateCommand,
  report: async () => (await import('./commands/report.js')).addReportCommand,
  hook: async () => (await import('./commands/hook.js')).addHookCommand,
  detectors: async () => (await import('./commands/detectors.js')).addDetectorsCommand,
  explain: async () => (await import('./commands/explain.js')).addExplainCommand,
  doctor: async () => (await import('./commands/doctor.js')).addDoctorCommand,
};

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
  for (const load of named(argv)) (await load())(cli, done);
  await cli.parseAsync();
  return code;
}

function named([name = '']: readonly string[]): readonly (() => Promise<AddCommand>)[] {
  const one = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return one === undefined ? Object.values(COMMANDS) : [one];
}

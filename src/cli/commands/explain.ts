/** `hullcheck explain`: the evidence behind a finding, and why something at a place is none. */

import type { Argv } from 'yargs';

export function addExplainCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'explain [fingerprint]',
    'Show the evidence for a finding, or why nothing was reported at a place',
    (command) =>
      command
        .positional('fingerprint', { type: 'string', describe: 'The id that a report shows, or its first digits' })
        .options({
          report: { type: 'string', requiresArg: true, describe: 'Look it up in this saved json report' },
          file: { type: 'string', requiresArg: true, describe: 'Explain what is in this file, reported or not' },
          line: { type: 'number', requiresArg: true, implies: 'file', describe: 'Only this line of it' },
        })
        .conflicts('file', 'report'),
    async ({ fingerprint, report, file, line }) => {
      const { runExplain } = await import('../explain/run.js');
      done(await runExplain({ fingerprint, report, file, line }));
    },
  );
}

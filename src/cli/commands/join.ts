/** `hullcheck join`: several saved reports as one. */

import type { Argv } from 'yargs';
import { checkReportOptions, withReportOptions } from '../scan-options.js';

export function addJoinCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'join <file..>',
    'Put json reports of several scans together: each secret once, with all its places',
    (command) =>
      withReportOptions(command).positional('file', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Reports that --format json or jsonl wrote, with the same HULLCHECK_KEY',
      }),
    async (raw) => {
      const { runJoin } = await import('../run-join.js');
      done(runJoin(raw.file.map(String), checkReportOptions(raw)));
    },
  );
}

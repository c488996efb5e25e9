/** `hullcheck report`: a saved report in another format. */

import type { Argv } from 'yargs';
import { checkReportOptions, withReportOptions } from '../scan-options.js';

export function addReportCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'report <file>',
    'Turn a report that --format json or jsonl wrote into other formats',
    (command) =>
      withReportOptions(command).positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'A report of --format json or jsonl',
      }),
    async (raw) => {
      const { convertReport } = await import('../convert-report.js');
      done(convertReport(raw.file, checkReportOptions(raw)));
    },
  );
}

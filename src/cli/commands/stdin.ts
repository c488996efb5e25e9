/** `hullcheck stdin`: bytes piped in. */

import type { Argv } from 'yargs';
import type { Shard, Source } from '../../model/content.js';
import { checkScanOptions, withScanOptions } from '../scan-options.js';

export function addStdinCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'stdin',
    'Scan what is piped in',
    (command) =>
      withScanOptions(command).option('name', {
        type: 'string',
        default: 'stdin',
        requiresArg: true,
        describe: 'File name to report; its ending tells the language',
      }),
    async (raw) => {
      const options = checkScanOptions(raw);
      const { runScan } = await import('../run-scan.js');
      done(await runScan({ command: 'stdin', target: raw.name, source: pipedSource(raw.name), options }));
    },
  );
}

function pipedSource(path: string): Source {
  async function* plan(): AsyncGenerator<Shard> {
    yield { source: 'stdin', path };
  }
  return { plan };
}

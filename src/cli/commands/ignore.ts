/** `hullcheck ignore`: accepts one finding, with a reason and for as long as somebody says. */

import type { Argv } from 'yargs';
import { elsewhereOf, withElsewhere } from './elsewhere.js';

export function addIgnoreCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'ignore <fingerprint>',
    'Accept a finding, given by the id that a report shows, and say why',
    (command) =>
      withElsewhere(command)
        .positional('fingerprint', { type: 'string', demandOption: true, describe: 'The id: at least 12 digits of it' })
        .options({
          reason: { type: 'string', requiresArg: true, demandOption: true, describe: 'Why it may stay' },
          expires: { type: 'string', requiresArg: true, describe: 'Last day on which it counts, such as 2027-01-31' },
          path: { type: 'string', array: true, requiresArg: true, describe: 'Only there; patterns as in .gitignore' },
          author: { type: 'string', requiresArg: true, describe: "Who says so (default: git's user)" },
          config: { type: 'string', requiresArg: true, describe: 'Configuration (default: .hullcheck.yaml)' },
          'ignore-file': { type: 'string', requiresArg: true, describe: 'Default: .hullcheck-ignore.yaml' },
        }),
    async (raw) => {
      const { fingerprint, reason, expires, path: paths, author, config, ignoreFile } = raw;
      const elsewhere = elsewhereOf(raw);
      const { addIgnore } = await import('../policy/ignore.js');
      done(await addIgnore({ fingerprint, reason, expires, paths, author, config, ignoreFile, elsewhere }));
    },
  );
}

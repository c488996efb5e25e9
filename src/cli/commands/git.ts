/** `hullcheck git`: the whole history of a local repository. */

import type { Argv } from 'yargs';
import { checkScanOptions, withScanOptions } from '../scan-options.js';

export function addGitCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'git [repository]',
    'Scan the full history of a git repository: every branch, tag and stash',
    (command) =>
      withScanOptions(command).positional('repository', {
        type: 'string',
        default: '.',
        describe: 'A worktree, a .git directory or a bare repository',
      }),
    async (raw) => {
      const options = checkScanOptions(raw);
      const { openHistory } = await import('../../sources/git/plan.js');
      const { runScan } = await import('../run-scan.js');
      const source = openHistory({ repository: raw.repository, cwd: process.cwd() });
      done(await runScan({ command: 'git', target: raw.repository, source, options }));
    },
  );
}

/** `hullcheck scan`: files and directories. */

import type { Argv } from 'yargs';
import { checkScanOptions, withScanOptions } from '../scan-options.js';

export function addScanCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'scan [path..]',
    'Scan files and directories (in a git worktree: what git would track)',
    (command) =>
      withScanOptions(command)
        .positional('path', { type: 'string', array: true, default: ['.'], describe: 'What to scan' })
        .option('ignore', { type: 'boolean', default: true, describe: '--no-ignore: scan what git ignores too' }),
    async (raw) => {
      const options = checkScanOptions(raw);
      const { planDirectory } = await import('../../sources/directory/plan.js');
      const { runScan } = await import('../run-scan.js');
      const target = { paths: raw.path.map(String), cwd: process.cwd(), ignore: raw.ignore };
      const source = { plan: (signal: AbortSignal) => planDirectory(target, signal) };
      const scope = { kind: 'paths', paths: target.paths } as const;
      done(await runScan({ command: 'scan', target: target.paths.join(' '), source, options, scope }));
    },
  );
}

/** `hullcheck git`: the history of a local repository, a range of it, or what is staged. */

import type { Argv } from 'yargs';
import type { Selection } from '../../sources/git/selection.js';
import { checkScanOptions, withScanOptions } from '../scan-options.js';
import { UsageError } from '../usage-error.js';

export function addGitCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'git [repository]',
    'Scan the full history of a git repository: every branch, tag and stash',
    (command) =>
      withScanOptions(command)
        .positional('repository', {
          type: 'string',
          default: '.',
          describe: 'A worktree, a .git directory or a bare repository',
        })
        .option('since', { type: 'string', requiresArg: true, describe: 'Only what came after this revision' })
        .option('range', { type: 'string', requiresArg: true, describe: 'Only what B has and A has not: A..B' })
        .option('staged', { type: 'boolean', default: false, describe: 'Only what the next commit would bring' }),
    async (raw) => {
      const options = checkScanOptions(raw);
      const selection = selectionOf(raw);
      const { openHistory } = await import('../../sources/git/plan.js');
      const { runScan } = await import('../run-scan.js');
      const source = openHistory({ repository: raw.repository, cwd: process.cwd(), selection });
      const scope = { kind: 'repository', repository: raw.repository, selection } as const;
      done(await runScan({ command: 'git', target: raw.repository, source, options, scope }));
    },
  );
}

interface RawSelection {
  readonly since: string | undefined;
  readonly range: string | undefined;
  readonly staged: boolean;
}

function selectionOf({ since, range, staged }: RawSelection): Selection {
  if ([since !== undefined, range !== undefined, staged].filter(Boolean).length > 1) {
    throw new UsageError('--since, --range and --staged exclude each other');
  }
  if (staged) return { kind: 'staged' };
  if (since !== undefined) return { kind: 'range', from: since, to: 'HEAD' };
  if (range === undefined) return { kind: 'all' };
  const [from = '', to = '', ...rest] = range.split('..');
  if (from === '' || !range.includes('..') || rest.length > 0 || to.startsWith('.'))
    throw new UsageError(`--range takes A..B, not '${range}'`);
  return { kind: 'range', from, to: to === '' ? 'HEAD' : to };
}

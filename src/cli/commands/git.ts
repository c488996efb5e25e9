/** `hullcheck git`: the history of a local repository, a range of it, or what is staged. */

import type { Argv } from 'yargs';
import type { Selection } from '../../sources/git/selection.js';
import { isRemote } from '../../sources/git/remote.js';
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
          describe: 'A worktree, a .git directory, a bare repository, or an address to clone from',
        })
        .option('since', { type: 'string', requiresArg: true, describe: 'Only what came after this revision' })
        .option('range', { type: 'string', requiresArg: true, describe: 'Only what B has and A has not: A..B' })
        .option('branch', {
          type: 'string',
          requiresArg: true,
          describe: 'Only the history of this branch, tag or commit',
        })
        .option('all-objects', { type: 'boolean', default: false, describe: 'Also what no branch or tag leads to' })
        .option('staged', { type: 'boolean', default: false, describe: 'Only what the next commit would bring' }),
    async (raw) => {
      const options = checkScanOptions(raw);
      const selection = selectionOf(raw);
      const { runScan } = await import('../run-scan.js');
      if (isRemote(raw.repository)) {
        const { openRemote, withoutCredentials } = await import('../../sources/git/clone.js');
        const { makeTemporaryDirectory } = await import('../temporary.js');
        const remote = { address: raw.repository, selection, makeDirectory: makeTemporaryDirectory, env: process.env };
        const source = openRemote(remote);
        done(await runScan({ command: 'git', target: withoutCredentials(raw.repository), source, options }));
        return;
      }
      const { openHistory } = await import('../../sources/git/plan.js');
      const source = openHistory({ repository: raw.repository, cwd: process.cwd(), selection });
      const scope = { kind: 'repository', repository: raw.repository, selection } as const;
      done(await runScan({ command: 'git', target: raw.repository, source, options, scope }));
    },
  );
}

interface RawSelection {
  readonly since: string | undefined;
  readonly range: string | undefined;
  readonly branch: string | undefined;
  readonly allObjects: boolean;
  readonly staged: boolean;
}

function selectionOf({ since, range, branch, allObjects, staged }: RawSelection): Selection {
  if ([since, range, branch].filter((value) => value !== undefined).length + Number(staged) + Number(allObjects) > 1) {
    throw new UsageError('--since, --range, --branch, --staged and --all-objects exclude each other');
  }
  if (staged) return { kind: 'staged' };
  if (since !== undefined) return { kind: 'range', from: since, to: 'HEAD' };
  if (branch !== undefined) return { kind: 'branch', name: branch };
  if (range === undefined) return { kind: 'all', unreachable: allObjects };
  const [from = '', to = '', ...rest] = range.split('..');
  if (from === '' || !range.includes('..') || rest.length > 0 || to.startsWith('.'))
    throw new UsageError(`--range takes A..B, not '${range}'`);
  return { kind: 'range', from, to: to === '' ? 'HEAD' : to };
}

/** `hullcheck migrate`: what a repository has for other tools, in hullcheck's own files. */

import type { Argv } from 'yargs';

export function addMigrateCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'migrate',
    'Rewrite exceptions of gitleaks, betterleaks and detect-secrets so that they name secrets, not lines',
    (command) =>
      command.options({
        baseline: { type: 'string', requiresArg: true, describe: 'A JSON report of gitleaks, or a .secrets.baseline' },
        config: {
          type: 'string',
          requiresArg: true,
          describe: 'A configuration that counts (default: .gitleaks.toml)',
        },
        history: { type: 'boolean', default: true, describe: '--no-history: the worktree only' },
        'allow-incomplete': { type: 'boolean', default: false, describe: 'Go on when something could not be read' },
      }),
    async (raw) => {
      const { migrate } = await import('../policy/migrate.js');
      done(await migrate(raw));
    },
  );
}

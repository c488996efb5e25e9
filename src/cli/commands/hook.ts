/** `hullcheck hook`: git hooks, installed and run. */

import type { Argv } from 'yargs';
import { CLIENT_HOOKS, type ClientHook } from '../hook/script.js';
import type { Moment } from '../hook/message.js';
import { checkScanOptions, withScanOptions } from '../scan-options.js';
import { UsageError } from '../usage-error.js';
import { print } from '../print.js';

const RUN = {
  'pre-commit': 'Check what is staged (run by git)',
  'pre-push': 'Check the commits that are pushed (run by git)',
  'pre-receive': 'On a server: check the commits that are received (run by git)',
} as const satisfies Record<Moment, string>;

export function addHookCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command('hook', 'Check commits and pushes before they are made', (command) => {
    addInstallCommands(command, done);
    for (const moment of Object.keys(RUN) as Moment[]) addRunCommand(command, moment, done);
    return command.demandCommand(1, 1, 'Name what to do, such as: hullcheck hook install');
  });
}

function addInstallCommands(cli: Argv, done: (code: number) => void): void {
  cli.command(
    'install [hook..]',
    'Install pre-commit and pre-push in this repository; other hooks stay',
    (command) =>
      command.positional('hook', { type: 'string', array: true, choices: CLIENT_HOOKS, default: [...CLIENT_HOOKS] }),
    async (raw) => {
      const { installHooks } = await import('../hook/install.js');
      for (const line of installHooks(raw.hook as readonly ClientHook[], process.cwd())) print(line);
      done(0);
    },
  );
  cli.command('uninstall', 'Take them out again', {}, async () => {
    const { uninstallHooks } = await import('../hook/install.js');
    const lines = uninstallHooks(process.cwd());
    if (lines.length === 0) throw new UsageError('No hook of hullcheck is installed in this repository');
    for (const line of lines) print(line);
    done(0);
  });
}

function addRunCommand(cli: Argv, moment: Moment, done: (code: number) => void): void {
  cli.command(
    // git passes pre-push the name of the remote and its address.
    `${moment} [given..]`,
    RUN[moment],
    (command) => withScanOptions(command).positional('given', { type: 'string', array: true, default: [] }),
    async (raw) => {
      const { runHook } = await import('../hook/run-hook.js');
      const options = checkScanOptions({ ...raw, trustTargetConfig: moment !== 'pre-receive', quiet: true });
      done(await runHook(moment, { remote: String(raw.given[0] ?? 'origin'), options }));
    },
  );
}

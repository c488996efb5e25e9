/** `hullcheck fix`: credentials that stand in manifests become Secrets. */

import type { Argv } from 'yargs';
import { FORMS, type FixOptions } from '../../remedy/options.js';
import { checkScanOptions, withScanOptions } from '../scan-options.js';
import { UsageError } from '../usage-error.js';

/** Shared options that are about reports, of which this command has none. */
const REPORTING = ['format', 'output', 'report', 'show-secrets', 'fail-on', 'quiet'] as const;

export function addFixCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'fix [path..]',
    'Turn credentials in Kubernetes, Helm, kustomize and Compose files into Secrets; prints a diff',
    (command) => {
      const all = withScanOptions(command)
        .positional('path', {
          type: 'string',
          array: true,
          default: ['.'],
          describe: 'Manifests, or directories of them',
        })
        .option('write', {
          type: 'boolean',
          default: false,
          describe: 'Change the files; without it they are only read',
        })
        .option('as', {
          type: 'string',
          choices: FORMS,
          default: 'secret',
          describe: 'What the Secrets are to be made with',
        })
        .option('store', {
          type: 'string',
          requiresArg: true,
          describe: 'For --as external-secret: the store, NAME or SecretStore/NAME',
        })
        .option('secrets-out', {
          type: 'string',
          requiresArg: true,
          describe: 'Where the values go: a file, a directory, or - for a pipe',
        })
        .option('ignore', { type: 'boolean', default: true, describe: '--no-ignore: also what git ignores' });
      return REPORTING.reduce((shown, name) => shown.hide(name), all);
    },
    async (raw) => {
      const scan = checkScanOptions(raw);
      const given = raw.format !== 'text' || raw.output !== undefined || raw.report !== undefined;
      if (given || raw.showSecrets || raw.quiet || raw.failOn !== undefined)
        throw new UsageError(`hullcheck fix takes none of ${REPORTING.map((name) => `--${name}`).join(', ')}`);
      const { runFix } = await import('../fix/run-fix.js');
      const { path, write, secretsOut, ignore } = raw;
      const fix = fixOptions(raw.as, raw.store);
      done(await runFix({ paths: path.map(String), write, secretsOut, ignore, cwd: process.cwd(), scan, fix }));
    },
  );
}

function fixOptions(given: string, store: string | undefined): FixOptions {
  const as = FORMS.find((form) => form === given) ?? 'secret';
  if (as !== 'external-secret') {
    if (store !== undefined) throw new UsageError('--store goes with --as external-secret');
    return { as };
  }
  if (store === undefined)
    throw new UsageError('--as external-secret needs --store: the store that has, or will have, the values');
  const [, kind = 'ClusterSecretStore', name = ''] =
    /^(?:(SecretStore|ClusterSecretStore)\/)?([a-z0-9][a-z0-9.-]*)$/.exec(store) ?? [];
  if (name === '')
    throw new UsageError(`--store takes NAME, SecretStore/NAME or ClusterSecretStore/NAME, not '${store}'`);
  return { as, store: { kind, name } };
}

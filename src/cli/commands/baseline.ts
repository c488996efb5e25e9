/** `hullcheck baseline`: makes and tends the file of findings that were there before. */

import type { Argv, Options } from 'yargs';
import type { CollectOptions } from '../policy/collect.js';
import { UsageError } from '../usage-error.js';
import { elsewhereOf, withElsewhere, type RawElsewhere } from './elsewhere.js';

const OPTIONS = {
  config: { type: 'string', requiresArg: true, describe: 'Configuration (default: .hullcheck.yaml)' },
  baseline: { type: 'string', requiresArg: true, describe: 'The file (default: .hullcheck-baseline)' },
  'ignore-file': { type: 'string', requiresArg: true, describe: 'Default: .hullcheck-ignore.yaml' },
  history: { type: 'boolean', default: false, describe: 'Also the history of the repository' },
  'allow-incomplete': { type: 'boolean', default: false, describe: 'Go on when something could not be read' },
} as const satisfies Record<string, Options>;

export function addBaselineCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command('baseline', 'Set aside the findings that are there now, so that only new ones fail', (command) =>
    command
      .command(
        'create',
        'Write all findings of this worktree down, or of an image or a cluster',
        (one) => withElsewhere(one.options(OPTIONS)),
        async (raw) => {
          const { createBaseline } = await import('../policy/baseline.js');
          done(await createBaseline({ ...raw, ...instead(raw) }));
        },
      )
      .command(
        'update',
        'Take out what is gone, and with --add-new take in what is new',
        (one) =>
          withElsewhere(one.options(OPTIONS)).option('add-new', {
            type: 'boolean',
            default: false,
            describe: 'Accept new ones',
          }),
        async (raw) => {
          const { updateBaseline } = await import('../policy/baseline.js');
          done(await updateBaseline({ ...raw, ...instead(raw) }));
        },
      )
      .command(
        'diff',
        'Show what is new (+) and what is gone (-); exits with 1 where there is something new',
        (one) => withElsewhere(one.options(OPTIONS)),
        async (raw) => {
          const { diffBaseline } = await import('../policy/baseline.js');
          done(await diffBaseline({ ...raw, ...instead(raw) }));
        },
      )
      .command(
        'rotate',
        'Change the key of the fingerprints in baseline and ignore file',
        (one) => withElsewhere(one.options(OPTIONS)),
        async (raw) => {
          const { rotateKey } = await import('../policy/rotate.js');
          done(await rotateKey({ ...raw, elsewhere: elsewhereOf(raw) }));
        },
      )
      .demandCommand(1, 1, 'Name one of: create, update, diff, rotate'),
  );
}

/** Images and a cluster are looked at in place of the worktree. */
function instead(
  raw: RawElsewhere & { readonly history: boolean },
): Pick<CollectOptions, 'elsewhere' | 'onlyElsewhere'> {
  const elsewhere = elsewhereOf(raw);
  if (elsewhere !== undefined && raw.history)
    throw new UsageError('--history is of the worktree; it does not go with --image and --cluster');
  return { elsewhere, onlyElsewhere: elsewhere !== undefined };
}

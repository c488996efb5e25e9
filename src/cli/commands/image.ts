/** `hullcheck image`: a container image, wherever it is. */

import { homedir } from 'node:os';
import type { Argv } from 'yargs';
import type { ImageTarget } from '../../sources/image/open.js';
import { hostPlatform } from '../../sources/image/platform.js';
import { checkScanOptions, withScanOptions } from '../scan-options.js';

export function addImageCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'image <image>',
    'Scan a container image: every layer, also what later ones hide, and its configuration',
    (command) =>
      withImageOptions(withScanOptions(command)).positional('image', {
        type: 'string',
        demandOption: true,
        describe:
          'A name, an archive or a layout directory; docker:, podman:, registry:, docker-archive:, oci-archive: or oci: before it chooses',
      }),
    async (raw) => {
      const options = checkScanOptions(raw);
      const { openImageSource } = await import('../../sources/image/plan.js');
      const { runScan } = await import('../run-scan.js');
      const source = openImageSource({ target: imageTarget(raw), base: raw.base });
      done(await runScan({ command: 'image', target: raw.image, source, options }));
    },
  );
}

// The return type is inferred, as in scan-options.ts.
export function withImageOptions<T>(command: Argv<T>) {
  return command
    .option('platform', {
      type: 'string',
      requiresArg: true,
      describe: 'Such as linux/arm64, or all (default: this machine)',
    })
    .option('base', { type: 'string', requiresArg: true, describe: 'The base image, to tell its layers from your own' })
    .option('plain-http', { type: 'boolean', default: false, describe: 'Speak to registries without TLS' });
}

export interface RawImageOptions {
  readonly image: string;
  readonly platform: string | undefined;
  readonly plainHttp: boolean;
}

export function imageTarget({ image, platform, plainHttp }: RawImageOptions): ImageTarget {
  return {
    name: image,
    platform: platform ?? hostPlatform(process.arch),
    cwd: process.cwd(),
    surroundings: { env: process.env, home: homedir() },
    plainHttp,
  };
}

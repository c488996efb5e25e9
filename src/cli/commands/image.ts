/** `hullcheck image`: a container image, wherever it is. */

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Argv } from 'yargs';
import type { ImageTarget } from '../../sources/image/open.js';
import { hostPlatform } from '../../sources/image/platform.js';
import type { BuildFile } from '../../sources/image/plan.js';
import { reasonOf } from '../../sources/shared/errors.js';
import { checkScanOptions, withScanOptions } from '../scan-options.js';
import { UsageError } from '../usage-error.js';

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
      const source = openImageSource({ target: imageTarget(raw), base: raw.base, dockerfile: buildFile(raw) });
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
    .option('dockerfile', {
      type: 'string',
      requiresArg: true,
      describe:
        'What it was built with, to name the line of each finding (default: the one here, if it fits the image)',
    })
    .option('plain-http', { type: 'boolean', default: false, describe: 'Speak to registries without TLS' });
}

/** As `docker build` and `podman build` look for them. */
const BUILD_FILES = ['Dockerfile', 'Containerfile'];

/** The one that is named, which must be there; otherwise the one of this directory. */
export function buildFile({ dockerfile }: { readonly dockerfile: string | undefined }): BuildFile | undefined {
  const path = dockerfile ?? BUILD_FILES.find((name) => existsSync(name));
  if (path === undefined) return undefined;
  try {
    return { text: readFileSync(path, 'utf8'), path, given: dockerfile !== undefined };
  } catch (error) {
    if (dockerfile === undefined) return undefined;
    throw new UsageError(`Cannot read the Dockerfile '${path}': ${reasonOf(error)}`, { cause: error });
  }
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

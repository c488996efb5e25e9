/** `hullcheck push`: pushes an image when it is clean, and the one that was scanned and no other. */

import type { Argv } from 'yargs';
import { checkScanOptions, withScanOptions } from '../scan-options.js';
import { buildFile, imageTarget, withImageOptions } from './image.js';

/** The scan was clean but the image was not pushed, or not for certain the same one. */
const NOT_PUSHED = 3;

export function addPushCommand(cli: Argv, done: (code: number) => void): Argv {
  return cli.command(
    'push <image>',
    'Scan an image that Docker or Podman has, and push it only when nothing is found',
    (command) =>
      withImageOptions(withScanOptions(command)).positional('image', {
        type: 'string',
        demandOption: true,
        describe: 'Its name, as docker push takes it',
      }),
    async (raw) => {
      const options = checkScanOptions(raw);
      const { openImageSource } = await import('../../sources/image/plan.js');
      const { pushScanned } = await import('../../sources/image/push.js');
      const { runScan } = await import('../run-scan.js');
      const target = imageTarget(raw);
      // What is in a registry already cannot be kept out of it.
      const source = openImageSource({ target, base: raw.base, dockerfile: buildFile(raw), only: 'daemon' });
      const code = await runScan({ command: 'image', target: raw.image, source, options });
      if (code !== 0) {
        console.error(`hullcheck: '${raw.image}' was not pushed`);
        done(code);
        return;
      }
      try {
        const digest = await pushScanned(source.opened(), target);
        console.error(`hullcheck: pushed '${raw.image}'${digest === undefined ? '' : `, ${digest}`}`);
        done(0);
      } catch (error) {
        console.error(
          `hullcheck: '${raw.image}' was not pushed: ${error instanceof Error ? error.message : String(error)}`,
        );
        done(NOT_PUSHED);
      }
    },
  );
}

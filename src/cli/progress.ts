/** One line on a terminal's stderr while a scan runs. Shown only after a moment, so that short scans stay quiet. */

import { plural } from '../report/summary-text.js';
import type { Extent } from '../scan.js';

const DELAY_MS = 300;
const INTERVAL_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

export interface Progress {
  /** Runs `write` with the line cleared, so that findings on the same terminal do not collide with it. */
  around(write: () => void): void;
  stop(): void;
}

export function startProgress(
  stream: NodeJS.WriteStream,
  { extent, findings }: { extent: Extent; findings: () => number },
): Progress {
  const begun = Date.now();
  let visible = false;
  const timer = setInterval(() => {
    if (Date.now() - begun < DELAY_MS) return;
    const text = `${plural(extent.contents, 'item')}, ${megabytes(extent.bytes)}, ${plural(findings(), 'finding')}`;
    stream.write(`${CLEAR_LINE}scanning: ${text}`.slice(0, (stream.columns || 80) + CLEAR_LINE.length - 1));
    visible = true;
  }, INTERVAL_MS);
  timer.unref();

  function clear(): void {
    if (visible) stream.write(CLEAR_LINE);
    visible = false;
  }
  return {
    around(write) {
      clear();
      write();
    },
    stop() {
      clearInterval(timer);
      clear();
    },
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

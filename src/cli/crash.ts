/** What is said when hullcheck itself is at fault, and that it is never taken for a result. */

import { withoutContent } from '../model/without-content.js';

const MOST_FRAMES = 8;

/** The message of an error that nobody expected, and where it came from. */
export function crashText(error: unknown): string {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const told = [`hullcheck: internal error, the result is incomplete: ${name}: ${withoutContent(message)}`];
  return [...told, ...frames.slice(0, MOST_FRAMES), 'Please report this.'].join('\n');
}

/**
 * Errors that no one catches, and a process that runs out of things to do in the middle, end with `code` and in words: Node
 * would end with 1, as a scan with findings does, or with 13. Returns what is to be called when all is done.
 */
export function tellOfUnexpectedEnd(code: number): () => void {
  const crash = (error: unknown): void => {
    console.error(crashText(error));
    // At once: whatever goes on could still end well, and must not.
    process.exit(code);
  };
  const atExit = (): void => {
    console.error('hullcheck: internal error, it ended before it was done; please report this');
    process.exitCode = code;
  };
  process.on('uncaughtException', crash);
  process.on('exit', atExit);
  return () => {
    process.off('exit', atExit);
  };
}

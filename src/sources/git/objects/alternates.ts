/** Repositories may borrow objects from others. https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-objectsinfoalternates */

import { join, resolve } from 'node:path';
import { readSmallText } from '../../shared/small-file.js';

/** Repositories that borrow from one another, as git allows. */
const DEEPEST_ALTERNATES = 5;

/** The directory and, nearest first, those named in its `info/alternates`. */
export function withAlternates(objects: string): string[] {
  const directories = [objects];
  let level = [objects];
  for (let depth = 0; depth < DEEPEST_ALTERNATES && level.length > 0; depth++) {
    level = level.flatMap(alternatesOf).filter((directory) => !directories.includes(directory));
    directories.push(...level);
  }
  return directories;
}

/** Lines are paths, absolute or relative to the directory itself; `#` begins a comment. */
function alternatesOf(objects: string): string[] {
  const text = readSmallText(join(objects, 'info', 'alternates')) ?? '';
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => resolve(objects, line));
}

/**
 * Stands in for the package `string-width` in the bundle (`scripts/build.mjs`): yargs measures its help with it, also when
 * nobody asked for help. The package builds tables for every script and emoji first, which takes half as long as
 * starting Node. The help is ASCII; a test holds it to that.
 */

import { stripVTControlCharacters } from 'node:util';

/** Columns that an ASCII `text` takes on a terminal. */
function stringWidth(text: string): number {
  return stripVTControlCharacters(text).length;
}

// oxlint-disable-next-line import/no-default-export -- it is what the package has
export { stringWidth as default };
